"""What a learned judge looks at: the words of the last turn, and the state of the game for a role.

Law: nothing of a later turn, of another role's private text, or of who the player was. Every figure
is finite, whatever was said.
"""

from collections import Counter
from functools import lru_cache
from math import log, log1p
from re import compile as pattern
from unicodedata import normalize
from zlib import crc32

from judges.leak import given_away
from judges.learned_numbers import NUMBER_NAMES, number_figures
from judges.tokens import is_han, mostly_han, runs, tokens
from society import Dialogue, Turn

FEATURES = 2
"""The version of what is looked at: a model of another one cannot be read."""

BUCKETS = 2048
SHORTEST, LONGEST = 2, 4
MOST = 4000
"""Characters of a turn that are looked at."""

STATE_NAMES = (
    *("turn", "progress", "opening", "part", "mine"),
    *("moves", "proposes", "accepts", "leaves"),
    *("has_standing", "standing", "standing_change", "standing_since"),
)
WORD_NAMES = (
    *("characters", "words", "sentences", "lines", "longer_than_own", "longer_than_last"),
    *("clean_end", "clean_start", "last_word", "last_word_known", "longest_word"),
    *("han", "capitals", "digits", "questions", "exclamations", "brackets"),
)
TALK_NAMES = (
    *("same_as_own", "same_as_others", "like_own", "like_others", "like_answered", "circles"),
    *("new_words", "off_scene", "names_itself", "names_others", "speaks_as_other", "script"),
    "leak",
)
NAMES = (*STATE_NAMES, *WORD_NAMES, *TALK_NAMES, *NUMBER_NAMES)
"""The figures of a turn, in their order."""

TRIVIAL = ("turn", "characters", "words")
"""What a judge that understands nothing can count."""

_SPACE = pattern(r"\s+")
_DIGIT = pattern(r"\d")
_END = pattern(r"[.!?…。！？~～)\]\"'”’»:;，,）】\U0001F300-\U0001FAFF]\s*$")
_SENTENCE = pattern(r"[.!?。！？;；]+")


def figures(dialogue: Dialogue, role: str) -> list[float]:
    """The figures `NAMES` of the last turn as the role sees it; what it says counts whoever spoke.

    Raises IndexError before the first turn and KeyError for a role that does not play.
    """
    turn = dialogue.last
    found = (
        *_state(dialogue, turn, role),
        *_words(dialogue, turn),
        *_talk(dialogue, turn, role),
        *number_figures(dialogue),
    )
    return [min(20.0, max(-20.0, float(value))) for value in found]


@lru_cache(maxsize=4096)
def grams(text: str) -> tuple[tuple[int, float], ...]:
    """How often each bucket of character runs is met in a text, damped; digits are all alike.

    Runs of 2 to 4 characters need no words, so Chinese is read as English is.
    """
    plain = f" {_SPACE.sub(' ', _DIGIT.sub('0', _plain(text)))} "
    wide = plain.encode("utf-32-le", "surrogatepass")
    counts = Counter(
        crc32(wide[at : at + 4 * size]) % BUCKETS
        for size in range(SHORTEST, LONGEST + 1)
        for at in range(0, len(wide) - 4 * size + 1, 4)
    )
    return tuple((bucket, 1.0 + log(count)) for bucket, count in sorted(counts.items()))


def _plain(text: str) -> str:
    return normalize("NFKC", text[:MOST]).casefold()


def _state(dialogue: Dialogue, turn: Turn, role: str) -> tuple[float, ...]:
    game, before = dialogue.game, dialogue.turns[:-1]
    parts = [each.id for each in game.roles]
    move = game.options.get(turn.action.name) if turn.action else None
    now = _worth(turn, role)
    own = next((past for past in reversed(before) if past.role == role), None)
    return (
        log1p(len(before)),
        len(dialogue.turns) / game.scenario.turns.max,
        "opening" in turn.flags or not before,
        parts.index(role) / max(len(parts) - 1, 1) if role in parts else _unknown(role),
        turn.role == role,
        turn.action is not None,
        move is not None and not (move.of or move.ends or move.leaves),
        move is not None and bool(move.of),
        move is not None and bool((move.ends and not move.of) or move.leaves),
        turn.standing is not None,
        now,
        now - (_worth(before[-1], role) if before else 0.0),
        now - (_worth(own, role) if own else 0.0),
    )


def _unknown(role: str) -> float:
    raise KeyError(role)


def _worth(turn: Turn, role: str) -> float:
    return min(2.0, max(-2.0, (turn.standing or {}).get(role, 0.0)))


def _words(dialogue: Dialogue, turn: Turn) -> tuple[float, ...]:
    text = turn.text[:MOST]
    said, size = _tokens(text), max(len(text), 1)
    own = [len(past.text) for past in dialogue.turns[:-1] if past.role == turn.role]
    last = [len(past.text) for past in dialogue.turns[:-1] if past.role != turn.role][-1:]
    length = log1p(len(text))
    return (
        length,
        log1p(len(said)),
        log1p(len(_SENTENCE.findall(text))),
        text.strip().count("\n"),
        length - log1p(sum(own) / len(own)) if own else 0.0,
        length - log1p(last[0]) if last else 0.0,
        bool(_END.search(text)),
        not text[:1].islower(),
        len(said[-1]) / 10 if said else 0.0,
        bool(said) and said[-1] in _known(dialogue),
        max(map(len, said), default=0) / 10,
        sum(map(is_han, said)) / max(len(said), 1),
        sum(map(str.isupper, text)) / size,
        sum(map(str.isdigit, text)) / size,
        min(text.count("?") + text.count("？"), 5),
        min(text.count("!") + text.count("！"), 5),
        min(sum(map(text.count, "<[{|#*")), 5),
    )


def _talk(dialogue: Dialogue, turn: Turn, role: str) -> tuple[float, ...]:
    said = _tokens(turn.text[:MOST])
    before = dialogue.turns[:-1]
    own = [past.text[:MOST] for past in before if past.role == turn.role]
    others = [past.text[:MOST] for past in before if past.role != turn.role]
    phrases = runs(said, 3)
    known = _known(dialogue)
    scene = _scene_words(dialogue)
    return (
        said in map(_tokens, own) if said else 0.0,
        said in map(_tokens, others) if said else 0.0,
        max((_alike(turn.text, text) for text in own), default=0.0),
        max((_alike(turn.text, text) for text in others), default=0.0),
        _alike(turn.text, others[-1]) if others else 0.0,
        1 - len(set(phrases)) / len(phrases) if phrases else 0.0,
        _share([word not in known for word in said]),
        _share([word not in scene for word in said]),
        *_names(dialogue, turn),
        float(turn.role == role and bool(given_away(turn, dialogue))),
    )


def _names(dialogue: Dialogue, turn: Turn) -> tuple[float, ...]:
    """Whose names are said, and as whose: `I am Bo` or `Bo: …` from Ann is somebody else's part."""
    text = _plain(turn.text)
    mine = _plain(dialogue.game.role(turn.role).name)
    theirs = [_plain(each.name) for each in dialogue.game.roles if each.id != turn.role]
    posing = [f"{lead}{name}" for name in theirs for lead in ("i am ", "i'm ", "我是", "我作为")]
    posing += [f"as {name}:" for name in theirs]
    scripted = [f"{name}{colon}" for name in (mine, *theirs) for colon in ":："]
    return (
        mine in text,
        any(name in text for name in theirs),
        any(phrase in text for phrase in posing)
        or any(text.lstrip().startswith(f"{name}{colon}") for name in theirs for colon in ":："),
        any(phrase in text for phrase in scripted),
    )


def _share(held: list[bool]) -> float:
    return sum(held) / len(held) if held else 0.0


def _alike(one: str, other: str) -> float:
    """How many of the shorter text's phrases are in the other too."""
    first, second = _phrases(one), _phrases(other)
    return len(first & second) / max(min(len(first), len(second)), 1)


def _known(dialogue: Dialogue) -> set[str]:
    """Every word that the public texts and the earlier turns hold."""
    earlier = (_token_set(past.text[:MOST]) for past in dialogue.turns[:-1])
    return set(_scene_words(dialogue)).union(*earlier)


def _scene_words(dialogue: Dialogue) -> frozenset[str]:
    game = dialogue.game
    publics = (part for each in game.roles for part in (each.name, each.public))
    return _token_set("\n".join((game.title, game.context, *publics, *game.opening.values())))


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[str, ...]:
    return tokens(text)


@lru_cache(maxsize=4096)
def _token_set(text: str) -> frozenset[str]:
    return frozenset(_tokens(text))


@lru_cache(maxsize=4096)
def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    words = _tokens(text[:MOST])
    return frozenset(runs(words, 4 if mostly_han(words) else 3))
