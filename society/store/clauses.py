"""From a query to a condition on the episode table. Every value is a bound parameter.

SQLite and Postgres read JSON texts in different words; the three classes below say it for both.
What is left: case is put aside for every script by Postgres, for ASCII letters alone by SQLite.
"""

import operator
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Float,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from society.store.tables import METADATA
from society.store.where import Term, Where, Word

Condition = ColumnElement[bool]
Number = ColumnElement[Any]

_T = METADATA.tables
_EPISODE, _OUTCOME = _T["episode"], _T["outcome"].alias("ended_as")
_COMPARE: Mapping[str, Callable[[Any, Any], Condition]] = MappingProxyType(
    {
        "=": operator.eq,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
    }
)


class _Parsed(FunctionElement[Any]):
    """A JSON text as JSON, of which keys can be read."""

    inherit_cache = True
    name = "parsed"
    type = JSON()


class _Entries(FunctionElement[Any]):
    """The entries of a JSON object as rows with a `value`."""

    inherit_cache = True
    name = "entries"


class _Elements(FunctionElement[Any]):
    """The elements of a JSON list as rows with a `value`."""

    inherit_cache = True
    name = "elements"


@compiles(_Parsed)
def _as_it_is(element: _Parsed, compiler: Any, **words: Any) -> str:
    return str(compiler.process(element.clauses, **words))


@compiles(_Parsed, "postgresql")
def _cast_by_postgres(element: _Parsed, compiler: Any, **words: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **words)} AS JSON)"


@compiles(_Entries)
@compiles(_Elements)
def _of_sqlite(element: FunctionElement[Any], compiler: Any, **words: Any) -> str:
    return f"json_each{compiler.process(element.clause_expr, **words)}"


@compiles(_Entries, "postgresql")
def _entries_of_postgres(element: _Entries, compiler: Any, **words: Any) -> str:
    return f"json_each_text(CAST({compiler.process(element.clauses, **words)} AS JSON))"


@compiles(_Elements, "postgresql")
def _elements_of_postgres(element: _Elements, compiler: Any, **words: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **words)} AS JSON))"


def condition(where: Where) -> Condition:
    """What must hold of a row of the episode table, in a select that has that table in its FROM."""
    return and_(true(), *(_held(term) for term in where.terms))


def measured(field: str) -> Number:
    """What a dialogue has of a field of numbers, as a query compares it; NULL where not known."""
    return _NUMBERS[field]("")


def _held(term: Term) -> Condition:
    """The term; where something is not known it does not hold, and its denial does."""
    found = _numbers(term) if term.numbers else _words(term)
    return not_(func.coalesce(found, false())) if term.negated else found


def _numbers(term: Term) -> Condition:
    value = _NUMBERS[term.field](term.role)
    return or_(*(_COMPARE[term.sign](value, number) for number in term.numbers))


def _words(term: Term) -> Condition:
    if term.field in {"after", "before"}:
        begun = _EPISODE.c.started
        return and_(begun != "", _COMPARE[term.sign](begun, term.words[0].text))
    return or_(*(_WORDS[term.field](word, term.role) for word in term.words))


def _like(column: ColumnElement[Any], word: Word) -> Condition:
    """Equal, or of that shape where the word has a star; a shape leaves case aside."""
    if word.exact or "*" not in word.text:
        return column == word.text
    return column.ilike(_plain(word.text).replace("*", "%"), escape="\\")


def _plain(text: str) -> str:
    """The text with what LIKE reads as a wildcard made plain."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _column(name: str, word: Word, _role: str) -> Condition:
    column = _EPISODE.c[name]
    if word.text == "none" and not word.exact:
        return func.coalesce(column, "") == ""
    return _like(column, word)


def _scenario(word: Word, _role: str) -> Condition:
    """By its whole id or by the last part of it."""
    column = _EPISODE.c.scenario
    if word.exact or "/" in word.text:
        return _like(column, word)
    last = column.ilike("%/" + _plain(word.text).replace("*", "%"), escape="\\")
    return or_(_like(column, word), last)


def _of(table: str, *wanted: Callable[[Any], Condition]) -> Condition:
    """Whether the dialogue has a row in that table for which all of it holds."""
    other = _T[table].alias()
    found = exists().where(other.c.episode_id == _EPISODE.c.id, *(each(other.c) for each in wanted))
    return found.correlate(_EPISODE)


def _ended(name: str, word: Word, _role: str) -> Condition:
    if word.text == "none" and not word.exact:
        return not_(_of("outcome", lambda of: of[name].is_not(None)))
    return _of("outcome", lambda of: _like(of[name], word))


def _row(table: str, name: str, word: Word, _role: str) -> Condition:
    return _of(table, lambda of: _like(of[name], word))


def _element(table: str, name: str, word: Word, _role: str) -> Condition:
    def among(of: Any) -> Condition:
        each = _Elements(of[name]).table_valued("value")
        return select(1).select_from(each).where(_like(each.c.value, word)).exists()

    return _of(table, among)


def _made_by(name: str, word: Word, role: str) -> Condition:
    made_by = _Parsed(_EPISODE.c.provenance)
    if role:
        return _like(made_by[(name, role)].as_string(), word)
    each = _Entries(made_by[name].as_string()).table_valued("value")
    chosen = select(1).select_from(each).where(_like(each.c.value, word))
    return chosen.correlate(_EPISODE).exists()


def _said(word: Word, _role: str) -> Condition:
    return _of("turn", lambda of: of.text.icontains(word.text, autoescape=True))


def _settled(name: str, role: str) -> Number:
    """What a role came to, or the mean of what all did."""
    kept = select(_OUTCOME.c[name]).where(_OUTCOME.c.episode_id == _EPISODE.c.id)
    held = kept.correlate(_EPISODE).scalar_subquery()
    if role:
        own: Number = _Parsed(held)[role].as_float()
        return own
    each = _Entries(held).table_valued("value")
    mean = select(func.avg(cast(each.c.value, Float))).select_from(each)
    return mean.correlate(_EPISODE).scalar_subquery()


def _margin(_role: str) -> Number:
    chosen = select(_OUTCOME.c.margin).where(_OUTCOME.c.episode_id == _EPISODE.c.id)
    return chosen.correlate(_EPISODE).scalar_subquery()


def drawn_with(name: str, _role: str = "") -> Number:
    """The `seed` or the `index` that a dialogue's game was drawn with."""
    return cast(_Parsed(_EPISODE.c.provenance)[name].as_string(), BigInteger)


def _own(name: str, _role: str) -> Number:
    column: Number = _EPISODE.c[name]
    return column


def _turns(_role: str) -> Number:
    turn = _T["turn"]
    counted = select(func.count()).where(turn.c.episode_id == _EPISODE.c.id)
    return counted.correlate(_EPISODE).scalar_subquery()


def _tokens(_role: str) -> Number:
    call = _T["call"]
    spent = func.coalesce(func.sum(call.c.prompt_tokens + call.c.completion_tokens), 0)
    return select(spent).where(call.c.episode_id == _EPISODE.c.id).scalar_subquery()


def _cost(_role: str) -> Number:
    """The whole bill; not known, and so no number, where one reply has no price."""
    call = _T["call"]
    unpriced = func.sum(case((and_(call.c.error_kind == "", call.c.cost.is_(None)), 1), else_=0))
    whole = case((unpriced == 0, func.sum(call.c.cost)))
    return select(whole).where(call.c.episode_id == _EPISODE.c.id).scalar_subquery()


_WORDS: Mapping[str, Callable[[Word, str], Condition]] = MappingProxyType(
    {
        **{name: partial(_column, name) for name in ("id", "level", "status", "batch", "parent")},
        "lang": partial(_column, "locale"),
        "scenario": _scenario,
        "outcome": partial(_ended, "ended"),
        "winner": partial(_ended, "winner"),
        "success": partial(_element, "outcome", "winners"),
        "model": partial(_made_by, "models"),
        "player": partial(_made_by, "players"),
        "provider": partial(_row, "call", "provider"),
        "judge": partial(_row, "judgement", "judge"),
        "flag": partial(_element, "turn", "flags"),
        "tag": partial(_row, "tag", "tag"),
        "text": _said,
    }
)
_NUMBERS: Mapping[str, Callable[[str], Number]] = MappingProxyType(
    {
        "reward": partial(_settled, "returns"),
        "utility": partial(_settled, "utilities"),
        "margin": _margin,
        "turns": _turns,
        "tokens": _tokens,
        "cost": _cost,
        "seed": partial(drawn_with, "seed"),
        "index": partial(drawn_with, "index"),
        "generation": partial(_own, "generation"),
        "seconds": partial(_own, "seconds"),
    }
)
