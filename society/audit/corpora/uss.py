"""User Satisfaction Simulation: how satisfied a user is with what a system last said.

File: `dataset/SGD.txt`, `MWOZ.txt`, `ReDial.txt`, `CCPE.txt` or `JDDC.txt`. Each line is one turn
in columns divided by tabs: USER or SYSTEM, text, action, satisfaction. Satisfaction stands on user
lines, 1 to 5, one for each of three to seven raters, divided by commas. Dialogues are divided by
empty lines; a last line `USER<tab>OVERALL` grades the whole. A user line's satisfaction is what the
turns before it earned, so it grades the system's turn before it.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from society.audit.corpora.graded import Corpus, Graded, Spoken, stars, table, text_of, told_where
from society.audit.flaws.scene import is_chinese
from society.domain.dialogue import Role

FORM = "USER or SYSTEM, text, action and ratings like 3,4,3, divided by tabs"
ROLES = (
    Role(id="user", name="User", goal="Get what you asked for."),
    Role(id="system", name="System", goal="Help the user.", train=True),
)
_Line = tuple[int, str]


def read(path: Path) -> Iterator[Graded]:
    """Every graded system turn, and every dialogue's overall grade."""
    numbered = enumerate(text_of("USS", path).split("\n"), start=1)
    for empty, session in groupby(numbered, key=lambda line: not line[1].strip()):
        if not empty:
            yield from _session(path, list(session))


def _session(path: Path, lines: Iterable[_Line]) -> Iterator[Graded]:
    lines = list(lines)
    first = lines[0][0]
    locale = "zh" if is_chinese("".join(text for _, text in lines)) else "en"
    game = table("uss", "Help by a system", ROLES, locale=locale, seed=first)
    spoken, graded = Spoken(game), set[int]()
    for number, line in lines:
        with told_where("USS", path, f"line {number}", FORM):
            who, text, ratings = _columns(line)
        turn = spoken.last("system")
        if who == "user" and text == "OVERALL":
            if ratings and turn is not None:
                yield _graded(spoken, None, f"{path.stem}-{first}", ratings)
            continue
        if ratings and turn is not None and turn not in graded:
            graded.add(turn)
            yield _graded(spoken, turn, f"{path.stem}-{first}", ratings)
        spoken.say(who, text)


def _columns(line: str) -> tuple[str, str, tuple[float, ...]]:
    who, text, *rest = line.split("\t")
    if who not in ("USER", "SYSTEM"):
        raise ValueError(f"{who[:20]!r} is neither USER nor SYSTEM")
    told = rest[1] if len(rest) > 1 else ""
    ratings = tuple(stars(each) for each in told.split(",") if each.strip())
    return who.lower(), text, ratings


def _graded(spoken: Spoken, turn: int | None, group: str, ratings: tuple[float, ...]) -> Graded:
    dialogue = spoken.upto(turn)
    return Graded(dialogue=dialogue, turn=turn, role="system", group=group, ratings=ratings)


CORPUS = Corpus(
    name="USS",
    grade="how satisfied the user is with the system's turn, or with the whole, 1 to 5",
    raters="three to seven onlookers",
    source="Sun et al., SIGIR 2021",
    read=read,
)
