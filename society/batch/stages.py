"""Which scenarios a word of the command line means: an id, a pattern, a folder or a file."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from society.domain.errors import ScenarioError
from society.scenario.load import catalog, read
from society.scenario.source import within

_FILES = (".yaml", ".yml")


def scenarios(words: Sequence[str], folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """Every scenario that the words mean, each once; ScenarioError for a word that means none.

    A word is an id, a pattern of ids such as `market/*`, the beginning of ids such as `market`, the
    path of a .yaml file, or a folder of such files.
    """
    found = [each for word in words for each in _meant(word, folders)]
    return tuple(dict.fromkeys(found))


def _meant(word: str, folders: Sequence[Path]) -> list[str]:
    path = Path(word)
    if word.endswith(_FILES):
        return [str(path.resolve())]
    ids = [entry.id for entry in catalog(folders)]
    if word in ids:
        return [word]
    pattern = word if "*" in word or "?" in word else f"{word.rstrip('/')}/*"
    matching = [id_ for id_ in ids if fnmatchcase(id_, pattern)]
    if matching:
        return matching
    if path.is_dir() and (here := [str(entry.path.resolve()) for entry in within(path)]):
        return here
    if pattern == word:
        raise ScenarioError(
            [f"no scenario's id matches {word!r}"], hint="`society scenario list` shows all"
        )
    read(word, folders=folders)
    return [word]
