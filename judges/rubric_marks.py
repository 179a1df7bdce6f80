"""The form that a rubric's scores are asked for in: a reason for each criterion, then its score."""

from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, create_model

from judges.phrases import phrases
from society import Model


def form(about: dict[str, str], scale: tuple[float, float], locale: str, *, evidence: bool) -> str:
    """What the model is told to answer with."""
    words = phrases(locale)
    listed = (words.criterion.format(name=name, about=what) for name, what in about.items())
    return words.form.format(
        low=scale[0],
        high=scale[1],
        criteria="\n".join(listed),
        names=words.between.join(f"`{name}`" for name in about),
        quote=words.quote if evidence else "",
        locale=locale,
    )


def shape(names: tuple[str, ...], scale: tuple[float, float], said: str | None) -> type[BaseModel]:
    """The reply's type; with `said` every score rests on a quote that is in it."""
    if said is None:
        return _plain(names, scale)
    return _marks(names, scale, Annotated[str, AfterValidator(_found_in(said))])


def read(
    marks: BaseModel, names: tuple[str, ...], scale: tuple[float, float]
) -> tuple[dict[str, float], str]:
    """Each criterion's score on [0, 1], and the reasons."""
    low, high = scale
    given = marks.model_dump()
    parts = {name: (given[name]["score"] - low) / (high - low) for name in names}
    reasons = [
        f"{name} {given[name]['score']:g}/{high:g}: {given[name]['reason'].strip()}"
        for name in names
    ]
    return parts, "\n".join(reasons)


@lru_cache(maxsize=64)
def _plain(names: tuple[str, ...], scale: tuple[float, float]) -> type[BaseModel]:
    return _marks(names, scale, None)


def _marks(names: tuple[str, ...], scale: tuple[float, float], quote: Any) -> type[BaseModel]:
    """For each criterion (a quote,) a reason, and only then a score."""
    fields: dict[str, Any] = {
        **({} if quote is None else {"quote": (quote, ...)}),
        "reason": (str, ...),
        "score": (Model.number(*scale), ...),
    }
    closed = ConfigDict(extra="forbid")
    mark: Any = create_model("Mark", __config__=closed, **fields)
    marks: dict[str, Any] = dict.fromkeys(names, (mark, ...))
    made: type[BaseModel] = create_model("Marks", __config__=closed, **marks)
    return made


def _found_in(words: str) -> Callable[[str], str]:
    said = " ".join(words.split()).casefold()

    def check(quote: str) -> str:
        looked_for = " ".join(quote.split()).casefold()
        if not looked_for or looked_for not in said:
            raise ValueError("the quote is not in what was said")
        return quote

    return check
