"""The command line: argv to commands, imported lazily; the composition root."""

from society.cli.root import main

__all__ = ["main"]
