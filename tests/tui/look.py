"""What stands on the screen, as text: wide letters take their two cells."""

from typing import Any

from textual.app import App
from textual.pilot import Pilot

from tui.widgets.panel import Panel


def look(app: App[Any]) -> str:
    """The lines of the terminal, without the spaces at their ends."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


async def settled(pilot: Pilot[Any]) -> str:
    """What stands there once nothing is on its way any more."""
    for _ in range(200):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        if not any(panel.pending for panel in pilot.app.screen.query(Panel)):
            break
    await pilot.pause()
    return look(pilot.app)
