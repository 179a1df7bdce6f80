"""A rubric file: what is looked at, how it is weighed, and the yes/no question that asks for it."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from re import DOTALL
from re import compile as pattern

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from society import SocietyError

SHIPPED = Path(__file__).with_name("rubrics")
QUESTION = 'Does it meet the criterion "{name}": {about}?'
_FRONT = pattern(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", DOTALL)
_SLUG = pattern(r"[a-z0-9_]{1,64}")


class Criterion(BaseModel):
    """One thing to look at; weight 0 is only scored where a scenario asks for it by name.

    `ask` is its yes/no question where it is verified; without one it is made from `about`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    weight: float = Field(default=1.0, ge=0)
    ask: str = ""

    def question(self, name: str) -> str:
        """What is asked for where the answer is yes or no."""
        return self.ask or QUESTION.format(name=name.replace("_", " "), about=self.about)


class Sheet(BaseModel):
    """A rubric file: TOML between lines of `+++`, then guidance in Markdown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: str = ""
    scale: tuple[float, float] = (0.0, 10.0)
    criteria: dict[str, Criterion] = Field(min_length=1)
    guidance: str = ""


@lru_cache(maxsize=64)
def read(text: str, name: str) -> Sheet:
    """The rubric that a file holds; SocietyError saying what is wrong with it."""
    found = _FRONT.match(text.replace("\r\n", "\n"))
    if not found:
        raise SocietyError(
            f"rubric {name!r} has no front matter",
            hint="begin it with TOML between two lines of +++: name, scale, [criteria.NAME]",
        )
    try:
        sheet = Sheet.model_validate({**tomllib.loads(found[1]), "guidance": found[2].strip()})
    except tomllib.TOMLDecodeError as error:
        raise SocietyError(f"rubric {name!r} is not TOML at its top: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise SocietyError(f"rubric {name!r}: {where}: {first['msg']}") from error
    if not sheet.scale[0] < sheet.scale[1]:
        raise SocietyError(f"rubric {name!r} has an empty scale", hint="write scale = [0, 10]")
    return sheet


def names() -> list[str]:
    """The rubrics that ship."""
    return sorted(path.stem for path in SHIPPED.glob("*.md"))


def text_of(rubric: str, here: Path | None) -> str:
    """The file of a rubric that ships, or of a .md in the folder `here`; no other file is read."""
    shipped = SHIPPED / f"{rubric}.md"
    if _SLUG.fullmatch(rubric) and shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    folder = (here or Path.cwd()).resolve()
    path = (folder / rubric).resolve()
    if path.suffix == ".md" and path.is_relative_to(folder) and path.is_file():
        return path.read_text(encoding="utf-8")
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
