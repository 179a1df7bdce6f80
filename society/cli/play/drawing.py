"""How a running dialogue is drawn: live on a terminal, plain in a pipe, or as JSON."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Self, assert_never

from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from society.cli.options import LookOptions
from society.cli.output import SCHEMA, as_json, dumps, note, out, program, show
from society.cli.show import transcript
from society.cli.show.episodes import HIDDEN, document
from society.domain.display import money, one_line, visible
from society.domain.errors import SocietyError
from society.domain.events import (
    Asked,
    Called,
    Drafted,
    Ended,
    Event,
    Failed,
    Judged,
    Paid,
    Speaking,
    Spoke,
    Started,
    Token,
    Waiting,
)

if TYPE_CHECKING:
    from society.store.store import Store

Draw = Callable[[Event], None]
Mode = Literal["watch", "quiet", "json", "jsonl"]
TAIL = 400


@dataclass(frozen=True)
class Style:
    """What the user wants to see."""

    mode: Mode = "watch"
    private: bool = False
    where: str = ""

    @classmethod
    def of(cls, look: LookOptions) -> Self:
        """The style of these flags; SocietyError where two of them exclude each other."""
        modes: tuple[Mode, ...] = ("json", "jsonl", "quiet")
        asked = [mode for mode in modes if getattr(look, mode)]
        if len(asked) > 1:
            raise SocietyError(f"--{asked[0]} and --{asked[1]} exclude each other")
        where = f" --db {look.db}" if look.db else ""
        return cls(asked[0] if asked else "watch", look.private, where)


@contextmanager
def drawing(style: Style, store: "Store", episode: str) -> Iterator[Draw]:
    """Draws each event it is called with, until the end of the block."""
    match style.mode:
        case "jsonl":
            yield partial(event_line, private=style.private)
        case "json":
            yield lambda event: None
            as_json(document(store.episode(episode), None, private=style.private))
        case "quiet":
            yield Quiet(store, episode, style)
        case "watch":
            with Watch(store, episode, style) as watch:
                yield watch


def event_line(event: Event, *, private: bool) -> None:
    """Print one event as a line of JSON; without the private texts unless asked."""
    hidden: Any = {"game": HIDDEN, "turn": {"standing"}, "attempt": {"request"}}
    told = event.model_dump(mode="json", by_alias=True, exclude=None if private else hidden)
    print(dumps({"schema": SCHEMA, **told}), file=out().file, flush=True)


class Quiet:
    """Draws the outcome and the receipt."""

    def __init__(self, store: "Store", episode: str, style: Style) -> None:
        self._store = store
        self._where = style.where
        self._episode = episode
        begun = store.episode(episode)
        self._game, self._weights = begun.dialogue.game, begun.provenance.weights
        self._plays = "human" in begun.provenance.players.values()

    def __call__(self, event: Event) -> None:
        """Draw how it ended."""
        if isinstance(event, Ended):
            self._print(transcript.outcome_lines(event.outcome, self._game))
            self._receipt(event.seconds)
        elif isinstance(event, Failed):
            note(f"✗ {event.error}" + (f"\n  {event.hint}" if event.hint else ""), "red")

    def _print(self, lines: list[Text]) -> None:
        for line in lines:
            show(line)

    def _receipt(self, seconds: float) -> None:
        spent = self._store.totals(self._episode)
        cost = money(spent.cost, spent.unpriced)
        out().print(
            Text(
                f"  {spent.calls} calls · {spent.tokens} tokens · {cost} · {seconds:.1f} s",
                style="dim",
            )
        )
        out().print(Text(f"  {program()} show {self._episode}{self._where}", style="bold"))


class Watch(Quiet):
    """Draws everything, and under it what is happening now.

    Words stream there while they are sought; a try that is not said is wiped, like the rest.
    """

    def __init__(self, store: "Store", episode: str, style: Style) -> None:
        super().__init__(store, episode, style)
        self._private = style.private
        self._now = Text()
        self._kept: list[Text] = []
        self._speaker = ""
        self._live = Live(console=out(), transient=True, refresh_per_second=10, auto_refresh=True)

    def __enter__(self) -> Self:
        if out().is_terminal and not self._plays:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def __call__(self, event: Event) -> None:  # noqa: C901 - one case an event
        """Draw one event."""
        match event:
            case Started():
                self._start(event)
            case Speaking(role=role, again=again):
                self._speak(role, again)
            case Token(text=text):
                self._now.append(visible(text))
                self._refresh()
            case Spoke(turn=turn):
                self._speaker = ""
                self._print([Text(), *transcript.turn_lines(turn, self._game)])
                self._show("")
            case Judged(judgement=said):
                shown = said if self._private else transcript.guarded(said, self._game)
                self._tell(transcript.judgement_line(shown, self._weights))
            case Paid(reward=paid):
                self._tell(transcript.reward_line(paid))
            case Asked(judge=judge):
                self._show(f"  {one_line(judge)} is judging")
            case Waiting(seconds=seconds, why=why):
                self._show(f"  {one_line(why)}: waiting {seconds:.0f} s")
            case Called(attempt=attempt):
                self._show(one_line(attempt.error, 120) if attempt.error else self._speaker)
            case Drafted(n=n, draft=draft):
                what = "considered" if draft.value is None else "weighed"
                self._show(f"{self._speaker}{n + 1} {what}")
            case Ended() | Failed():
                self._show("")
                self._live.stop()
                self._print(self._kept)
                super().__call__(event)
            case _:
                assert_never(event)

    def _tell(self, line: Text) -> None:
        """Judges know what a person who plays must not: they are heard when it is over."""
        if self._plays:
            self._kept.append(line)
        else:
            self._print([line])

    def _start(self, event: Started) -> None:
        players = event.provenance.players
        self._print(transcript.header_lines(event.game, episode=event.episode, players=players))
        if self._private:
            self._print(transcript.private_lines(event.game))
        if event.turns:
            self._print([Text(f"  going on after {len(event.turns)} turns", style="yellow")])

    def _speak(self, role: str, again: str) -> None:
        if again:
            self._print([Text(f"  ✗ refused: {one_line(again)}; asked again", style="yellow")])
        self._speaker = f"{one_line(self._game.role(role).name)}: "
        self._show(self._speaker)

    def _show(self, now: str) -> None:
        self._now = Text(now, style="dim")
        self._refresh()

    def _refresh(self) -> None:
        if self._live.is_started:
            shown = self._now[-TAIL:]
            self._live.update(Spinner("dots", text=shown) if shown else Text())
