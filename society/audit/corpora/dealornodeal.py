"""Deal or No Deal: people share books, hats and balls; the grade is the points that one got.

File: `src/data/negotiate/data.txt` or `train.txt`, `val.txt`, `test.txt`. One line is one side's
view of one dialogue. In `data.txt`: count and value of each item for YOU, then turns as `YOU: …`
and `THEM: …`, each ended by `<eos>`, `reward=POINTS`, `agree` or `disagree`, and the other's counts
and values. In the splits the same in tags: `<input>`, `<dialogue>`, `<output>` (what YOU and then
THEM take), `<partner_input>`. Without an agreement nobody has points; ten is all there are.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from society.audit.corpora.graded import Corpus, Graded, Spoken, lines_of, table, told_where
from society.domain.dialogue import Game, Role

FORM = "counts and values, YOU: and THEM: turns, and a reward or an output"
ITEMS = ("book", "hat", "ball")
ALL = 10.0
_TAG = re.compile(r"<(input|dialogue|output|partner_input)>(.*?)</\1>")
_TAKES = re.compile(r"item\d=(\d+)")
_PLAIN = re.compile(r"^((?:\d+ ){6})(.*?)\s*reward=(\w+)\s+(.*?)((?:\s*\d+){6})\s*$", re.DOTALL)


class _Line(NamedTuple):
    """One side's view: counts and values by turns, what was said, and its points."""

    mine: tuple[int, ...]
    said: str
    points: float


def read(path: Path) -> Iterator[Graded]:
    """What each side of each dialogue got, of ten points."""
    for number, line in lines_of("Deal or No Deal", path):
        with told_where("Deal or No Deal", path, f"line {number}", FORM):
            found = _graded(_tagged(line) if "<input>" in line else _plain(line), number)
        if found:
            yield found


def _graded(line: _Line, number: int) -> Graded | None:
    spoken = Spoken(_game(line.mine, number))
    for part in re.split(r"<eos>", line.said):
        who, _, text = part.partition(":")
        if "<selection>" in part or not part.strip():
            continue
        spoken.say({"YOU": "you", "THEM": "them"}[who.strip()], text)
    if spoken.last("you") is None:
        return None
    words = re.sub(r"\b(?:YOU|THEM):|<\w+>|\W", "", line.said)
    share = line.points / ALL
    return Graded(dialogue=spoken.upto(), role="you", group=words, ratings=(share,))


def _plain(line: str) -> _Line:
    found = _PLAIN.match(line)
    if not found:
        raise ValueError("it does not end in reward=… and six numbers")
    numbers, said, reward, ended, _ = found.groups()
    agreed = reward.isdigit() and ended.split()[:1] == ["agree"]
    said = re.sub(r"item\d=\d+|<no_agreement>|<disconnect>", "", said)
    return _Line(tuple(map(int, numbers.split())), said, float(reward) if agreed else 0.0)


def _tagged(line: str) -> _Line:
    parts = {name: text.strip() for name, text in _TAG.findall(line)}
    mine = tuple(map(int, parts["input"].split()))
    takes = [int(each) for each in _TAKES.findall(parts["output"])]
    points = sum(many * worth for many, worth in zip(takes[:3], mine[1::2], strict=False))
    return _Line(mine, parts["dialogue"], float(min(points, ALL)))


def _game(mine: Sequence[int], seed: int) -> Game:
    counts, worths = mine[0::2], mine[1::2]
    shared = ", ".join(f"{many} {item}s" for many, item in zip(counts, ITEMS, strict=True))
    worth = ", ".join(f"a {item} {worth}" for item, worth in zip(ITEMS, worths, strict=True))
    roles = (
        Role(
            id="you",
            name="You",
            private=f"To you are worth: {worth}.",
            goal="Get many points; without a deal there are none.",
            train=True,
        ),
        Role(id="them", name="Them"),
    )
    context = f"Two people share {shared}."
    return table("dealornodeal", "Books, hats and balls", roles, context=context, seed=seed)


CORPUS = Corpus(
    name="Deal or No Deal",
    grade="the points that one side got, of ten",
    raters="nobody: the points are counted",
    source="Lewis et al., EMNLP 2017",
    read=read,
)
