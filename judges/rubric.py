"""A language model judges by a written rubric: a reason for each criterion, then its score."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, create_model

from judges.spotlight import exhibit
from society import Dialogue, Message, Model, Sampling, SocietyError, Turn, judge

SHIPPED = Path(__file__).with_name("rubrics")
_FRONT = re.compile(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", re.DOTALL)
_SLUG = re.compile(r"[a-z0-9_]{1,64}")

FORM = (
    "Score each criterion from {low:g} (worst) to {high:g} (best):\n{criteria}\n\n"
    "Answer with one JSON object that has, for each of {names}, an object with {parts}`reason` "
    "(one short sentence, in the language {locale!r}) and then `score`."
)
ONE = "Judge only turn {turn}, by {name}; what came before is its context."
WHOLE = "Judge the whole part of {name} (role {role!r}) in the dialogue."


class Criterion(BaseModel):
    """One thing to look at; weight 0 is only scored where a scenario asks for it by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str
    weight: float = Field(default=1.0, ge=0)


class Sheet(BaseModel):
    """A rubric file: TOML between lines of `+++`, then guidance in Markdown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: str = ""
    scale: tuple[float, float] = (0.0, 10.0)
    criteria: dict[str, Criterion] = Field(min_length=1)
    guidance: str = ""


@judge(name="rubric", scope="turn")
class Rubric:
    """A model reads the dialogue and scores one turn, or one role's whole part, by a rubric.

    `rubric` names one that ships (general, negotiation, persuasion, support, teaching) or a .md
    file in the scenario's folder. `criteria` chooses and weighs its criteria; `describe` adds
    some: {name: what to look at}. `window` is how many of the last turns are shown, 0 for all.
    With `evidence` each score must rest on words that the judged role said.
    """

    def __init__(
        self,
        rubric: str = "general",
        criteria: Mapping[str, float] | None = None,
        here: Path | None = None,
        describe: Mapping[str, str] | None = None,
        window: int = 40,
        evidence: bool = False,
    ) -> None:
        text = _text(rubric, here)
        sheet = read(text, rubric)
        described = {name: Criterion(about=about) for name, about in (describe or {}).items()}
        known = {**sheet.criteria, **described}
        self.version = hashlib.sha256(text.encode()).hexdigest()
        self.sheet = sheet
        self.weights = _weights(sheet.name, known, criteria or {})
        self._about = {name: known[name].about for name in self.weights}
        self._window = window
        self._evidence = evidence

    async def __call__(
        self, dialogue: Dialogue, role: str, model: Model, turn: Turn | None = None
    ) -> dict[str, Any]:
        """The weighted mean of the criteria, each on [0, 1], with the reasons."""
        shown = exhibit(dialogue, role, window=self._window)
        judged = [turn] if turn else dialogue.by(role)
        # What changes from turn to turn comes last, so that a prompt cache keeps the rest.
        parts = [self.sheet.guidance, self._form(dialogue), shown.law, _asked(dialogue, role, turn)]
        system = "\n\n".join(parts)
        marks = await model.fill(
            [Message(role="system", content=system), Message(role="user", content=shown.content)],
            self._shape("\n".join(each.text for each in judged)),
            sampling=Sampling(temperature=0.0, max_tokens=120 + 150 * len(self.weights)),
        )
        return self._verdict(marks)

    def _form(self, dialogue: Dialogue) -> str:
        low, high = self.sheet.scale
        return FORM.format(
            low=low,
            high=high,
            criteria="\n".join(f"- {name}: {about}" for name, about in self._about.items()),
            names=", ".join(f"`{name}`" for name in self.weights),
            parts="`quote` (its own words that the score rests on, exactly), " * self._evidence,
            locale=dialogue.game.locale,
        )

    def _shape(self, words: str) -> type[BaseModel]:
        """The form of the reply; without quotes it is the same for every turn."""
        if self._evidence:
            quote = Annotated[str, AfterValidator(_found_in(words))]
            return _marks(tuple(self.weights), self.sheet.scale, quote)
        return _plain_marks(tuple(self.weights), self.sheet.scale)

    def _verdict(self, marks: BaseModel) -> dict[str, Any]:
        low, high = self.sheet.scale
        given = marks.model_dump()
        parts = {name: (given[name]["score"] - low) / (high - low) for name in self.weights}
        reasons = [
            f"{name} {given[name]['score']:g}/{high:g}: {given[name]['reason'].strip()}"
            for name in self.weights
        ]
        score = sum(parts[name] * weight for name, weight in self.weights.items())
        return {
            "score": score / sum(self.weights.values()),
            "critique": "\n".join(reasons),
            "criteria": parts,
        }


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
    shape: type[BaseModel] = create_model("Marks", __config__=closed, **marks)
    return shape


@lru_cache(maxsize=64)
def _plain_marks(names: tuple[str, ...], scale: tuple[float, float]) -> type[BaseModel]:
    return _marks(names, scale, None)


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


def _asked(dialogue: Dialogue, role: str, turn: Turn | None) -> str:
    name = dialogue.game.role(role).name
    return ONE.format(turn=turn.index, name=name) if turn else WHOLE.format(name=name, role=role)


def _text(rubric: str, here: Path | None) -> str:
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


def _weights(
    rubric: str, known: Mapping[str, Criterion], chosen: Mapping[str, float]
) -> dict[str, float]:
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


def _found_in(words: str) -> Callable[[str], str]:
    said = " ".join(words.split()).casefold()

    def check(quote: str) -> str:
        looked_for = " ".join(quote.split()).casefold()
        if not looked_for or looked_for not in said:
            raise ValueError("the quote is not in what was said")
        return quote

    return check
