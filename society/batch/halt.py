"""Whether a batch begins anything more, and why not."""

from dataclasses import dataclass

from society.domain.errors import Exit


@dataclass
class Halt:
    """Asked once, by a person, a clock, a limit or a fault; the first reason stands."""

    why: str = ""
    exit: Exit | None = None

    @property
    def asked(self) -> bool:
        """Whether nothing more may begin, and what runs ends after its turn."""
        return self.exit is not None

    def ask(self, why: str, code: Exit) -> None:
        """Begin nothing more."""
        if not self.asked:
            self.why, self.exit = why, code
