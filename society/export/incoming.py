"""Dialogues from files: our own raw lines, and chats of people as OpenAI or ShareGPT write them.

A chat becomes a game of free talk between those who speak in it; it has no outcome, and judges may
score it. Nothing is guessed: a line that is not understood is refused with its place.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from society.domain.dialogue import Dialogue, Game, Role, Turn, Utterance
from society.domain.episode import Episode, Provenance
from society.domain.errors import SocietyError
from society.domain.scenario import MAX_TURNS, RoleSpec, Scenario, Turns
from society.export.formats.raw import NAME, episode_of
from society.scoring.flags import flags

SCENARIO = "imported/talk"
HUMAN, UNTOLD = "human", "imported"
SPEAKERS = {"human": "user", "input": "user", "gpt": "assistant", "output": "assistant"}
"""Other names for the two sides of a chat."""

SILENT = ("tool", "function", "developer", "observation", "function_call")
LAYOUTS = {"messages": ("role", "content"), "conversations": ("from", "value")}
CHINESE = re.compile("[一-鿿]")


class Said(NamedTuple):
    """One message of a chat: who, as the file calls them, and what."""

    who: str
    text: str


def episodes(
    lines: Iterable[str], file: str, *, locale: str = "", people: bool = False
) -> Iterator[Episode]:
    """The dialogues of a file of JSON lines, or of one JSON list, in order.

    `file` is named in errors; `locale` is that of chats, told from their letters where it is not
    given; `people` says that every speaker of a chat is a person. SocietyError
    `file:line: what is wrong` at the first that cannot be read.
    """
    for place, found in _records(lines, file):
        try:
            yield _episode(found, locale, people)
        except SocietyError as error:
            raise SocietyError(f"{place}: {error.message}", hint=error.hint) from None


def _records(lines: Iterable[str], file: str) -> Iterator[tuple[str, Any]]:
    """Every record with its place."""
    numbered = ((at, line) for at, line in enumerate(lines, 1) if line.strip("\ufeff \t\r\n"))
    for at, line in numbered:
        if line.lstrip("\ufeff \t").startswith("["):
            whole = line + "".join(rest for _, rest in numbered)
            listed = _parsed(whole.lstrip("\ufeff"), file, at)
            yield from ((f"{file}: item {item}", each) for item, each in enumerate(listed, 1))
            return
        yield f"{file}:{at}", _parsed(line.lstrip("\ufeff"), file, at)


def _parsed(text: str, file: str, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{file}:{line + error.lineno - 1}:{error.colno}"
        raise SocietyError(f"{where}: not JSON: {error.msg}") from None
    except RecursionError:
        raise SocietyError(f"{file}:{line}: nested too deeply") from None


def _episode(found: Any, locale: str, people: bool) -> Episode:
    if not isinstance(found, dict):
        raise SocietyError("not a record with names", hint="one JSON object a line")
    if str(found.get("schema", "")).startswith(NAME):
        return episode_of(dict(found))
    for key, (who, text) in LAYOUTS.items():
        if key in found:
            return _talk(_messages(found[key], key, who, text), locale, people)
    raise SocietyError(
        f"none of {', '.join(LAYOUTS)} in it",
        hint="a chat has messages {role, content} or conversations {from, value}",
    )


def _messages(listed: Any, key: str, who: str, text: str) -> list[Said]:
    """The messages, each a speaker and a text."""
    if not isinstance(listed, list) or not listed:
        raise SocietyError(f"{key} is not a list of messages")
    return [_message(each, f"{key}[{at}]", who, text) for at, each in enumerate(listed)]


def _message(found: Any, place: str, who: str, text: str) -> Said:
    if not isinstance(found, dict):
        raise SocietyError(f"{place} is not a message")
    speaker, said = found.get("name") or found.get(who), _text(found.get(text))
    if not isinstance(speaker, str) or not speaker.strip():
        raise SocietyError(f"{place} does not say {who}")
    if found.get(who) in SILENT:
        raise SocietyError(f"{place} is of {found[who]!r}, which does not speak")
    if said is None:
        raise SocietyError(f"{place}.{text} is not a text")
    if any("\ud800" <= letter <= "\udfff" for letter in said + speaker):
        raise SocietyError(f"{place}.{text} holds half a character")
    return Said(speaker.strip(), said)


def _text(content: Any) -> str | None:
    """The text, also where it comes in parts; None where it is not one."""
    if isinstance(content, list):
        parts = [each.get("text") for each in content if isinstance(each, dict)]
        texts = [part for part in parts if isinstance(part, str)]
        return "".join(texts) if len(texts) == len(content) else None
    return content if isinstance(content, str) else None


def _talk(messages: Sequence[Said], locale: str, people: bool) -> Episode:
    """The chat as an episode; the same chat is always the same episode.

    Who the assistant was is not told in such a file: its words are nobody's own unless `people`.
    """
    told = messages[0].text if messages[0].who == "system" else ""
    talk = messages[1:] if messages[0].who == "system" else messages
    ids = _ids(talk)
    locale = locale or ("zh" if _chinese(talk) else "en")
    name = blake2b(repr((told, talk)).encode(), digest_size=8).hexdigest()
    game = _game(ids, told, locale, int(name[:7], 16))
    dialogue = Dialogue(game=game)
    players = {role: HUMAN if people or role != "assistant" else UNTOLD for role in ids.values()}
    for said in talk:
        role = ids[said.who]
        dialogue = dialogue.say(_turn(dialogue, role, said.text, players[role]))
    provenance = Provenance(
        scenario=SCENARIO,
        locale=locale,
        seed=game.seed,
        players=players,
        notes=("imported",),
    )
    return Episode(id=f"in{name}", dialogue=dialogue, provenance=provenance, status="done")


def _turn(dialogue: Dialogue, role: str, text: str, player: str) -> Turn:
    said = Utterance(text=text, player=player)
    found = flags(dialogue.game, dialogue.turns, said, role)
    return Turn(index=len(dialogue.turns), role=role, text=text, player=player, flags=found)


def _ids(talk: Sequence[Said]) -> dict[str, str]:
    """A role for every speaker, in the order in which they first speak."""
    if any(said.who == "system" for said in talk):
        raise SocietyError("a system message stands after the first")
    if len(talk) > MAX_TURNS:
        raise SocietyError(f"{len(talk)} messages; there can be {MAX_TURNS}")
    ids: dict[str, str] = {}
    for said in talk:
        ids.setdefault(said.who, _id(SPEAKERS.get(said.who, said.who), len(ids)))
    if len(set(ids.values())) != len(ids):
        raise SocietyError(f"speakers that cannot be told apart: {', '.join(ids)}")
    if len(ids) < 2:
        raise SocietyError("fewer than two speak in it")
    return ids


def _id(name: str, at: int) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60]
    return slug if slug[:1].isalpha() else f"speaker_{at + 1}"


def _game(ids: Mapping[str, str], told: str, locale: str, seed: int) -> Game:
    """Free talk: no moves, no rules. What a system message says is told to the assistant alone."""
    scenario = Scenario.model_validate(
        {
            "schema": "scenario/v1",
            "id": SCENARIO,
            "title": "Imported talk",
            "locale": {"default": locale, "available": [locale]},
            "roles": {role: RoleSpec(name=role) for role in ids.values()},
            "turns": Turns(max=MAX_TURNS),
        }
    )
    roles = tuple(
        Role(
            id=role,
            name=who,
            prompt=told if role == "assistant" else "",
            human=True,
            train=role == "assistant",
        )
        for who, role in ids.items()
    )
    return Game(scenario=scenario, locale=locale, seed=seed, title="Imported talk", roles=roles)


def _chinese(talk: Sequence[Said]) -> bool:
    """Whether a tenth of what is said, or more, is written in Chinese characters."""
    text = "".join(said.text for said in talk)
    return len(CHINESE.findall(text)) * 10 >= max(1, len(text))
