"""What the tests of other libraries' evaluators share: written to a file, found, and asked."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

from society.domain.episode import Outcome
from society.domain.judging import Judgement
from society.llm.scripted import Scripted
from society.play.asking import ask
from society.plugins import Juror, find
from society.testing import Case, sample_dialogue


def written(folder: Path, use: str, source: str, **params: Any) -> Juror:
    """The judge that `use` finds in a file with this source."""
    (folder / "evals.py").write_text(dedent(source), "utf-8")
    return find(use, here=folder, allow_code=True, params=params)


async def judged(
    juror: Juror,
    replies: Sequence[str] | Scripted = (),
    turn: int | None = 1,
    reference: Any = None,
) -> Judgement:
    """What it says of a turn of the sample dialogue, or of the whole; its model is a script."""
    case = Case(dialogue=sample_dialogue(), turn=turn, reference=reference)
    if turn is None:
        case = replace(case, role="buyer", outcome=Outcome(ended="agreement"))
    model = replies if isinstance(replies, Scripted) else Scripted([*replies]) if replies else None
    said = await ask(juror, case, model=model, timeout=60)
    assert said.score is not None, said.critique
    return said
