"""What stands on the screen, as text: wide letters take their two cells."""

from typing import Any

from textual.app import App


def look(app: App[Any]) -> str:
    """The lines of the terminal, without the spaces at their ends."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)
