"""`society run` killed in the middle of a search: nothing that was stored is paid for again."""

import json
import os
import signal
from asyncio import StreamWriter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from society.domain.calls import Attempt
from society.domain.dialogue import Draft
from society.domain.episode import Episode
from society.store.store import Store, exists
from tests.faults.batch_commands import Mother, until
from tests.faults.batch_server import Provider, is_judge, speech
from tests.faults.beside import beside
from tests.faults.wire import Ask, completion, send_json

CANDIDATES, STORED, TURN = 6, 3, 2
"""So many are wanted at the seller's first own turn; it is killed when so many are stored."""

BUYER = {"say": "100, please.", "action": "propose", "args": {"price": 100}}


@dataclass
class Market(Provider):
    """Every choice it gives names another price. The request of the number `holds` never ends."""

    holds: int = 0
    alone: bool = False
    given: int = 0

    async def _as_chosen(self, fault: str, ask: Ask, writer: StreamWriter) -> None:
        self.asked.append(ask)
        if len(self.asked) == self.holds:
            self.held.append(ask)
            await self._go.wait()
            return
        one = Ask({**ask.body, "n": 1}, ask.headers, ask.path) if self.alone else ask
        told = completion(one, "")
        for choice in told["choices"]:
            self.given += 1
            price = {"price": 120 + 5 * self.given}
            said = {"say": f"Take it for {price['price']}.", "action": "propose", "args": price}
            choice["message"] = {"role": "assistant", "content": json.dumps(said)}
        await send_json(writer, told)


@dataclass
class Bargain:
    """One dialogue about a bike, its seller thinking before it speaks."""

    mother: Mother
    market: Market
    folder: Path

    @property
    def db(self) -> Path:
        return self.folder / "bike.db"

    def start(self, *words: str) -> int:
        return self.mother.start([*words, "--db", str(self.db), "--jsonl"], self.folder)

    def begin(self, guided: str = "") -> int:
        """`society run` in a process of its own."""
        script = self.folder / "buyer.jsonl"
        script.write_text(json.dumps(BUYER) + "\n", encoding="utf-8")
        thought = f"best-of-{CANDIDATES}{guided}"
        cast = ["--player", "llm", "--search.seller", thought, "--judge", "deal"]
        models = ["--model.seller", "talker", "--model.buyer", f"scripted:{script}"]
        where = ["--api-base", self.market.url, "--seed", "7", "--set", "turns.max=4"]
        judge = ["--judge-model", "judge"] if guided else []
        return self.start("run", "market/used_bike", *cast, *models, *judge, *where)

    def stored(self) -> Episode | None:
        """What is in the store; None before the dialogue is in it."""
        if not exists(self.db):
            return None
        with Store.open(self.db, write=False) as store:
            found = store.episodes()
            return store.episode(found[0].id) if found else None

    def sampled(self) -> int:
        """How many candidates of the turn under way are on the disk."""
        found = self.stored()
        return len(found.drafted) if found else 0

    def valued(self) -> list[Draft]:
        """The candidates of the turn under way that are on the disk with their value."""
        found = self.stored()
        return [each for each in found.drafted if each.value is not None] if found else []

    def bill(self) -> list[Attempt]:
        """The requests of the searched turn, as the ledger has them."""
        found = self.stored()
        assert found is not None
        with Store.open(self.db, write=False) as store:
            return [each for each in store.attempts(found.id) if each.purpose == f"turn:{TURN}"]

    def errors(self) -> str:
        return (self.folder / "err").read_text(encoding="utf-8")


@pytest.fixture(params=[False, True], ids=["several in a request", "each by itself"])
def bargain(request: pytest.FixtureRequest, mother: Mother, tmp_path: Path) -> Iterator[Bargain]:
    alone: bool = request.param
    # The request after those that brought what is to be stored is under way at the kill.
    holds = STORED + 1 if alone else 2
    with beside(market := Market(alone=alone, holds=holds)):
        yield Bargain(mother, market, tmp_path)


def test_a_kill_in_the_middle_of_a_search_costs_at_most_the_request_in_flight(
    bargain: Bargain,
) -> None:
    market, pid = bargain.market, bargain.begin()
    until(lambda: market.held, "the request that is never answered")
    until(lambda: bargain.sampled() == STORED, "the candidates are stored")
    os.kill(pid, signal.SIGKILL)
    assert bargain.mother.wait(pid) == -signal.SIGKILL
    before, paid = bargain.stored(), market.given
    assert before is not None

    code = bargain.mother.wait(bargain.start("resume"))

    after = bargain.stored()
    assert code == 0, bargain.errors()
    assert after is not None
    assert (len(before.dialogue.turns), len(before.drafted), paid) == (TURN, STORED, STORED)
    assert market.given == CANDIDATES, "no candidate was paid for twice"
    assert len(market.asked) == len(bargain.bill()) + 1, "all but the one in flight are billed"
    drafts = after.dialogue.turns[TURN].drafts
    assert len(drafts) == CANDIDATES
    assert [(each.text, each.calls) for each in drafts[:STORED]] == [
        (each.text, each.calls) for each in before.drafted
    ]
    assert {call for each in drafts for call in each.calls} == {
        each.call for each in bargain.bill()
    }
    assert (after.status, after.drafted) == ("done", ())


@dataclass
class Guided(Market):
    """A judge at the same provider, whose verdict of the number `keeps` never comes."""

    keeps: int = 0
    judged: list[Ask] = field(default_factory=list)

    async def _as_chosen(self, fault: str, ask: Ask, writer: StreamWriter) -> None:
        if not is_judge(ask):
            await super()._as_chosen(fault, ask, writer)
            return
        self.judged.append(ask)
        if len(self.judged) == self.keeps:
            self.held.append(ask)
            await self._go.wait()
            return
        await send_json(writer, completion(ask, speech(ask.body)))


def test_a_kill_while_a_judge_guides_costs_at_most_the_verdicts_in_flight(
    mother: Mother, tmp_path: Path
) -> None:
    with beside(market := Guided(keeps=CANDIDATES)):
        bargain = Bargain(mother, market, tmp_path)
        pid = bargain.begin(",value=judge:rubric")
        until(lambda: market.held, "the verdict that never comes")
        until(lambda: len(bargain.valued()) == CANDIDATES - 1, "the other verdicts are stored")
        os.kill(pid, signal.SIGKILL)
        assert mother.wait(pid) == -signal.SIGKILL
        before, paid = bargain.valued(), market.given

        code = mother.wait(bargain.start("resume"))

    after = bargain.stored()
    assert code == 0, bargain.errors()
    assert after is not None
    assert market.given == paid == CANDIDATES, "no candidate was paid for twice"
    assert len(market.judged) == CANDIDATES + 1, "only the verdict in flight is asked for again"
    drafts = {each.text: each.value for each in after.dialogue.turns[TURN].drafts}
    assert {each.text: each.value for each in before}.items() <= drafts.items()
    asked = len(market.asked) + len(market.judged)
    assert len(bargain.bill()) == asked - 1, "all but the one in flight are billed"
