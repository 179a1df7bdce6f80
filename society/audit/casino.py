"""The CaSiNo corpus as dialogues of a game: the slice that ships, or any file of it.

Chawla et al., NAACL 2021, CC BY 4.0: CASINO.txt tells what was changed.
"""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from society.domain.dialogue import Action, Dialogue, Game, Role, Turn
from society.domain.episode import Outcome
from society.domain.errors import SocietyError
from society.domain.value import Value
from society.scenario import referee
from society.scenario.draw import draw
from society.scenario.load import load

HERE = Path(__file__).parent
ITEMS = ("food", "water", "firewood")
PLACES = ("camper_a", "camper_b")
POINTS = {"High": 5, "Medium": 4, "Low": 3}
MOVES = {
    "Submit-Deal": "submit_deal",
    "Accept-Deal": "accept_deal",
    "Reject-Deal": "reject_deal",
    "Walk-Away": "walk_away",
}
ENDS = {"accept_deal": "agreement", "walk_away": "walked_away"}
SATISFIED = {
    "Extremely dissatisfied": 0.0,
    "Slightly dissatisfied": 0.25,
    "Undecided": 0.5,
    "Slightly satisfied": 0.75,
    "Extremely satisfied": 1.0,
}


class Talk(Value):
    """One dialogue of the corpus, how it ended, and how satisfied each side then was (0..1)."""

    id: str
    dialogue: Dialogue
    outcome: Outcome
    points: dict[str, float]
    satisfied: dict[str, float]


@cache
def shipped() -> tuple[Talk, ...]:
    """The hundred dialogues of the test split, which come with the package."""
    lines = gzip.decompress((HERE / "casino.jsonl.gz").read_bytes()).splitlines()
    return tuple(talks(orjson.loads(line) for line in lines))


def talks(records: Iterable[Mapping[str, Any]]) -> Iterator[Talk]:
    """Records as the corpus has them (`data/casino.json`, or a split), one dialogue each.

    A dialogue in which one side never spoke, or that has no end, is left out. SocietyError where a
    record is not of this corpus.
    """
    for record in records:
        try:
            talk = talk_of(record)
        except (KeyError, ValueError, TypeError) as strange:
            raise SocietyError(
                f"dialogue {record.get('dialogue_id', '?')} is not as CaSiNo has it: {strange!r}",
                hint="the file is data/casino.json of the corpus, or one of its splits",
            ) from strange
        if talk:
            yield talk


def talk_of(record: Mapping[str, Any]) -> Talk | None:
    """One record as a dialogue; None where a side never spoke, or it has no end.

    What is not of this corpus raises whatever reading it runs into.
    """
    logs, people = record["chat_logs"], record["participant_info"]
    agents = list(dict.fromkeys(log["id"] for log in logs))
    if len(agents) != len(PLACES):
        return None
    seats = dict(zip(agents, PLACES, strict=True))
    game = _game(int(record["dialogue_id"]), {seats[agent]: people[agent] for agent in agents})
    dialogue = Dialogue(game=game)
    for log in logs:
        dialogue = _said(dialogue, log, seats)
    last = dialogue.last.action
    ended = ENDS.get(last.name) if last else None
    outcome = referee.verdict(dialogue, ended) if ended else None
    if outcome is None:
        return None
    results = {seats[agent]: people[agent]["outcomes"] for agent in agents}
    return Talk(
        id=f"casino-{record['dialogue_id']}",
        dialogue=dialogue,
        outcome=outcome,
        points={role: float(each["points_scored"]) for role, each in results.items()},
        satisfied={role: SATISFIED[each["satisfaction"]] for role, each in results.items()},
    )


@cache
def _blank() -> Game:
    return draw(load(HERE / "casino.yaml"), seed=0)


def _game(number: int, people: Mapping[str, Mapping[str, Any]]) -> Game:
    blank = _blank()
    variables = {
        f"{role}_{issue.lower()}": POINTS[rank]
        for role, person in people.items()
        for rank, issue in person["value2issue"].items()
    }
    roles = tuple(_role(blank.role(role), people[role]) for role in PLACES)
    return blank.model_copy(update={"seed": number, "variables": variables, "roles": roles})


def _role(blank: Role, person: Mapping[str, Any]) -> Role:
    """The camper with what the packages are worth to it, which it alone knows, and its reasons."""
    worths, reasons = [], []
    for rank, issue in person["value2issue"].items():
        worths.append(f"A package of {issue.lower()} is worth {POINTS[rank]} points to you.")
        reasons.append(f"{issue}: {' '.join(person['value2reason'][rank].split())}")
    private = " ".join([*worths, "Without a deal you have 5 points."])
    persona = "\n".join(["Your reasons for needing things:", *reasons])
    known = {"persona": persona, "private": private, "goal": "Get many points.", "train": True}
    return blank.model_copy(update=known)


def _said(dialogue: Dialogue, log: Mapping[str, Any], seats: Mapping[str, str]) -> Dialogue:
    role, text = seats[log["id"]], str(log["text"]).strip()
    name = MOVES.get(text)
    args = _split(log, role) if text == "Submit-Deal" else {}
    turn = Turn(
        index=len(dialogue.turns),
        role=role,
        text="" if name else text,
        action=Action(name=name, args=args) if name else None,
        player="human",
    )
    standing = referee.standing(longer := dialogue.say(turn))
    return dialogue.say(turn.model_copy(update={"standing": standing})) if standing else longer


def _split(log: Mapping[str, Any], role: str) -> dict[str, int]:
    """How many packages of each kind go to the first speaker."""
    mine = "issue2youget" if role == PLACES[0] else "issue2theyget"
    packages = log["task_data"][mine]
    return {f"alex_{item}": int(packages[item.capitalize()]) for item in ITEMS}
