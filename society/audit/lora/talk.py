"""Dialogues to plant flaws in: planned moves with templated words, over any scenario.

Law: no model is asked; the same scenario, seed and locale give the same dialogue.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from random import Random

from society.audit.lora.lessons import lesson
from society.audit.lora.phrases import Phrases, phrases_of
from society.domain.dialogue import Dialogue, Game, Turn, View
from society.domain.scenario import Scenario
from society.players.claims import Claim, claim
from society.players.examples import collection
from society.players.lexicon import chinese, content_words
from society.players.moves import Move
from society.players.planner import plan
from society.players.stakes import PRICES, leaning, spoken
from society.players.tactics import Tactics
from society.players.topics import said_to, topics
from society.scenario import referee
from society.scenario.draw import draw

EXPLAINS, ANSWERS, CHATS = 0.75, 0.5, 0.2
"""How often a turn gives a reason, answers what was heard, and has a word to spare."""


def talks(
    scenarios: Iterable[Scenario], seeds: Sequence[int], locales: Sequence[str]
) -> Iterator[Dialogue]:
    """One dialogue for every scenario, seed and locale that the scenario speaks."""
    for scenario in scenarios:
        for locale in locales:
            if locale in scenario.locale.available:
                for seed in seeds:
                    yield talk(draw(scenario, seed=seed, locale=locale))


def talk(game: Game) -> Dialogue:
    """The game played to its end."""
    dialogue = Dialogue(game=game)
    while referee.ending(dialogue) is None:
        role = referee.floor(dialogue)
        opening = dialogue.game.opening.get(role)
        if opening and not dialogue.by(role):
            turn = Turn(index=len(dialogue.turns), role=role, text=opening, flags=("opening",))
        else:
            turn = _turn(dialogue, role)
        dialogue = dialogue.say(turn)
    return dialogue


def _turn(dialogue: Dialogue, role: str) -> Turn:
    view = referee.view(dialogue, role)
    dice = Random(f"words:{dialogue.game.scenario.id}:{view.seed}:{view.turn}:{view.locale}")
    move = plan(view, Tactics().drawn(view.seed))
    if move is None:
        text, action = lesson(dialogue, role, dice)
        return Turn(index=len(dialogue.turns), role=role, text=text, action=action)
    text = words(view, move, dice)
    return Turn(index=len(dialogue.turns), role=role, text=text, action=move.action, planned=True)


def words(view: View, move: Move, dice: Random) -> str:
    """Templated words of a move: a reaction, a reason and the move, some of them, in some order."""
    what, bank = claim(view, move), phrases_of(view.locale)
    parts = [
        _answer(view, bank, dice) if dice.random() < ANSWERS else "",
        _reason(view, bank, dice) if dice.random() < EXPLAINS else "",
    ]
    stated = _stated(view, move, what, bank, dice)
    parts = [stated, *parts] if dice.random() < 0.25 else [*parts, stated]
    if dice.random() < CHATS:
        parts.append(dice.choice(bank.asides))
    return ("" if chinese(view.locale) else " ").join(part for part in parts if part)


def _answer(view: View, bank: Phrases, dice: Random) -> str:
    """A reaction to what another said last, with a word of it where there is one to take up."""
    heard = said_to(view)
    if heard is None:
        return ""
    known = {word for option in view.options for name in option.args for word in name.split("_")}
    taken = [word for word in content_words(heard, view.locale) if word in known]
    if taken and not chinese(view.locale) and dice.random() < 0.6:
        return dice.choice(bank.takes_up).format(dice.choice(taken))
    return dice.choice(bank.reactions)


def _reason(view: View, bank: Phrases, dice: Random) -> str:
    found = topics(view)
    if not found:
        return ""
    fact = bank.own(dice.choice(found[:3]))
    return dice.choice(bank.reasons).format(fact.rstrip(".。"))


def _stated(view: View, move: Move, what: Claim, bank: Phrases, dice: Random) -> str:
    """The sentence that says the move."""
    shown = collection(view.locale)
    match move.kind:
        case "accept":
            numbers = list(what.numbers.values())
            named = shown.agreed if len(numbers) == 1 else ()
            plain = (*shown.agreed_plain, *bank.agreed)
            chosen = dice.choice((*named, *plain))
            return chosen.format(*numbers) if "{}" in chosen else chosen
        case "leave":
            return dice.choice((*shown.farewells, *bank.farewells))
        case "wait":
            return dice.choice(bank.waiting)
        case _:
            return _offered(view, move, what, bank, dice)


def _offered(view: View, move: Move, what: Claim, bank: Phrases, dice: Random) -> str:
    shown, issues = collection(view.locale), spoken(view, move, what, dice)
    side = leaning(view, move, issues[0]) if issues else "none"
    if len(issues) == 1 and issues[0] in what.numbers and side in shown.money:
        bankful = (*shown.money[side][move.kind], *bank.prices)
        return dice.choice(bankful).format(what.numbers[issues[0]])
    named = list(what.numbers) + list(what.names) if dice.random() < 0.6 else issues
    said = [issue for issue in named if _sayable(view, what.labels[issue])]
    terms = [_term(what, issue, bank) for issue in said]
    return dice.choice(bank.offers).format(bank.listed(terms)) if terms else dice.choice(bank.vague)


def _sayable(view: View, label: str) -> bool:
    """In Chinese a name of an argument is no word."""
    return not (chinese(view.locale) and re.search("[a-z]", label))


def _term(what: Claim, issue: str, bank: Phrases) -> str:
    if issue in PRICES:
        return bank.priced.format(what.labels[issue], what.numbers[issue])
    if issue in what.names:
        return bank.named.format(what.labels[issue], what.names[issue][0])
    return bank.numbered.format(what.labels[issue], what.numbers[issue])
