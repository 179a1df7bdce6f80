"""Evaluators of other libraries, asked as judges: thin, optional, imported when named."""

from society.plugins.adapters.evaluator import adapted, library

__all__ = ["adapted", "library"]
