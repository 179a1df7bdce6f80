"""`society judge hacking`: what of a judge's scores is length, flattery, repetition, politeness."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from society.cli.judge.stored import ALL, ReportOptions, finished, opened, tell_left_out
from society.cli.output import note, say, table
from society.domain.errors import Exit

if TYPE_CHECKING:
    from society.audit.hacking import Scored, Tenth
    from society.domain.trust import Check


def hacking(
    name: str,
    *,
    explains: str = "25%",
    strict: bool = False,
    options: ReportOptions = ALL,
) -> int:
    """Tell how far a judge's scores are length, flattery, politeness and repetition.

    Over all, by tenths of the store in time order, and whether the later half leans on them more.

    Parameters
    ----------
    name
        A judge that was heard in stored dialogues, or `stored`: the turn rewards as paid.
    explains
        How much of the order of scores one such thing may explain: 0.25 or 25%.
    strict
        Exit with 3 where one explains more.
    """
    from society.audit.counting import many
    from society.audit.hacking import checks, tenths
    from society.cli.export.command import share
    from society.cli.judge.figures import as_document, show

    limit = share("--explains", explains)
    rows, left_out = _rows(name, options)
    told, cut = checks(rows, explains=limit, seed=options.seed), tenths(rows)
    if options.json:
        as_document(told, judge=name, version=rows[0].word.version, tenths=cut)
    else:
        show(f"{name}: {many(len(rows), 'score')} against what needs no understanding", told)
        _show(cut)
    tell_left_out(left_out)
    leans = _conclude(name, len(rows), told, limit)
    return Exit.PARTLY if strict and leans else Exit.DONE


def _conclude(name: str, scores: int, told: "Sequence[Check]", limit: float) -> list[str]:
    """Tell what it leans on, which is returned, or that nothing can be concluded."""
    from society.audit.correlation import too_few
    from society.audit.counting import many
    from society.audit.hearsay import STORED

    if too_few(None, scores):
        few = many(scores, "score is", "scores are")
        more = "society batch" if name == STORED else f"society judge score {name}"
        note(f"{few} too few to conclude anything; `{more}` adds some", "yellow")
    leans = [check.name for check in told if check.passed is False]
    if leans:
        note(f"{name} leans on {', '.join(leans)}: more than {limit:.0%} of its order", "yellow")
    return leans


def _rows(name: str, options: ReportOptions) -> "tuple[Sequence[Scored], int]":
    from society.audit.hacking import scored
    from society.audit.hearsay import chosen_versions, nothing_said, words

    met, dialogues = set[str](), 0
    with opened(options.db) as store:
        told = list(scored(finished(store, options.where), name))
        if not told:
            for episode in finished(store, options.where):
                met.update(word.judge for word in words(episode))
                dialogues += 1
    if not told:
        raise nothing_said(name, met, dialogues)
    versions, left_out = chosen_versions((row.word for row in told), options.version)
    rows = [row for row in told if row.word.version == versions[row.word.judge]]
    return rows, left_out


def _show(cut: "Sequence[Tenth]") -> None:
    from society.audit.shallow import FEATURES

    say()
    table(
        ["tenth", "scores", "mean", *(f"rho {name}" for name in FEATURES)],
        [
            (
                *(each.number, each.n, f"{each.score:.3f}"),
                *(_rho(each.correlation[name]) for name in FEATURES),
            )
            for each in cut
        ],
    )


def _rho(value: float | None) -> str:
    return "-" if value is None else f"{value:+.2f}"
