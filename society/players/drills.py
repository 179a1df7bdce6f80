"""Small exercises for a small model: one sentence each, shown by example, held by a grammar.

A model of 135M parameters cannot carry on a talk; it can say one fact, answer one line, or state
one number after a dozen examples of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from society.domain.calls import Message
from society.domain.dialogue import View
from society.players.claims import Claim
from society.players.examples import collection
from society.players.lexicon import chinese
from society.players.patterns import Pair
from society.players.taste import (
    AGREEMENT,
    ANSWER,
    CLOSING,
    REASON,
    STATEMENT,
    TASK,
    TERM,
    Check,
    Ear,
)

SHOWN = 9
"""How many examples a sentence is shown."""

VARIANTS = 8
"""How many choices of examples there are: few enough that a model keeps their prompts at hand."""

PLAIN = "[A-Za-zÀ-ÿ ,'-]"
HAN = r"[一-鿿，、]"
T = TypeVar("T")

NUMBERS = (35, 190, 85, 520, 130, 16, 44, 860, 240, 60, 1340, 95)


@dataclass(frozen=True)
class Drill:
    """One sentence to be made: its prompt, the grammar that holds it, and what it must pass.

    `value` is the number or name that it is about, which models without grammars may forget.
    """

    messages: tuple[Message, ...]
    grammar: str
    checks: tuple[Check, ...]
    ear: Ear
    value: str = ""
    tokens: int = 32


def reason(view: View, side: str, fact: str) -> Drill:
    """A sentence that makes something of a fact, in the role's own interest."""
    shown = collection(view.locale)
    line, pairs = shown.lines[side], _some(shown.facts[side], SHOWN, view, f"facts:{side}")
    return Drill(
        messages=_messages(line, pairs, fact),
        grammar=_sentence(view.locale),
        checks=REASON,
        ear=_ear(view, side, pairs, [fact, *_known(view)]),
    )


def answer(view: View, side: str, heard: str) -> Drill:
    """A sentence that answers what another role said."""
    shown = collection(view.locale)
    line = shown.lines[f"answer_{side}"]
    pairs = _some(shown.replies[side], SHOWN, view, f"replies:{side}")
    return Drill(
        messages=_messages(line, pairs, heard),
        grammar=_sentence(view.locale),
        checks=ANSWER,
        ear=_ear(view, side, pairs, [heard, *_known(view)]),
    )


def price(view: View, side: str, claim: Claim, issue: str) -> Drill:
    """The sentence that names a price."""
    shown = collection(view.locale)
    every = [(kind, each) for kind, bank in shown.money[side].items() for each in bank]
    pairs = _numbered(_some(every, SHOWN + 3, view, f"price:{side}"), view, shown.labels)
    value = claim.numbers[issue]
    return Drill(
        messages=_messages(
            shown.lines[f"state_{side}"], pairs, f"{shown.labels[claim.kind]}: {value}"
        ),
        grammar=_with_number(view, value),
        checks=STATEMENT,
        ear=_ear(view, side, pairs, [issue, *_known(view)]),
        value=value,
        tokens=24,
    )


def term(view: View, claim: Claim, issue: str) -> Drill:
    """The sentence that names the value of an issue which is no price."""
    shown = collection(view.locale)
    named = issue in claim.names
    terms = _some(shown.names if named else shown.terms, SHOWN + 3, view, f"terms:{named}")
    pairs = [(f"{name}: {value}", said.format(value)) for name, value, said in terms]
    value, called = claim.names[issue][0] if named else claim.numbers[issue], claim.labels[issue]
    return Drill(
        messages=_messages(shown.lines["state_none"], pairs, f"{called}: {value}"),
        grammar=_with_name(called, value) if named else _with_number(view, value),
        checks=TASK if named else TERM,
        ear=_ear(view, "none", pairs, [called, value, *_known(view)]),
        value=value,
        tokens=24,
    )


def agreement(view: View, claim: Claim) -> Drill:
    """The sentence that accepts; a single number is named, several are not."""
    shown = collection(view.locale)
    number = next(iter(claim.numbers.values()), "") if len(claim.numbers) == 1 else ""
    said = _some(shown.agreed if number else shown.agreed_plain, SHOWN, view, "agreed")
    title = shown.labels["agree"]
    if number:
        pairs = _numbered([("agree", each) for each in said], view, shown.labels)
    else:
        pairs = [(title, each) for each in said]
    return Drill(
        messages=_messages(shown.lines["agree"], pairs, f"{title}: {number}" if number else title),
        grammar=_with_number(view, number) if number else _sentence(view.locale, shortest=6),
        checks=AGREEMENT,
        ear=_ear(view, "none", pairs, [*_known(view)]),
        value=number,
        tokens=24,
    )


def farewell(view: View) -> Drill:
    """The sentence that ends the talk without a deal."""
    shown = collection(view.locale)
    title = shown.labels["leave"]
    pairs = [(title, each) for each in _some(shown.farewells, SHOWN, view, "farewell")]
    return Drill(
        messages=_messages(shown.lines["leave"], pairs, title),
        grammar=_sentence(view.locale, shortest=6),
        checks=CLOSING,
        ear=_ear(view, "none", pairs, [*_known(view)]),
        tokens=24,
    )


def _messages(line: str, pairs: Iterable[Pair], asked: str) -> tuple[Message, ...]:
    told = [Message(role="system", content=line)]
    for heard, said in pairs:
        told += [Message(role="user", content=heard), Message(role="assistant", content=said)]
    return (*told, Message(role="user", content=asked))


def _some(found: Sequence[T], most: int, view: View, what: str) -> list[T]:
    """Some of the examples, the same all through a game, so that a prompt's start is cached."""
    return Random(f"{what}:{view.seed % VARIANTS}").sample(list(found), min(most, len(found)))


def _numbered(found: Iterable[Pair], view: View, labels: Mapping[str, str]) -> list[Pair]:
    """Sentences of some kind with a number put in, as the exercise `label: number` and its answer.

    The number is anybody's: the model learns where it stands.
    """
    dice = Random(f"numbers:{view.seed % VARIANTS}")
    return [
        (f"{labels[kind]}: {number}", said.format(number))
        for kind, said in found
        for number in [dice.choice(NUMBERS)]
    ]


def _ear(view: View, side: str, pairs: Iterable[Pair], known: Sequence[str]) -> Ear:
    return Ear(
        locale=view.locale,
        said=tuple(turn.text for turn in view.turns if turn.text),
        shown=tuple(said for _, said in pairs),
        known=tuple(known),
        side=side,
    )


def _known(view: View) -> list[str]:
    """What may be talked about: all that the role is told but its private text."""
    role = view.role
    public = [other.public for other in view.others]
    names = [role.name, *(other.name for other in view.others)]
    return [view.title, view.context, role.persona, role.public, role.goal, *public, *names]


def _sentence(locale: str, shortest: int = 14) -> str:
    """One sentence without a number."""
    if chinese(locale):
        return f"root ::= {HAN}{{5,20}} [。！？]"
    return f"root ::= [A-Z] {PLAIN}{{{shortest},80}} [.!?]"


def _with_number(view: View, number: str) -> str:
    """One sentence with that number in it."""
    if chinese(view.locale):
        return f'root ::= {HAN}{{0,12}} "{number}" {HAN}{{0,12}} [。！？]'
    money = '"$"? ' if "$" in view.context else ""
    before, after = f'([A-Z] {PLAIN}{{0,40}} " ")?', f"([ ,] {PLAIN}{{1,36}})?"
    return f'root ::= {before} {money}"{number}" {after} [.!?]'


def _with_name(called: str, value: str) -> str:
    """One sentence with a name and then the issue whose value it is."""
    return (
        f'root ::= "{_quoted(value)} " [a-z\' ]{{3,18}} " {_quoted(called)}" {PLAIN}{{0,16}} [.!?]'
    )


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
