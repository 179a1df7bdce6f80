"""What a move lets its words say: every number in them is a number of the move, or there is none.

Law: a text that contradicts its move is never spoken. Pure.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from society.domain.dialogue import Action, View
from society.players.lexicon import FUNCTION, NUMBER_WORDS, chinese, stem, words
from society.players.moves import Kind, Move

_DIGITS = re.compile(r"[^\W\d_]*\d+(?:,\d{3})*(?:\.\d+)?[^\W\d_]*")
_YES = re.compile(
    r"\b(?:i accept|i agree|agreed|it'?s a deal|we have a deal|you have a deal|done deal)\b"
    r"|我同意|我接受|成交了",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|then|would|could|when|make it|and we)\b|如果|就|那", re.IGNORECASE
)
_BYE = re.compile(r"\b(?:goodbye|bye|farewell|no deal)\b|再见", re.IGNORECASE)
_REFUSAL = re.compile(
    r"^no\b|\b(?:cannot|can't|don't|do not|won't|will not|not going to|never) (?:accept|agree)"
    r"|\bi (?:refuse|decline|reject)\b|不同意|不接受|不行",
    re.IGNORECASE,
)
_SAID = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*")
_ENDS = re.compile(r"[!?。！？]|\.(?!\d)")
REACH = 4
"""How many words around a number are searched for the issue that it belongs to."""


@dataclass(frozen=True)
class Claim:
    """What the words of a move may claim.

    `numbers` are the issues with a number as it is written; `names` the issues with a name as
    value, beside the other names that it does not have; `labels` how each issue is called.
    """

    kind: Kind
    numbers: Mapping[str, str]
    names: Mapping[str, tuple[str, tuple[str, ...]]]
    labels: Mapping[str, str]
    locale: str = "en"


def claim(view: View, move: Move) -> Claim:
    """The claim of a move; an acceptance claims what it accepts, leaving and waiting nothing."""
    offer = move.agreed or (move.action if move.worth is not None else None)
    numbers, names = {}, {}
    for issue, value in (offer.args if offer else {}).items():
        if isinstance(value, bool):
            continue
        if isinstance(value, int | float):
            numbers[issue] = written(value)
        else:
            names[issue] = _named(view, offer, issue, str(value))
    labels = {issue: label(view, offer, issue) for issue in (*numbers, *names)}
    return Claim(move.kind, numbers, names, labels, view.locale)


def written(value: float) -> str:
    """A number as it is said: 110, 2.5.

    >>> written(110.0), written(2.5)
    ('110', '2.5')
    """
    return str(int(value)) if float(value).is_integer() else f"{value:g}"


def label(view: View, offer: Action | None, issue: str) -> str:
    """How an issue is called: its schema's title, else its name as words.

    `days_off` is `days off`; `mara_food` is `food for Mara` where Mara is a role.
    """
    title = _schema(view, offer, issue).get("title")
    if title:
        return str(title)
    first, _, rest = issue.partition("_")
    owner = _people(view).get(first) if rest else None
    return f"{rest.replace('_', ' ')} for {owner}" if owner else issue.replace("_", " ")


def contradictions(text: str, claim: Claim) -> list[str]:
    """What in the text is at odds with the move, one word each; nothing where it may be said."""
    found = {
        "number": any(not _allowed(each, claim) for each in _DIGITS.findall(text)),
        "number word": bool(NUMBER_WORDS.search(text)) or any(map(_is_fraction, text)),
        "wrong issue": _misplaced(text, claim),
        "wrong name": _misnamed(text, claim),
        "wrong answer": _wrong_answer(text, claim.kind),
    }
    return [name for name, there in found.items() if there]


def consistent(text: str, claim: Claim) -> str:
    """The sentences of a text that do not contradict the move."""
    parts = re.findall(r"[^.!?。！？]+(?:\.\d+[^.!?。！？]*)*[.!?。！？]*\s*", text)
    return "".join(part for part in parts if not contradictions(part, claim)).strip()


def _named(view: View, offer: Action | None, issue: str, value: str) -> tuple[str, tuple[str, ...]]:
    """The value as a name, roles by theirs, and the names it could have had."""
    people = _people(view)
    listed = _schema(view, offer, issue).get("enum", [])
    others = [str(each) for each in listed if str(each) != value]
    return people.get(value, value), tuple(people.get(each, each) for each in others)


def _people(view: View) -> dict[str, str]:
    return {view.role.id: view.role.name, **{other.id: other.name for other in view.others}}


def _schema(view: View, offer: Action | None, issue: str) -> Mapping[str, Any]:
    option = next((each for each in view.options if offer and each.name == offer.name), None)
    return option.args.get(issue, {}) if option else {}


def _is_fraction(letter: str) -> bool:
    """Whether it is a number in one sign: ½, Ⅷ, ²."""
    return unicodedata.category(letter) in ("No", "Nl")


def _allowed(said: str, claim: Claim) -> bool:
    """A number of the move, not glued to letters (a currency or a unit of Chinese may follow)."""
    bare = said.replace(",", "")
    if chinese(claim.locale):
        bare = re.sub(r"[^\d.]", "", bare)
    try:
        value = float(bare)
    except ValueError:
        return False
    return any(isclose(value, float(number)) for number in claim.numbers.values())


def _misplaced(text: str, claim: Claim) -> bool:
    """Whether a number stands nearest to the name of an issue that has another number."""
    several = len(claim.numbers) > 1
    return several and any(_misplaced_in(part, claim) for part in _ENDS.split(text))


def _misplaced_in(sentence: str, claim: Claim) -> bool:
    said = [word.lower() for word in _SAID.findall(sentence)]
    places = {issue: _places(said, claim.labels[issue]) for issue in claim.numbers}
    return any(
        not _in_place(at, float(word.replace(",", "")), places, claim)
        for at, word in enumerate(said)
        if word[0].isdigit()
    )


def _in_place(at: int, value: float, places: Mapping[str, list[int]], claim: Claim) -> bool:
    near = [
        (abs(at - place), issue)
        for issue, found in places.items()
        for place in found
        if abs(at - place) <= REACH
    ]
    closest = [issue for distance, issue in near if distance == min(near)[0]]
    return not near or any(isclose(value, float(claim.numbers[issue])) for issue in closest)


def _places(said: list[str], called: str) -> list[int]:
    kin = {stem(word) for word in words(called) if word not in FUNCTION}
    return [at for at, word in enumerate(said) if stem(word) in kin]


def _misnamed(text: str, claim: Claim) -> bool:
    """Whether an issue stands in a sentence with a name that it does not have."""
    for sentence in _ENDS.split(text):
        said = {stem(word) for word in words(sentence)}
        for issue, (value, others) in claim.names.items():
            about = any(stem(word) in said for word in words(claim.labels[issue]))
            wrong = any(other.lower() in sentence.lower() for other in others)
            if about and wrong and value.lower() not in sentence.lower():
                return True
    return False


def _wrong_answer(text: str, kind: Kind) -> bool:
    """Whether the words accept or leave where the move does not, or the other way round."""
    match kind:
        case "accept":
            return bool(_BYE.search(text) or _REFUSAL.search(text))
        case "leave":
            return bool(_YES.search(text))
        case _:
            return bool(_BYE.search(text)) or _accepts(text)


def _accepts(text: str) -> bool:
    sentences = re.split(r"(?<=[.!?。！？])", text)
    return any(_YES.search(each) and not _CONDITION.search(each) for each in sentences)
