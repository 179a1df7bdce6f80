"""Templated talk where nothing can be planned: lessons and debates, by scenario."""

from collections.abc import Mapping, Sequence
from random import Random
from types import MappingProxyType

from society.audit.lora.phrases import phrases_of
from society.domain.dialogue import Action, Dialogue
from society.players.topics import topics
from society.scenario import referee

Lines = Mapping[str, Sequence[str]]

FRACTIONS: Lines = MappingProxyType({
    "teacher": (
        "Before you add them, what has to be the same in 1/{a} and 1/{b}?",
        "Cut the {thing} into {ab} equal pieces. How many of them are 1/{a}?",
        "Good try. Look at the bottoms: can you name a number that both {a} and {b} divide?",
        "So 1/{a} is {b} of the {ab} pieces. What is 1/{b} then?",
        "Why does adding the bottoms make the pieces smaller than they are?",
        "Now tell me in your own words what you do first with any two fractions.",
        "Nice. The pieces must be equally big before we count them. Can you see why?",
        "Almost. Draw the {thing} and mark 1/{a} of it. What do you see?",
        "That is it! Could you do the same with 2/5 and 1/3?",
    ),
    "student": (
        "I would just add the tops and the bottoms, is that wrong?",
        "Hm, both go into {ab}, so I could cut the {thing} into {ab} pieces?",
        "So 1/{a} is {b} pieces and 1/{b} is {a} pieces. Then I count them together?",
        "I do not get why the bottoms stay the same. Could you show me with the {thing}?",
        "Oh, because the pieces have to be the same size first!",
        "Wait, is a bigger bottom not a bigger piece?",
        "Okay, first the same bottom, then I add only the tops.",
        "I think I see it now. Can I try one alone?",
        "That is a bit confusing. Which number do I change first?",
    ),
})  # fmt: skip

BUGS: Lines = MappingProxyType({
    "teacher": (
        "What does the function give, and what should it give?",
        "Go through it line by line with a small list. What is the value after the first step?",
        "You are close. Look at the line that changes the value.",
        "Read me the line where the result is returned. When does it run?",
        "Good thought. How could you test that idea?",
        "Try it with an empty input. What do you expect?",
        "Do not guess yet, tell me what each line is for.",
        "Right, so which line would you change?",
    ),
    "student": (
        "I see that {symptom}, but I do not know why.",
        "Let me go through it step by step with a small example.",
        "Maybe the start value is wrong? Or the line inside of the loop?",
        "Is it that {cause}?",
        "I changed nothing yet, I first want to see what each line does.",
        "Could you give me a hint about where to look?",
        "Oh! So after the first step the value is already wrong.",
        "I would test it with two numbers and then with none.",
    ),
})  # fmt: skip

PRO: Mapping[str, Sequence[str]] = MappingProxyType({
    "homework": ("Children who worked all day at school need the evening to play and to sleep.",
                 "Homework widens the gap: some kids have help at home and others have none.",
                 "My neighbour's son cries over his sums at nine at night. What does he learn?",
                 "What a teacher cannot explain in a lesson, a tired parent cannot explain "
                 "either."),
    "cars": ("A street without cars is a street where children can play.",
             "We breathe what others drive. Fewer cars means fewer sick people.",
             "A bus carries fifty people in the space of three cars.",
             "Look at towns that tried it: the shops are full, since people walk past them."),
    "cook": ("Whoever can cook eats better and spends less.",
             "Cooking teaches patience and sums.",
             "At school everybody gets the same start, whatever the kitchen at home is like.",
             "A soup is a chemistry lesson that you can eat."),
    "museums": ("What belongs to all of us should be open to all of us.",
                "A family of five cannot pay for an afternoon of art.",
                "Free museums get visitors who would never have come, and they come again.",
                "We do not charge for libraries, so why for paintings?"),
    "pet": ("A dog waits for you at the door; no rose ever did that.",
            "A pet gets you out of the house in any weather.",
            "Lonely people talk to their cats and feel better.",
            "A child who feeds a rabbit learns to care for someone."),
    "letters": ("A letter by hand says: I took the time for you.",
                "I still have my aunt's letters.",
                "You think before you write when you cannot delete.",
                "Handwriting shows who you are, print shows nothing."),
})  # fmt: skip

CON: Mapping[str, Sequence[str]] = MappingProxyType({
    "homework": ("Without practice at home, what you learn in the morning is gone by evening.",
                 "Homework shows parents what their children do at school.",
                 "You speak of tears, but my pupils are proud of what they managed alone.",
                 "Less homework, yes; none at all helps nobody."),
    "cars": ("And how does a nurse get home after her night shift, when no bus runs?",
             "My mother cannot walk far; the car is her freedom.",
             "Deliveries, builders, doctors: a city lives from what drives into it.",
             "Make cars cleaner instead of forbidding them."),
    "cook": ("School has too little time already for reading and writing.",
             "Cooking is learned at home, beside somebody who loves you.",
             "Who pays for thirty ovens? Better repair the roof first.",
             "Not everybody wants to cook, and nobody has to."),
    "museums": ("Somebody pays in the end; a small fee is honest.",
                "What costs nothing is often worth nothing to people.",
                "Guards, light and heating are dear, and a free museum soon has a leaking roof.",
                "Let children in for free and ask the rest of us for a coin."),
    "pet": ("A garden never bites the postman.", "Who feeds your dog when you travel?",
            "A garden gives apples, shade and quiet, and asks for little.",
            "You say pets get us outside; so does digging, and it feeds you."),
    "letters": ("My hand is so bad that nobody can read it; should I be silent?",
                "A message arrives in a second, a letter when it is too late.",
                "You praise the time it takes, and I call it time that is lost.",
                "What counts is what is said, not the ink."),
})  # fmt: skip

LINKS = (
    "", "", "You say that, but listen:", "Let me answer that:", "I respect your view.",
    "My opponent forgets one thing.", "Friends, think about it.", "That is half the truth.",
    "Good point, yet", "Let me tell you a story.", "Allow me to disagree.", "Ask yourselves:",
)  # fmt: skip


def lesson(dialogue: Dialogue, role: str, dice: Random) -> tuple[str, Action | None]:
    """What a role says where no move has a worth, and the move that is due, if any."""
    said = {turn.text for turn in dialogue.turns}
    fresh = [line for line in _lines(dialogue, role, dice) if line not in said]
    text = dice.choice(fresh) if fresh else dice.choice(phrases_of(dialogue.game.locale).waiting)
    due = [option for option in referee.options(dialogue, role) if option.due]
    return text, Action(name=due[0].name, args=_args(dialogue, due[0].args)) if due else None


def _args(dialogue: Dialogue, schemas: Mapping[str, object]) -> dict[str, str]:
    variables = dialogue.game.variables
    repaired = variables["bug"]["repaired"] if "bug" in variables else variables.get("correct", "")
    return dict.fromkeys(schemas, str(repaired))


def _lines(dialogue: Dialogue, role: str, dice: Random) -> list[str]:
    game = dialogue.game
    if game.locale != "en":
        return _plain(dialogue, role, dice)
    match game.scenario.id:
        case "classroom/fractions":
            a, b = game.variables["a"], game.variables["b"]
            known = {"a": a, "b": b, "ab": a * b, "thing": game.variables["thing"]}
            return [line.format(**known) for line in FRACTIONS[role]]
        case "classroom/bug_hunt":
            bug = game.variables["bug"]
            return [line.format(**bug) for line in BUGS[role]]
        case "debate/motion":
            side = PRO if role == "pro" else CON
            found = next(key for key in side if key in game.variables["motion"].lower())
            return [f"{dice.choice(LINKS)} {line}".strip() for line in side[found]]
        case _:
            return _plain(dialogue, role, dice)


def _plain(dialogue: Dialogue, role: str, dice: Random) -> list[str]:
    """A reaction and a reason out of what is known of the situation."""
    view = referee.view(dialogue, role)
    bank = phrases_of(view.locale)
    facts = [bank.own(fact).rstrip(".。") for fact in topics(view)]
    space = "" if view.locale.startswith("zh") else " "
    return [
        dice.choice(bank.reactions) + space + dice.choice(bank.reasons).format(fact)
        for fact in facts
    ]
