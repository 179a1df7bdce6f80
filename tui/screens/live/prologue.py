"""What stands above the first turn: what is played, by whom, and, where it may be shown, what each
side alone knows.
"""

from rich.cells import cell_len

from society.domain.dialogue import Game, Role
from society.domain.display import one_line
from tui.screens.live.blocks import Look, Row
from tui.screens.live.scene import Scene
from tui.screens.live.wrapping import wrapped
from tui.text import cut


def prologue_rows(scene: Scene, game: Game, look: Look) -> list[Row]:
    """Title, context, and the cast with what may be shown of it."""
    rows: list[Row] = [((cut(one_line(game.title), look.width), "bold"),)]
    if game.context.strip():
        rows += [((line, "dim"),) for line in wrapped(game.context.strip(), look.width)]
    for role in game.roles:
        rows += _role(role, scene, look)
    if scene.parent:
        branch = f" after turn {scene.branch + 1}" if scene.branch is not None else ""
        rows.append(((cut(f"branched from {one_line(scene.parent)}{branch}", look.width), "dim"),))
    rows.append(())
    return rows


def _role(role: Role, scene: Scene, look: Look) -> list[Row]:
    players = scene.provenance.players if scene.provenance else {}
    player = "you" if role.id in scene.mine else one_line(players.get(role.id, ""))
    who = cut(f"{look.cast.letter(role.id)} {look.names[role.id]}", look.width)
    about = f" ({one_line(role.id)})" if look.names[role.id] != role.id else ""
    left = look.width - cell_len(who)
    about = cut(f"{about}  {player}", left) if left > 0 else ""
    rows: list[Row] = [((who, f"bold {look.cast.colour(role.id)}"), (about, "dim"))]
    if not scene.private:
        return rows
    alone = [role.private, role.goal and f"Goal: {role.goal}", _limit(role)]
    for text in filter(None, (each.strip() for each in alone)):
        rows += [(("  ", ""), (line, "dim italic")) for line in wrapped(text, look.width - 2)]
    return rows


def _limit(role: Role) -> str:
    limit = role.limit
    if limit is None or (limit.value is None and limit.score is None):
        return ""
    if limit.issue is None:
        return f"Walks away below {limit.score:g}"
    value = "" if limit.value is None else f" {limit.value:g}"
    return f"Limit: {limit.issue}{value} ({limit.better} is better)"
