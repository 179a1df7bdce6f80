"""A rubric file: what is looked at, how it is weighed, and the yes/no question that asks for it.

A file beside it may say the same in Chinese, for games in Chinese.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from re import DOTALL
from re import compile as pattern
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from judges.phrases import is_chinese, phrases
from society import SocietyError

SHIPPED = Path(__file__).with_name("rubrics")
CHINESE = ".zh.md"
"""How the file ends that says a rubric in Chinese, beside the rubric's own."""

_FRONT = pattern(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", DOTALL)
_SLUG = pattern(r"[a-z0-9_]{1,64}")
Written = TypeVar("Written", bound=BaseModel)


class Criterion(BaseModel):
    """One thing to look at; weight 0 is only scored where a scenario asks for it by name.

    `ask` is its yes/no question where it is verified; without one it is made from `about`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    weight: float = Field(default=1.0, ge=0)
    ask: str = ""

    def question(self, name: str, locale: str = "") -> str:
        """What is asked for where the answer is yes or no."""
        asked = phrases(locale).question
        return self.ask or asked.format(name=name.replace("_", " "), about=self.about)


class Sheet(BaseModel):
    """A rubric file: TOML between lines of `+++`, then guidance in Markdown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: str = ""
    scale: tuple[float, float] = (0.0, 10.0)
    criteria: dict[str, Criterion] = Field(min_length=1)
    guidance: str = ""


class Wording(BaseModel):
    """What a criterion is called in another language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    ask: str = ""


class Translation(BaseModel):
    """A rubric's words in another language: names, weights and scale are the rubric's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    criteria: dict[str, Wording]
    guidance: str = ""


class Editions(NamedTuple):
    """A rubric in every language that it is written in; `text` is all that was read for it."""

    sheet: Sheet
    chinese: Sheet
    text: str

    def spoken(self, locale: str) -> Sheet:
        """The sheet for a game in that language; as its author wrote it where there is none."""
        return self.chinese if is_chinese(locale) else self.sheet


def editions(name: str, here: Path | None) -> Editions:
    """One that ships, or a .md in the folder `here`, with the Chinese file beside it if any.

    No file outside that folder is read. SocietyError saying what is wrong.
    """
    path = _file(name, here)
    text = path.read_text(encoding="utf-8")
    sheet, beside = read(text, name), path.with_suffix(CHINESE)
    if not beside.is_file() or beside.resolve().parent != path.parent:
        return Editions(sheet, sheet, text)
    words = beside.read_text(encoding="utf-8")
    return Editions(sheet, translated(sheet, words, beside.name), text + words)


@lru_cache(maxsize=64)
def read(text: str, name: str) -> Sheet:
    """The rubric that a file holds; SocietyError saying what is wrong with it."""
    sheet = _parsed(Sheet, text, name, "name, scale, [criteria.NAME]")
    if not sheet.scale[0] < sheet.scale[1]:
        raise SocietyError(f"rubric {name!r} has an empty scale", hint="write scale = [0, 10]")
    return sheet


def translated(sheet: Sheet, text: str, name: str) -> Sheet:
    """The sheet in the words of a translation, which names the same criteria; SocietyError."""
    told = _translation(text, name)
    strange = sorted(set(told.criteria) ^ set(sheet.criteria))
    if strange:
        raise SocietyError(
            f"rubric {name!r} and the one that it translates differ in {', '.join(strange)}",
            hint=f"it has, for each of {', '.join(sheet.criteria)}, [criteria.NAME] with about",
        )
    criteria = {
        name: each.model_copy(update=told.criteria[name].model_dump())
        for name, each in sheet.criteria.items()
    }
    return sheet.model_copy(update={"criteria": criteria, "guidance": told.guidance})


def names() -> list[str]:
    """The rubrics that ship."""
    return sorted(path.stem for path in SHIPPED.glob("*.md") if not path.name.endswith(CHINESE))


@lru_cache(maxsize=64)
def _translation(text: str, name: str) -> Translation:
    return _parsed(Translation, text, name, "[criteria.NAME] with about")


def _parsed(kind: type[Written], text: str, name: str, needs: str) -> Written:
    found = _FRONT.match(text.replace("\r\n", "\n"))
    if not found:
        raise SocietyError(
            f"rubric {name!r} has no front matter",
            hint=f"begin it with TOML between two lines of +++: {needs}",
        )
    try:
        return kind.model_validate({**tomllib.loads(found[1]), "guidance": found[2].strip()})
    except tomllib.TOMLDecodeError as error:
        raise SocietyError(f"rubric {name!r} is not TOML at its top: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SocietyError(f"rubric {name!r}: {where}: {first['msg']}") from error


def _file(rubric: str, here: Path | None) -> Path:
    shipped = SHIPPED / f"{rubric}.md"
    if _SLUG.fullmatch(rubric) and shipped.is_file():
        return shipped
    folder = (here or Path.cwd()).resolve()
    path = (folder / rubric).resolve()
    if path.suffix == ".md" and path.is_relative_to(folder) and path.is_file():
        return path
    raise SocietyError(
        f"there is no rubric {rubric!r}",
        hint=f"these ship: {', '.join(names())}; or name a .md file in the scenario's folder",
    )


def weighed(
    rubric: str, known: Mapping[str, Criterion], chosen: Mapping[str, float]
) -> dict[str, float]:
    """The criteria that count, each with its weight: those chosen, else the rubric's own."""
    strange = next((name for name in chosen if name not in known), None)
    if strange:
        raise SocietyError(
            f"rubric {rubric!r} has no criterion {strange!r}",
            hint=f"it has {', '.join(known)}; add others with params: {{describe: {{name: what}}}}",
        )
    weights = dict(chosen) or {name: each.weight for name, each in known.items()}
    positive = {name: weight for name, weight in weights.items() if weight > 0}
    if not positive or min(weights.values()) < 0:
        raise SocietyError(f"the criteria of rubric {rubric!r} need weights above 0")
    return positive


def mean(parts: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The weighted mean of the criteria's scores."""
    return sum(parts[name] * weight for name, weight in weights.items()) / sum(weights.values())
