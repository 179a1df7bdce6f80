"""Gemini on Vertex AI: supervised and preference tuning."""

from collections.abc import Iterable

from society.export.formats.format import Format, Record
from society.export.formats.messages import apart
from society.export.pairs import Pair
from society.export.views import Lens, Line, Moment

ROLE = {"user": "user", "assistant": "model"}


def sft(lens: Lens) -> Record:
    """The whole dialogue."""
    system, talk = apart(lens.lines)
    return {
        "systemInstruction": {"role": "system", "parts": [{"text": system}]},
        "contents": _contents(talk),
    }


def preference(pair: Pair) -> Record:
    """What was asked, and exactly two replies with scores 1 and 0."""
    system, talk = apart(pair.chosen.prompt)
    return {
        "system_instruction": {"parts": [{"text": system}]},
        "contents": _contents(talk),
        "completions": [_scored(1, pair.chosen), _scored(0, pair.rejected)],
    }


def _contents(lines: Iterable[Line]) -> list[Record]:
    return [{"role": ROLE[each.role], "parts": [{"text": each.content}]} for each in lines]


def _scored(score: int, moment: Moment) -> Record:
    return {"score": score, "completion": _contents([moment.completion])[0]}


FORMATS = (
    Format(
        name="gemini-sft",
        title="Gemini on Vertex AI: supervised tuning",
        needs="lens",
        record=sft,
        masks=False,
    ),
    Format(
        name="gemini-preference",
        title="Gemini on Vertex AI: preference tuning",
        needs="pairs",
        record=preference,
        losers=True,
    ),
)
