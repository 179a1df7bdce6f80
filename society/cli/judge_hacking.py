"""`society judge hacking`: what of a judge's scores is length, flattery, repetition, politeness."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from society.cli.judge_stored import ALL, ReportOptions, finished, opened, tell_left_out
from society.cli.output import note, say, table
from society.domain.errors import Exit

if TYPE_CHECKING:
    from society.audit.hacking import Scored, Tenth


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
    from society.audit.hacking import checks, tenths
    from society.cli.export import share
    from society.cli.judge_figures import as_document, show

    limit = share("--explains", explains)
    rows, left_out = _rows(name, options)
    told, cut = checks(rows, explains=limit, seed=options.seed), tenths(rows)
    if options.json:
        as_document(told, judge=name, version=rows[0].word.version, tenths=cut)
    else:
        show(f"{name}: {len(rows)} scores against what needs no understanding", told)
        _show(cut)
    tell_left_out(left_out)
    leans = [check.name for check in told if check.passed is False]
    if leans:
        note(f"{name} leans on {', '.join(leans)}: more than {limit:.0%} of its order", "yellow")
    return Exit.PARTLY if strict and leans else Exit.DONE


def _rows(name: str, options: ReportOptions) -> "tuple[Sequence[Scored], int]":
    from society.audit.hacking import scored
    from society.audit.hearsay import chosen_versions, nothing_said, words

    met = set[str]()
    with opened(options.db) as store:
        told = list(scored(finished(store, options.where), name))
        if not told:
            for episode in finished(store, options.where):
                met.update(word.judge for word in words(episode))
    if not told:
        raise nothing_said(name, met)
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
