"""How a dialogue looks on a terminal: one turn, one judgement, one reward, one end, as lines.

Pure: values in, rich lines out. Whatever a model said is shown, never obeyed.
"""

from collections.abc import Iterable

from rich.text import Text

from society.domain.calls import Attempt
from society.domain.dialogue import Game, Role, Turn
from society.domain.discretion import discreet
from society.domain.display import bar, chip, money, one_line, visible
from society.domain.episode import Episode, Outcome
from society.domain.judging import Judgement, Reward, Weights
from society.domain.thinking import unsaid
from society.domain.trust import beside

_COLOURS = ("cyan", "magenta", "yellow", "green", "blue", "red")
_REASON = 240
_HIDDEN = "its reason quotes what only a role knows; --private shows it"


def colour(game: Game, role: str) -> str:
    """The colour of a role, by its place in the game."""
    ids = [each.id for each in game.roles]
    return _COLOURS[ids.index(role) % len(_COLOURS)] if role in ids else "white"


def header_lines(
    game: Game, *, episode: str = "", players: dict[str, str] | None = None
) -> list[Text]:
    """What is played, by whom: what everybody at the table knows."""
    about = [game.scenario.id, game.level, game.locale, f"seed {game.seed}"]
    told = " · ".join(one_line(each) for each in [*about, episode] if each)
    lines = [_line((one_line(game.title), "bold"), (f"  {told}", "dim"))]
    lines += _indented(game.context, "dim")
    for role in game.roles:
        player = one_line((players or {}).get(role.id, ""))
        lines.append(_line((f"  {_named(role)}", colour(game, role.id)), (f"  {player}", "dim")))
    return lines


def private_lines(game: Game) -> list[Text]:
    """What only each side knows: asked for with --private."""
    lines = []
    for role in game.roles:
        told = [role.private, role.goal and f"Goal: {role.goal}", _limit(role)]
        lines.append(Text(f"  {_named(role)} alone knows", style=colour(game, role.id)))
        lines += [line for text in told if text for line in _indented(text, "dim", "    ")]
    if game.variables:
        drawn = ", ".join(f"{name}={value}" for name, value in game.variables.items())
        lines += _indented(f"Drawn: {drawn}", "dim")
    return lines


def turn_lines(turn: Turn, game: Game) -> list[Text]:
    """One turn: who, the move as a chip, the words, and what is to be known of them."""
    names = {role.id: role.name for role in game.roles}
    style = colour(game, turn.role)
    name = one_line(names.get(turn.role, turn.role))
    taken = f"  {chip(turn.action)}" if turn.action else ""
    lines = [_line((name, f"bold {style}"), (taken, style)), *_indented(turn.text or "(nothing)")]
    notes = _notes(turn)
    if notes:
        lines.append(Text(f"  {'   '.join(notes)}", style="dim"))
    return lines


def _notes(turn: Turn) -> list[str]:
    notes = []
    if turn.planned:
        _, _, words = turn.player.partition("planned:")
        notes.append("◇ move planned" + (f", words by {one_line(words)}" if words else ""))
    if turn.flags:
        notes.append("⚑ " + ", ".join(one_line(flag.replace("_", " ")) for flag in turn.flags))
    if others := len(unsaid(turn)):
        notes.append(f"{others} considered and not said")
    return notes


def judgement_line(said: Judgement, weights: Weights | None = None, *, later: bool = False) -> Text:
    """What one judge said, its reason dimmed; a judge that could not score says why.

    A judge whose weight is 0 is heard and not paid by, and the line says so; one that was asked
    `later`, in another version or for the first time, is named with its version.
    """
    name = one_line(said.judge + _whom(said) + (f" later, version {said.version}" if later else ""))
    unpaid = later or (weights or {}).get(said.judge) == 0
    if said.score is None:
        head = (f"  ⚠ {name}: no score ({one_line(said.unscored)})", "yellow")
    else:
        head = (f"  {said.score:.2f}  {name}", "dim" if unpaid else "")
    reason = f"  {one_line(said.critique, _REASON)}" if said.critique else ""
    return _line(head, ("  (heard, not paid)" if unpaid else "", "dim"), (reason, "dim"))


def _whom(said: Judgement) -> str:
    """Of whom, where the line stands under no turn; of a pair also beside which dialogue."""
    whom = f" of {said.role}" if said.scope != "turn" and said.role else ""
    other = beside(said)
    return f"{whom} beside {other}" if other else whom


def guarded(said: Judgement, game: Game) -> Judgement:
    """The judgement without a reason that quotes what only its role knows."""
    return discreet(said, game, _HIDDEN)


def reward_line(paid: Reward) -> Text:
    """What a turn was paid, as a bar and a number."""
    style = "green" if paid.value >= 0.5 else "yellow"
    why = f"  {one_line(paid.role)}, for how it ended" if paid.scope == "outcome" else ""
    return _line((f"  {bar(paid.value)} {paid.value:.2f}", style), (why, "dim"))


def outcome_lines(outcome: Outcome, game: Game) -> list[Text]:
    """How it ended: the ending, what was agreed, what each side has of it, who won."""
    issues = " · ".join(
        f"{name} {_short(value)}" for name, value in outcome.issues.items() if value is not None
    )
    ended = one_line(outcome.ended.replace("_", " "))
    lines = [_line((f"── {ended}", "bold"), (f"  {one_line(issues)}" if issues else "", ""))]
    lines += [_share(role, outcome, colour(game, role.id)) for role in game.roles]
    if outcome.winner is None:
        lines.append(Text("  no winner", style="dim"))
    if not outcome.verifiable:
        lines.append(Text("  by mean reward: the scenario names no utility", style="dim"))
    return lines


def _share(role: Role, outcome: Outcome, style: str) -> Text:
    utility, back = outcome.utilities.get(role.id), outcome.returns.get(role.id)
    won = ""
    if role.id == outcome.winner:
        won = f"  ★ wins by {outcome.margin:.2f}"
    elif role.id in outcome.winners:
        won = "  ★ reached its success"
    return _line(
        (f"  {_named(role)}", style),
        ("" if utility is None else f"  {bar(utility)} {utility:.2f}", ""),
        ("" if back is None else f"  return {back:.2f}", "dim"),
        (won, "bold green"),
    )


def episode_lines(episode: Episode, *, private: bool = False) -> list[Text]:
    """A whole dialogue, as it is shown afterwards."""
    game, weights = episode.dialogue.game, episode.provenance.weights
    lines = header_lines(game, episode=episode.id, players=episode.provenance.players)
    if private:
        lines += private_lines(game)
    judged = [each if private else guarded(each, game) for each in episode.judgements]

    def line(said: Judgement) -> Text:
        return judgement_line(said, weights, later=_later(said, episode))

    for turn in episode.dialogue.turns:
        said = [each for each in judged if each.turn == turn.index]
        paid = [each for each in episode.rewards if each.turn == turn.index]
        lines += [Text(), *turn_lines(turn, game)]
        lines += [line(each) for each in said if each.scope == "turn"]
        lines += [reward_line(each) for each in paid]
    whole = [each for each in judged if each.scope != "turn" or each.turn is None]
    lines += [Text(), *map(line, whole), *_ending(episode)]
    return lines


def _later(said: Judgement, episode: Episode) -> bool:
    """Whether it was said after the dialogue was played, by who was not seated there."""
    seated = episode.provenance.judges
    if seated:
        return seated.get(said.judge) != said.version
    return len({each.version for each in episode.judgements if each.judge == said.judge}) > 1


def _ending(episode: Episode) -> list[Text]:
    if episode.outcome:
        return outcome_lines(episode.outcome, episode.dialogue.game)
    why = f": {one_line(episode.error)}" if episode.error else ""
    return [Text(f"── {episode.status}{why}", style="bold yellow")]


def call_rows(attempts: Iterable[Attempt]) -> list[list[str]]:
    """The ledger as rows of `CALL_COLUMNS`."""
    return [
        [
            each.call[:20] + (f" #{each.number}" if each.number > 1 else ""),
            each.purpose,
            each.answered_by or each.model,
            f"{'≈' if each.usage.estimated else ''}{each.usage.prompt}",
            str(each.usage.completion),
            money(each.cost),
            f"{each.seconds:.2f}",
            each.error_kind or each.finish or "ok",
        ]
        for each in attempts
    ]


CALL_COLUMNS = ("call", "for", "model", "in", "out", "cost", "seconds", "ended")


def _line(*parts: tuple[str, str]) -> Text:
    return Text.assemble(*(part for part in parts if part[0]))


def _named(role: Role) -> str:
    name = one_line(role.name)
    return name if name == role.id else f"{name} ({one_line(role.id)})"


def _limit(role: Role) -> str:
    limit = role.limit
    if limit is None or (limit.value is None and limit.score is None):
        return ""
    if limit.issue is None:
        return f"Walks away below {_short(limit.score)}"
    return f"Limit: {limit.issue} {_short(limit.value)} ({limit.better} is better)"


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else one_line(str(value), 60)


def _indented(text: str, style: str = "", by: str = "  ") -> list[Text]:
    return [Text(f"{by}{line}", style=style) for line in visible(text).strip().split("\n") if text]
