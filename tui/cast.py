"""Who is who on every screen: a letter and a colour for each role, by its place in the game."""

from dataclasses import dataclass

from society.domain.dialogue import Game

COLOURS = ("$text-primary", "$text-accent", "$text-warning", "$text-success", "$text-secondary")


@dataclass(frozen=True)
class Cast:
    """The roles of a game in their order."""

    roles: tuple[str, ...]

    @classmethod
    def of(cls, game: Game) -> "Cast":
        """The cast of a drawn game."""
        return cls(tuple(role.id for role in game.roles))

    def letter(self, role: str) -> str:
        """`A` for the first role, `B` for the second; `?` for a stranger."""
        return chr(ord("A") + self.roles.index(role)) if role in self.roles else "?"

    def colour(self, role: str) -> str:
        """A colour of the theme; never the only sign of who speaks."""
        return COLOURS[self.roles.index(role) % len(COLOURS)] if role in self.roles else "$text"
