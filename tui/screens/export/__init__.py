"""Being built."""

from tui.dialogs.dialog import Dialog


class Export(Dialog[None]):
    """Being built."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self.where = where
