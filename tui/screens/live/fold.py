"""How a scene takes up what is shown, one thing at a time; `Scene.take` and `recall` call it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from society.domain.calls import Attempt
from society.domain.cues import (
    Kept,
    Ready,
    Refused,
    Sampled,
    Shown,
    Standing,
    Suggested,
    Unwanted,
    Wanted,
)
from society.domain.dialogue import Turn
from society.domain.episode import Episode
from society.domain.events import (
    Asked,
    Called,
    Drafted,
    Ended,
    Failed,
    Judged,
    Paid,
    Speaking,
    Spoke,
    Started,
    Token,
    Waiting,
)
from society.domain.judging import Judgement, Reward
from tui.screens.live.spoken import Hold, Said

if TYPE_CHECKING:
    from tui.screens.live.scene import Scene

Play = Speaking | Token | Spoke | Ended | Failed
Comment = Judged | Asked | Paid | Called | Waiting
Side = Wanted | Unwanted | Suggested | Sampled | Kept
Happened = Play | Comment | Side


def take(scene: "Scene", shown: Shown, now: float) -> None:
    """Note one thing; what is of another dialogue is passed over."""
    scene.now = max(scene.now, now)
    scene.version += 1
    match shown:
        case Started():
            _start(scene, shown)
        case Ready() | Drafted():
            pass
        case Refused():
            scene.refused = shown
        case Standing(state=state):
            if shown.episode == scene.episode:
                _stand(scene, state)
        case _ if _ours(scene, shown):
            _told(scene, shown)


def _ours(scene: "Scene", shown: Happened) -> bool:
    """Whether it is of this dialogue; a failure of none is of the stage, whatever it played."""
    stage = shown.kind == "failed" and not shown.episode and not scene.over
    return shown.episode == scene.episode or stage


def _told(scene: "Scene", shown: Happened) -> None:
    match shown:
        case Wanted() | Unwanted() | Suggested() | Sampled() | Kept():
            _cue(scene, shown)
        case Judged() | Asked() | Paid() | Called() | Waiting():
            _comment(scene, shown)
        case _:
            _play(scene, shown)


def recall(scene: "Scene", episode: Episode, attempts: Sequence[Attempt]) -> None:
    """Fill in what the store knows and nobody has told."""
    scene.parent, scene.branch = episode.lineage.parent or "", episode.lineage.branch
    known = {each.call for each in scene.attempts}
    for attempt in attempts:
        if attempt.call not in known:
            _call(scene, attempt)
    for said in episode.judgements:
        one = scene.at(said.turn) if said.turn is not None else None
        if one is not None and not one.judging and said not in one.judgements:
            _judge(scene, said)
    for paid in episode.rewards:
        one = scene.at(paid.turn)
        if one is not None and (one.reward if paid.scope == "turn" else one.share) is None:
            _pay(scene, paid)
    _tally(scene)
    scene.version += 1


def _play(scene: "Scene", shown: Play) -> None:
    match shown:
        case Speaking():
            _speak(scene, shown)
        case Token(text=text):
            _stream(scene, text)
        case Spoke(turn=turn):
            _say(scene, turn)
        case Ended():
            scene.outcome, scene.seconds, scene.state = shown.outcome, shown.seconds, "ended"
            scene.wanted = scene.holding = None
        case Failed():
            scene.failed, scene.state, scene.wanted = shown, "failed", None


def _comment(scene: "Scene", shown: Comment) -> None:
    match shown:
        case Asked(judge=judge, turn=index):
            _ask(scene, judge, index)
        case Judged(judgement=said):
            _judge(scene, said)
        case Paid(reward=paid):
            _pay(scene, paid)
        case Called(attempt=attempt):
            _call(scene, attempt)
        case Waiting():
            _wait(scene, shown)


def _cue(scene: "Scene", shown: Side) -> None:
    match shown:
        case Wanted():
            scene.wanted, scene.suggested = shown, None
            scene.mine.add(shown.role)
        case Unwanted():
            scene.wanted = scene.suggested = None
        case Suggested():
            scene.suggested = shown
        case Sampled(turn=index):
            others = (each for each in scene.samples.get(index, ()) if each.n != shown.n)
            kept = [*(each for each in others if each.k == shown.k), shown]
            scene.samples[index] = sorted(kept, key=lambda each: each.n)


def _start(scene: "Scene", event: Started) -> None:
    """Forget everything but how the screen looks at it."""
    fresh = type(scene)(
        private=scene.private, live=scene.live, now=scene.now, version=scene.version
    )
    vars(scene).update(vars(fresh))
    scene.episode, scene.game, scene.provenance = event.episode, event.game, event.provenance
    scene.state = "playing"
    for turn in event.turns:
        scene.turns.append(Said(index=turn.index, role=turn.role, turn=turn))


def _stand(scene: "Scene", state: Literal["idle", "playing", "paused", "stopping"]) -> None:
    scene.pausing = False
    if state != "idle":
        scene.state = state
    elif not scene.over and scene.episode:
        scene.state, scene.wanted = "stopped", None


def _speak(scene: "Scene", event: Speaking) -> None:
    one = _turn(scene, event.turn, event.role)
    one.streamed, one.first, one.begun, one.hold = "", None, scene.now, None
    if event.again:
        one.again = (*one.again, event.again)
    one.version += 1


def _stream(scene: "Scene", text: str) -> None:
    one = scene.turns[-1] if scene.turns else None
    if one is not None and one.speaking:
        one.first = scene.now if one.first is None else one.first
        one.streamed = text if one.stale else one.streamed + text
        one.stale = False
        one.hold = None
        one.version += 1


def _say(scene: "Scene", turn: Turn) -> None:
    one = _turn(scene, turn.index, turn.role)
    one.turn, one.streamed, one.hold = turn, "", None
    one.version += 1


def _turn(scene: "Scene", index: int, role: str) -> Said:
    if index >= len(scene.turns):
        scene.turns.append(Said(index=len(scene.turns), role=role))
    return scene.turns[index]


def _ask(scene: "Scene", judge: str, index: int | None) -> None:
    scene.asked[judge] = index
    one = _of(scene, index)
    waiting = scene.judging if one is None else one.judging
    if judge not in waiting:
        waiting.append(judge)
    _touch(one)


def _judge(scene: "Scene", said: Judgement) -> None:
    one = _of(scene, said.turn) if said.scope == "turn" else None
    waiting = scene.judging if one is None else one.judging
    if said.judge in waiting:
        waiting.remove(said.judge)
    (scene.whole if one is None else one.judgements).append(said)
    if one is not None:
        one.hold = None
    _touch(one)


def _pay(scene: "Scene", paid: Reward) -> None:
    one = _of(scene, paid.turn)
    if paid.scope == "outcome":
        scene.shares[paid.role] = scene.shares.get(paid.role, 0.0) + paid.value
    else:
        scene.earned.setdefault(paid.role, []).append(paid.value)
    if one is not None and paid.scope == "outcome":
        one.share = paid
    elif one is not None:
        one.reward = paid
    _touch(one)


def _tally(scene: "Scene") -> None:
    """What each role earned, in the order of turns."""
    scene.earned = {}
    for one in scene.turns:
        if one.reward is not None:
            scene.earned.setdefault(one.role, []).append(one.reward.value)


def _call(scene: "Scene", attempt: Attempt) -> None:
    scene.attempts.append(attempt)
    scene.spent.add(attempt)
    scene.holding = None
    one = _about(scene, attempt.purpose)
    if one is not None:
        one.attempts.append(attempt)
        one.hold = None
        # Words that come after a reply is complete are another try's.
        one.stale = one.speaking
    _touch(one)


def _wait(scene: "Scene", event: Waiting) -> None:
    hold = Hold(event.seconds, event.why, scene.now, event.purpose)
    one = _about(scene, event.purpose)
    if one is None:
        scene.holding = hold
    else:
        one.hold = hold
    _touch(one)


def _about(scene: "Scene", purpose: str) -> Said | None:
    """The turn that a call belongs to: `turn:3` says it, of a judge it is what was asked."""
    kind, _, rest = purpose.partition(":")
    if kind == "turn" and rest.isdecimal():
        return _of(scene, int(rest))
    if kind == "judge":
        return _of(scene, scene.asked.get(rest))
    return None


def _of(scene: "Scene", index: int | None) -> Said | None:
    return scene.at(index) if index is not None else None


def _touch(one: Said | None) -> None:
    if one is not None:
        one.version += 1
