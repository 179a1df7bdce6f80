"""What makes a small model's sentence worth saying: mechanical checks, one word for each flaw.

A sentence here is one that the model made for a turn: a reason, or the one that states the move.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from society.domain.dialogue import View
from society.players.lexicon import (
    DANGLING,
    FUNCTION,
    MACHINE,
    PLAIN,
    chinese,
    content_words,
    stem,
    words,
)

FLUENT = -1.4
"""Mean log-probability of a token below which a small model is guessing."""

PARROT = 4
"""So many words in a row that were heard before are no new sentence."""

_NEGATION = re.compile(r"\b(?:not|no|never|nothing|nobody|cannot|without)\b|n't\b", re.IGNORECASE)
_DOUBT = re.compile(
    r"\b(?:not|no|never|too|enough|without|than|sorry|away|if)\b|n't\b|\bhave a \d|\ba \$?\d"
    r"|不(?:能|可以)(?!再)|不[出要卖买]|没有|无法",
    re.IGNORECASE,
)
_DEEDS = (
    r"(?:can |will |could |should |must |gets to |has to )?"
    r"(?:does|do|takes?|gets?|has|have|cleans?|washes|wash|makes?|keeps?|handles?|sweeps?|likes?)"
)
_YES = re.compile(
    r"\b(?:good|fine|yes|okay|ok|deal|agreed?|agreement|happy|glad|works|take|accept|fair|great|right"
    r"|settled?|done|sure|perfect|win|thanks?|hands|live with|love|like)\b|[好行可成定同]",
    re.IGNORECASE,
)
_MINE = re.compile(r"\b(?:i|i'm|i've|i'll|i'd|my|me|mine|we|we're|our)\b", re.IGNORECASE)
_YOURS = re.compile(r"^(?:you|you're|your|he|she|they)\b", re.IGNORECASE)

_STANCE = re.compile(
    r"\b(?:take|want|like|ask|asking|need|say|try|do|make|made|get|getting|go|going|come|talk|start"
    r"|offer|give|pay|have|let|happy|price|worth|for it|about|agree|live with|fair|best|final|word"
    r"|ready|enough|stay|keep|spend|afford|buy|sell|charge|thinking|hope|accept)\b|元",
    re.IGNORECASE,
)
"""What a sentence with a price is about."""

FOREIGN: Mapping[str, re.Pattern[str]] = {
    "more": re.compile(
        r"\b(?:i|we)(?:'ll|'d| can| could| will| would| have to|'m going to| only)?"
        r" (?:pay|offer|buy|spend|give|go up)\b|\bpay you\b"
        r"|\bi(?:'ve| only| just)? (?:have|got) (?:just |only )?\$?\d"
        r"|\bmy (?:wallet|pocket|budget)\b|\bgive you \$?\d",
        re.IGNORECASE,
    ),
    "less": re.compile(
        r"\b(?:sell|sold|asking|is yours|come down|go down|pay me|you can have|you pay)\b"
        r"|\bi(?:'d| would|'ll| will)? (?:want|need|get|ask|charge) (?:for )?\$?\d",
        re.IGNORECASE,
    ),
}
"""What only the other side would say."""


@dataclass(frozen=True)
class Ear:
    """What a sentence is measured against: what was said before, shown before, and is known."""

    locale: str
    said: tuple[str, ...]
    shown: tuple[str, ...]
    known: tuple[str, ...]
    side: str = "none"

    def flaws(self, text: str, checks: Iterable["Check"], fluency: float | None) -> list[str]:
        """The names of the checks that the sentence fails, `guessing` for one of low fluency."""
        found = [check.__name__.strip("_") for check in checks if check(text, self)]
        guessing = fluency is not None and fluency < FLUENT
        return [*found, "guessing"] if guessing else found


Check = Callable[[str, Ear], bool]


def parroted(text: str, ear: Ear) -> bool:
    """Repeats what somebody said in this talk; the words of the fact itself do not count."""
    return any(_shared(text, each, ear.locale, but=ear.known[0]) for each in ear.said)


def copied(text: str, ear: Ear) -> bool:
    """Takes over what the model was only shown."""
    return any(_shared(text, each, ear.locale) for each in ear.shown)


def strayed(text: str, ear: Ear) -> bool:
    """Talks of things that were only in the examples."""
    if chinese(ear.locale):
        return False
    known = _stems(ear.known, ear.locale) | _stems(ear.said, ear.locale)
    shown = _stems(ear.shown, ear.locale)
    return any(stem(word) in shown - known for word in content_words(text, ear.locale))


def off_topic(text: str, ear: Ear) -> bool:
    """Has nothing to do with the fact it was asked about (the first thing known)."""
    about = _stems(ear.known[:1], ear.locale)
    return not any(stem(word) in about for word in content_words(text, ear.locale))


def stuttered(text: str, ear: Ear) -> bool:
    """Says a content word twice, or too few different words."""
    content = [stem(word) for word in content_words(text, ear.locale)]
    if chinese(ear.locale):
        return len(set(text)) < 0.7 * len(text)
    every = words(text)
    return len(set(content)) < len(content) or len(set(every)) < 0.72 * len(every)


def cut(text: str, ear: Ear) -> bool:
    """Ends where no sentence ends, or is glued together."""
    if chinese(ear.locale):
        return False
    said = words(text)
    hanging = re.search(r"\w'(?: |$)|\w-(?: |$)| '", text)
    return not said or said[-1] in DANGLING or bool(hanging) or max(map(len, said)) > 14


def machinelike(text: str, ear: Ear) -> bool:
    """Talks like an assistant."""
    return bool(MACHINE.search(text))


def denied(text: str, ear: Ear) -> bool:
    """Denies the fact that it was asked about."""
    first = re.split(r",|\b(?:but|so|and)\b|，", text, maxsplit=1)[0]
    return bool(_NEGATION.search(first)) and not _NEGATION.search(ear.known[0])


def not_mine(text: str, ear: Ear) -> bool:
    """A fact about the speaker told as if it were another's."""
    if chinese(ear.locale):
        return ear.known[0].startswith("你") and text.startswith("你")
    if not ear.known[0].lower().startswith(("you ", "you're ")):
        return False
    return bool(_YOURS.search(text)) or not _MINE.search(text)


def other_side(text: str, ear: Ear) -> bool:
    """Says what only the other side would say."""
    pattern = FOREIGN.get(ear.side)
    return bool(pattern and pattern.search(text))


def doubtful(text: str, ear: Ear) -> bool:
    """Casts doubt on its own number."""
    return bool(_DOUBT.search(text))


def pointless(text: str, ear: Ear) -> bool:
    """States a price without asking, offering or proposing it."""
    return not _STANCE.search(text)


def hollow(text: str, ear: Ear) -> bool:
    """Carries too little content to be worth a sentence."""
    content = set(content_words(text, ear.locale))
    if chinese(ear.locale):
        return len(content) < 4
    return not content or len(set(words(text)) - PLAIN) < 3


def grudging(text: str, ear: Ear) -> bool:
    """Does not say yes."""
    return not _YES.search(text) or bool(_YOURS.search(text) and not _MINE.search(text))


def defining(text: str, ear: Ear) -> bool:
    """Says what something is instead of what is wanted."""
    return bool(re.search(r"\bis (?:a|an|the|very|not)\b", text, re.IGNORECASE))


def idle(text: str, ear: Ear) -> bool:
    """Gives nobody the task: the name and the task (known first and second) without a deed."""
    task, name = re.escape(ear.known[0]), re.escape(ear.known[1])
    return not re.search(rf"\b{name} (?:{_DEEDS})(?: \w+)? {task}\b", text, re.IGNORECASE)


def terse(text: str, ear: Ear) -> bool:
    """Too short to be a sentence."""
    return len(text) < 4 if chinese(ear.locale) else len(words(text)) < 3


REASON: tuple[Check, ...] = (
    hollow, cut, machinelike, stuttered, off_topic, denied, not_mine, other_side, strayed, parroted,
    copied,
)  # fmt: skip
"""What a sentence that gives a reason must not do."""

ANSWER: tuple[Check, ...] = (
    hollow, cut, machinelike, stuttered, other_side, strayed, parroted, copied,
)  # fmt: skip
"""What an answer to the other side must not do."""

STATEMENT: tuple[Check, ...] = (
    terse, cut, machinelike, doubtful, other_side, pointless, strayed, parroted, copied,
)  # fmt: skip
"""What the sentence that states the move must not do."""

TERM: tuple[Check, ...] = (
    terse, cut, machinelike, doubtful, defining, off_topic, strayed, parroted, copied,
)  # fmt: skip
"""What the sentence that states an issue's value must not do; the issue is what is known first."""

TASK: tuple[Check, ...] = (*TERM, idle)
"""What the sentence that gives somebody a task must not do."""

AGREEMENT: tuple[Check, ...] = (
    terse, cut, machinelike, stuttered, strayed, parroted, copied, doubtful, grudging,
)  # fmt: skip
"""What an agreement must not do."""

CLOSING: tuple[Check, ...] = (terse, cut, machinelike, stuttered, strayed, parroted, copied)
"""What a farewell must not do."""


def prattle(text: str, view: View) -> list[str]:
    """What is wrong with words of a small model that were left free."""
    said = tuple(turn.text for turn in view.turns)
    ear = Ear(locale=view.locale, said=said, shown=(), known=("",))
    return ear.flaws(text, (machinelike, cut, parroted), None)


def _shared(one: str, other: str, locale: str, but: str = "") -> bool:
    """Whether a run of words, numbers aside, stands in both, with content in it."""
    size = 2 * PARROT if chinese(locale) else PARROT
    runs = (_runs(one, size, locale) & _runs(other, size, locale)) - _runs(but, size, locale)
    if chinese(locale):
        return bool(runs)
    return any(not FUNCTION.issuperset(run) for run in runs) or _inside(one, other)


def _runs(text: str, size: int, locale: str) -> set[tuple[str, ...]]:
    said = [*text] if chinese(locale) else words(re.sub(r"\d+", "0", text))
    return {tuple(said[at : at + size]) for at in range(len(said) - size + 1)}


def _inside(one: str, other: str) -> bool:
    """Whether one sentence, numbers aside, is a part of the other."""
    short, long = (" ".join(words(re.sub(r"\d+", "0", text))) for text in (one, other))
    return bool(short) and f" {short} " in f" {long} "


def _stems(texts: Sequence[str], locale: str) -> set[str]:
    return {stem(word) for text in texts for word in content_words(text, locale)}
