"""`society judge reconcile`: turn rewards against how it ended, and what trusting them costs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from society.cli.judge.stored import ALL, ReportOptions, finished, opened, tell_left_out
from society.cli.output import note, program, say, table
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from society.audit.reconcile import Apart, Side


def reconcile(
    ref: str,
    *,
    fail_under: float | None = None,
    options: ReportOptions = ALL,
) -> int:
    """Hold what a judge gave the turns against what the dialogue was verifiably worth.

    The correlation in each scenario and role, the dialogues where the two part most, and what it
    costs to choose the best of n dialogues by this judge.

    Parameters
    ----------
    ref
        A judge that was heard in stored dialogues, or `stored`: the turn rewards as paid.
    fail_under
        Exit with 3 where the correlation over all is smaller.
    """
    from society.audit.counting import many
    from society.audit.reconcile import checks, furthest
    from society.cli.judge.figures import as_document, code_of, show

    rows, used, left_out = _rows(ref, options)
    told, apart = checks(rows, seed=options.seed), furthest(rows)
    if options.json:
        more: dict[str, Any] = {"judge": ref, "version": used, "dialogues": _many(rows)}
        as_document(told, **more, apart=apart)
    else:
        show(f"{ref} against the end of {many(_many(rows), 'dialogue')}", told)
        _show(apart)
    tell_left_out(left_out)
    return code_of(told[0], fail_under)


def _rows(ref: str, options: ReportOptions) -> "tuple[list[Side], str, int]":
    from society.audit.hearsay import chosen_versions, nothing_said, words
    from society.audit.reconcile import endings, heard, sides

    met, ended, dialogues = set[str](), 0, 0
    with opened(options.db) as store:
        told = list(heard(finished(store, options.where), ref))
        if not told:
            for episode in finished(store, options.where):
                met.update(word.judge for word in words(episode))
                dialogues += 1
                ended += bool(endings(episode))
    if not told and dialogues and not ended:
        raise SocietyError(
            "no dialogue that matches has a verifiable end",
            hint="the scenario has to say what an outcome is worth: `outcome: utility:`",
        )
    if not told:
        raise nothing_said(ref, met, dialogues)
    versions, left_out = chosen_versions((word for word, _, _ in told), options.version)
    kept = [each for each in told if each[0].version == versions[each[0].judge]]
    return sides(kept), versions[ref], left_out


def _many(rows: "Sequence[Side]") -> int:
    return len({row.episode for row in rows})


def _show(apart: "Sequence[Apart]") -> None:
    if not apart:
        note("no dialogue lies in one half for the judge and far in the other by its end", "dim")
        return
    say()
    table(
        ["parts most", "scenario", "role", "turns", "mean score", "utility", ""],
        [
            (
                *(each.side.episode, each.side.scenario, each.side.role, each.side.turns),
                *(f"{each.side.mean:.2f}", f"{each.side.utility:.2f}"),
                "liked, ended badly" if each.judged > each.ended else "disliked, ended well",
            )
            for each in apart
        ],
    )
    note(f"`{program()} show {apart[0].side.episode}` shows one", "dim")
