"""Home: the scenarios there are, what each says, and the way to play, write and mend one."""

from tui.screens.home.home import Home

__all__ = ["Home"]
