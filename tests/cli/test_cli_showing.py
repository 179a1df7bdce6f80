"""What a window is shown: every event in order, tokens few and whole, and nobody to fail for."""

import asyncio
from collections.abc import Callable

import pytest

from society.cli.stage.showing import Display, Gathered
from society.domain.cues import Ready, Shown, Standing, read_shown
from society.domain.events import Speaking, Token


class Time:
    """A clock that is put forward by hand; what is due is done then."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, Callable[[], None]]] = []

    def clock(self) -> float:
        return self.now

    def later(self, seconds: float, do: Callable[[], None]) -> None:
        self._due.append((self.now + seconds, do))

    def forward(self, seconds: float) -> None:
        self.now += seconds
        due, self._due = self._due, [each for each in self._due if each[0] > self.now]
        for at, do in due:
            if at <= self.now:
                do()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def written() -> list[Shown]:
    return []


@pytest.fixture
def gathered(time: Time, written: list[Shown]) -> Gathered:
    return Gathered(written.append, later=time.later, clock=time.clock)


def token(text: str, role: str = "a") -> Token:
    return Token(episode="e1", role=role, text=text)


def test_a_thousand_tokens_in_a_second_are_written_ten_times(
    gathered: Gathered, time: Time, written: list[Shown]
) -> None:
    for at in range(1000):
        gathered.put(token(f"{at} "))
        time.forward(0.001)
    time.forward(1)

    texts = [each.text for each in written if isinstance(each, Token)]
    assert "".join(texts) == "".join(f"{at} " for at in range(1000))
    assert 9 <= len(texts) <= 12


def test_the_first_words_come_at_once_and_the_last_without_more(
    gathered: Gathered, time: Time, written: list[Shown]
) -> None:
    gathered.put(token("Hm, "))
    assert written == [token("Hm, ")]

    gathered.put(token("90"))
    gathered.put(token("?"))
    assert len(written) == 1
    time.forward(0.1)

    assert written[1:] == [token("90?")]


def test_whatever_else_happens_comes_after_the_words_before_it(
    gathered: Gathered, written: list[Shown]
) -> None:
    speaking = Speaking(episode="e1", turn=1, role="b")
    for shown in (token("one"), token("two"), speaking, token("three", "b"), token("four", "b")):
        gathered.put(shown)
    gathered.put(Ready())

    assert written == [token("one"), token("two"), speaking, token("threefour", "b"), Ready()]


def test_two_roles_are_never_put_together(gathered: Gathered, written: list[Shown]) -> None:
    for shown in (token("one"), token("two"), token("three", "b")):
        gathered.put(shown)
    gathered.flush()

    assert written == [token("one"), token("two"), token("three", "b")]


class Pipe:
    """A pipe that breaks when it is told to."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.broken = self.closed = False

    def write(self, line: bytes, /) -> None:
        self.lines.append(line)

    async def drain(self) -> None:
        await asyncio.sleep(0)
        if self.broken:
            raise ConnectionResetError

    def close(self) -> None:
        self.closed = True

    async def wait_closed(self) -> None:
        await self.drain()


async def test_what_is_shown_is_a_line_and_a_cue_comes_after_what_is_under_way() -> None:
    display = Display(pipe := Pipe())

    display.show_next(Standing(state="paused", episode="e1"))
    display.show(Ready())
    await display.close()

    shown = [read_shown(line) for line in pipe.lines]
    assert shown == [Ready(), Standing(state="paused", episode="e1")]
    assert pipe.closed


async def test_who_plays_goes_on_when_nobody_reads_any_more() -> None:
    display = Display(pipe := Pipe())
    display.show(Ready())
    pipe.broken = True

    await display.drained()
    display.show(Ready())
    await display.close()

    assert len(pipe.lines) == 1
