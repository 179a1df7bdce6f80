"""`society judge agree`: judges against people, and what a person should rate next."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from society.cli.judge.stored import ALL, ReportOptions, finished, opened, tell_left_out
from society.cli.output import note, program, say, table
from society.domain.errors import Exit, SocietyError

if TYPE_CHECKING:
    from society.audit.agree import Next, Pair, Raters
    from society.domain.trust import Check


def agree(
    *,
    judge: tuple[str, ...] = (),
    suggest: Annotated[int, Parameter(name="--suggest")] = 0,
    fail_under: float | None = None,
    options: ReportOptions = ALL,
) -> int:
    """Tell how far judges agree with the people who rated the same, and people with each other.

    A matrix of judges and people, Krippendorff's alpha of people, of judges and of the members of
    a panel, and each judge's mean corrected by the labels there are.

    Parameters
    ----------
    judge
        Only this judge; give it again for another.
    suggest
        So many turns that a person should rate next: where judges part and rollouts are unsure.
    fail_under
        Exit with 3 where a judge's correlation with people is smaller.
    """
    from society.audit.agree import checks, matrix, suggested
    from society.audit.counting import many
    from society.cli.judge.figures import as_document, show

    raters, members, left_out = _raters(judge, options)
    pairs, wanted = matrix(raters, seed=options.seed), suggested(raters, suggest)
    told = (*checks(raters), *members)
    if options.json:
        as_document(told, matrix=[_plain(each) for each in pairs], suggested=wanted)
    else:
        people = many(len(raters.people), "person", "people")
        show(f"{many(len(raters.judges), 'judge')} and {people}", told)
        _show(pairs)
        _show_next(wanted, suggest)
    tell_left_out(left_out)
    return _code(pairs, fail_under)


def _raters(
    judges: Sequence[str], options: ReportOptions
) -> "tuple[Raters, tuple[Check, ...], int]":
    from society.audit.agree import gathered
    from society.audit.hearsay import Word, chosen_versions, nothing_said, words
    from society.audit.panels import Panels
    from society.store import labels
    from society.store.where import Where

    told, panels, dialogues = list[Word](), Panels(), 0
    with opened(options.db) as store:
        for episode in finished(store, options.where):
            told += words(episode)
            panels.hear(episode)
            dialogues += 1
        people = labels.listed(store, where=Where.parse(options.where))
    met = {word.judge for word in told}
    for name in judges or sorted(met) or [""]:
        if name not in met:
            raise nothing_said(name, met, dialogues)
    versions, left_out = chosen_versions(told, options.version)
    kept = [
        word
        for word in told
        if word.version == versions[word.judge] and word.judge in (judges or met)
    ]
    if not people:
        note("nobody rated any of it yet: `society rate` takes what people say", "yellow")
    chosen = {name: version for name, version in versions.items() if name in (judges or met)}
    return gathered(kept, people), panels.agreement(chosen), left_out


def _plain(pair: "Pair") -> dict[str, object]:
    found = pair.spearman
    interval = None if found is None else found._asdict()
    return {**pair.model_dump(exclude={"spearman"}), "spearman": interval, "too_few": pair.few}


def _show(pairs: "Sequence[Pair]") -> None:
    from society.audit.counting import many

    if not pairs:
        return
    say()
    rows = [
        (
            *(pair.judge, pair.person, pair.n, _rounded(pair.spearman and pair.spearman.value)),
            "" if pair.spearman is None else f"{pair.spearman.low:.2f}..{pair.spearman.high:.2f}",
            *(_rounded(pair.kappa), _rounded(pair.alpha), "too few to tell" if pair.few else ""),
        )
        for pair in pairs
    ]
    columns = ["judge", "person", "both", "Spearman", "95% interval", "weighted kappa", "alpha", ""]
    table(columns, rows)
    few = [pair for pair in pairs if pair.few]
    if few:
        least = min(pair.n for pair in few)
        note(
            f"{many(least, 'score that both gave is', 'scores that both gave are')} too few to "
            "conclude anything; `society rate` adds some",
            "yellow",
        )


def _rounded(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _show_next(wanted: "Sequence[Next]", asked: int) -> None:
    if not asked:
        return
    say()
    if not wanted:
        note("nothing to suggest: two judges have to be heard of a turn that nobody rated", "dim")
        return
    table(
        ["rate next", "turn", "role", "worth", "scores"],
        [
            (
                *(each.episode, "end" if each.turn is None else each.turn, each.role),
                *(f"{each.worth:.3f}", _scores(each)),
            )
            for each in wanted
        ],
    )
    note(f"`{program()} rate --turns {','.join(map(_name, wanted))}` asks you about them", "dim")


def _name(each: "Next") -> str:
    """As `society rate --turns` takes it."""
    return f"{each.episode}:end:{each.role}" if each.turn is None else f"{each.episode}:{each.turn}"


def _scores(each: "Next") -> str:
    return ", ".join(f"{judge} {score:.2f}" for judge, score in each.scores.items())


def _code(pairs: "Sequence[Pair]", fail_under: float | None) -> int:
    """PARTLY where a judge agrees with people less than asked for, or nobody can tell."""
    from society.audit.agree import PEOPLE

    if fail_under is None:
        return Exit.DONE
    if not pairs:
        raise SocietyError("nobody rated any of it, so agreement is not known")
    all_ = [pair for pair in pairs if pair.person == PEOPLE] or pairs
    weak = [p for p in all_ if p.spearman is None or p.spearman.value < fail_under]
    for pair in weak:
        note(f"{pair.judge}: {_rounded(pair.spearman and pair.spearman.value)}", "red")
    return Exit.PARTLY if weak else Exit.DONE
