"""Corpora of human dialogues that people graded, read from files that the user has on disk."""

from importlib import import_module

from society.audit.corpora.graded import Corpus, Graded
from society.domain.errors import SocietyError

__all__ = ["NAMES", "Corpus", "Graded", "corpus"]

NAMES = ("casino", "uss", "persuasion", "mathdial", "esconv", "dealornodeal", "diplomacy")


def corpus(name: str) -> Corpus:
    """The corpus of that name; SocietyError where there is none."""
    if name not in NAMES:
        raise SocietyError(f"no corpus is called {name!r}", hint=f"there are {', '.join(NAMES)}")
    found = import_module(f"society.audit.corpora.{name}").CORPUS
    assert isinstance(found, Corpus), "every module of a corpus has one"
    return found
