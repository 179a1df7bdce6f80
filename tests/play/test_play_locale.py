"""A dialogue in Chinese, from the file to the transcript: prompts, words, numbers, store."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from society.casting import Job, Table, assemble
from society.cli.root import outcome
from society.cli.show import transcript
from society.domain.dialogue import Game
from society.domain.episode import Episode
from society.llm.scripted import Scripted
from society.play.engine import play
from society.settings import Settings
from society.store.record import record
from society.store.store import Store
from tests.faults.beside import beside
from tests.faults.server import FaultServer

BIKE, SEED = "market/used_bike", 7
LATIN = re.compile(r"[A-Za-z]+(?:_[A-Za-z]+)*")
FORM = {"say", "action", "args", "null", "propose", "accept", "walk_away", "price"}
"""What a prompt names in Latin letters: the fields of the reply, the moves and their arguments."""
SAID = ("车架旧了，一百二十元，您看行吗？😀", "行，一百二十元，成交。")
LINES: tuple[dict[str, Any], ...] = (
    {"say": SAID[0], "action": "propose", "args": {"price": 120}},
    {"say": SAID[1], "action": "accept", "args": None},
)


def answer(messages: Sequence[str]) -> str:
    """The buyer offers, the seller accepts, as one JSON object in Chinese."""
    line = LINES["小博" not in messages[0].splitlines()[0]]
    return json.dumps(line, ensure_ascii=False)


def table(locale: str, model: Scripted, **job: Any) -> Table:
    named = Job(scenario=BIKE, seed=SEED, locale=locale, model="some/model", judges=(), **job)
    return assemble(named, Settings(), lambda name: model)


async def kept(seated: Table, db: Path) -> Episode:
    """The dialogue played to its end and read again from the store."""
    with Store.open(db) as store:
        await store.begin("e1", seated.game, seated.provenance, scenario_text=seated.scenario_text)
        events = play(seated.game, seated.bench, episode="e1", provenance=seated.provenance)
        _ = [event async for event in record(store, events)]
        return store.episode("e1")


def numbers(game: Game) -> dict[str, float]:
    return {name: each for name, each in game.variables.items() if isinstance(each, int | float)}


def foreign(text: str) -> set[str]:
    """Words in Latin letters that a Chinese prompt has no reason to hold."""
    return set(LATIN.findall(text)) - FORM


def shown(episode: Episode) -> str:
    lines = transcript.episode_lines(episode, private=True)
    return "\n".join(line.plain for line in lines)


@pytest.fixture
def model() -> Scripted:
    return Scripted(lambda messages: answer([each.content for each in messages]), name="some/model")


async def test_a_chinese_dialogue_is_played_kept_and_shown(model: Scripted, tmp_path: Path) -> None:
    episode = await kept(table("zh", model), tmp_path / "zh.db")

    turns = episode.dialogue.turns
    assert [turn.text for turn in turns[1:]] == list(SAID)
    assert turns[0].text.startswith("你好！这辆车")
    assert episode.outcome is not None
    assert (episode.outcome.ended, episode.outcome.issues) == ("agreement", {"price": 120})
    for text in (*SAID, "二手自行车议价", "安妮", "小博", "你的最低价是", "尽量低价买到。"):
        assert text in shown(episode)
    assert "Ann" not in shown(episode)


@pytest.mark.parametrize("player", ["llm", "planned"])
async def test_the_prompts_of_a_chinese_dialogue_are_chinese(
    player: str, model: Scripted, tmp_path: Path
) -> None:
    await kept(table("zh", model, player=player), tmp_path / "zh.db")

    assert len(model.heard) >= 2
    for messages in model.heard:
        text = "\n".join(each.content for each in messages)
        assert foreign(text) == set()
        assert re.search("你是(安妮|小博)。", text)
        assert "只有你知道：" in text


async def test_the_embedded_models_exercises_in_chinese_are_chinese(tmp_path: Path) -> None:
    model = Scripted(lambda messages: "这辆车很好骑。", name="embedded")
    named = Job(scenario=BIKE, seed=SEED, locale="zh", judges=(), overrides={"turns.max": 4})

    await kept(assemble(named, Settings(), lambda name: model), tmp_path / "zh.db")

    assert model.heard
    told = "\n".join(each.content for messages in model.heard for each in messages)
    assert foreign(told) == set()


async def test_a_chinese_reply_that_does_not_fit_is_asked_for_again(tmp_path: Path) -> None:
    far = json.dumps({"say": "三块。", "action": "propose", "args": {"price": 3}})
    said = iter(["好的，我想想。", far])
    model = Scripted(
        lambda messages: next(said, answer([each.content for each in messages])), name="some/model"
    )

    episode = await kept(table("zh", model), tmp_path / "zh.db")

    assert [turn.text for turn in episode.dialogue.turns[1:]] == list(SAID)
    assert [len(turn.calls) for turn in episode.dialogue.turns] == [0, 3, 1]
    assert model.heard[1][-2].content == "好的，我想想。"


@pytest.mark.parametrize("seed", range(5))
def test_the_same_numbers_are_drawn_in_both_languages(seed: int, model: Scripted) -> None:
    named = Job(scenario=BIKE, seed=seed, model="some/model", judges=())
    chinese, english = (
        assemble(named.model_copy(update={"locale": locale}), Settings(), lambda name: model).game
        for locale in ("zh", "en")
    )

    assert numbers(chinese) == numbers(english)
    assert {name: each.args for name, each in chinese.options.items()} == {
        name: each.args for name, each in english.options.items()
    }
    assert [role.limit for role in chinese.roles] == [role.limit for role in english.roles]
    assert [role.secrets for role in chinese.roles] == [role.secrets for role in english.roles]
    assert chinese.title != english.title


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A server that answers in Chinese, in a loop of its own beside the command's."""

    def say(body: dict[str, Any]) -> str:
        return answer([message["content"] for message in body["messages"]])

    with beside(FaultServer(say=say)) as running:
        yield running


@pytest.mark.filterwarnings("ignore:Accessing the 'model_computed_fields'")
def test_society_run_speaks_chinese_with_a_server(
    server: FaultServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = ["--db", str(tmp_path / "zh.db")]
    words = ["--locale", "zh", "--seed", str(SEED), "--model", "openai/ok", "--judge", "deal"]

    assert outcome(["run", BIKE, *words, "--player", "llm", "--api-base", server.url, *db]) == 0

    live = capsys.readouterr().out
    assert outcome(["show", *db]) == 0
    again = capsys.readouterr().out
    for text in (*SAID, "安妮", "小博", "⟦propose price=120⟧"):
        assert text in live
        assert text in again
    asked = ["\n".join(m["content"] for m in ask.body["messages"]) for ask in server.asked]
    assert len(asked) == 2
    assert all(foreign(text) == set() for text in asked)
    with Store.open(tmp_path / "zh.db", write=False) as store:
        episode = store.episode(store.episodes(1)[0].id)
        sent = [attempt.response for attempt in store.attempts(episode.id)]
    assert [turn.text for turn in episode.dialogue.turns[1:]] == list(SAID)
    assert [json.loads(text) for text in sent] == list(LINES)
