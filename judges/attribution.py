"""A model looks back from the end: how much each turn did for it, or which turn decided it."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, create_model

from judges.phrases import phrases
from judges.spotlight import exhibit
from society import Dialogue, Message, Model, Sampling


async def blamed_by_model(
    model: Model, dialogue: Dialogue, role: str, turns: Sequence[int], end: str, window: int
) -> tuple[dict[int, float], str]:
    """Each turn's share of the end, 0 to 10 and not all 0, with the reasons."""
    form = _shares(tuple(turns))
    asked = _asked(dialogue, role, turns, end, window, phrases(dialogue.game.locale).shares)
    sampling = Sampling(temperature=0.0, max_tokens=80 + 80 * len(turns))
    given = (await model.fill(asked, form, sampling=sampling)).model_dump()
    said = {turn: given[f"turn_{turn}"] for turn in turns}
    reasons = [f"turn {turn}: {each['reason'].strip()}" for turn, each in said.items()]
    return {turn: each["share"] for turn, each in said.items()}, "\n".join(reasons)


async def keyed_by_model(
    model: Model, dialogue: Dialogue, role: str, turns: Sequence[int], end: str, window: int
) -> tuple[int, str]:
    """The turn that decided most how it ended, with the reason."""
    shown = WithJsonSchema({"type": "integer", "enum": [*turns]})
    named = Annotated[int, Field(strict=True), AfterValidator(_one_of(turns)), shown]
    form: Any = create_model(
        "Key", __config__=ConfigDict(extra="forbid"), reason=(str, ...), turn=(named, ...)
    )
    asked = _asked(dialogue, role, turns, end, window, phrases(dialogue.game.locale).key)
    said: Any = await model.fill(asked, form, sampling=Sampling(temperature=0.0, max_tokens=200))
    return said.turn, said.reason.strip()


def _asked(
    dialogue: Dialogue, role: str, turns: Sequence[int], end: str, window: int, question: str
) -> list[Message]:
    shown = exhibit(dialogue, role, window=window)
    words = phrases(dialogue.game.locale)
    asked = question.format(
        turns=words.between.join(map(str, turns)),
        name=dialogue.game.role(role).name,
        locale=dialogue.game.locale,
    )
    system = "\n\n".join([words.look_back.format(end=end), asked, shown.law])
    return [
        Message(role="system", content=system),
        Message(role="user", content=shown.content),
    ]


def _shares(turns: tuple[int, ...]) -> type[BaseModel]:
    closed = ConfigDict(extra="forbid")
    share: Any = create_model(
        "Share", __config__=closed, reason=(str, ...), share=(Model.number(0, 10), ...)
    )
    fields: dict[str, Any] = {f"turn_{turn}": (share, ...) for turn in turns}
    form: type[BaseModel] = create_model("Shares", __base__=_SomeShare, **fields)
    return form


class _SomeShare(BaseModel):
    model_config = ConfigDict(extra="forbid")

    def model_post_init(self, _: object, /) -> None:
        """ValueError where no turn has any share: then nothing can be divided."""
        if not any(each["share"] for each in self.model_dump().values()):
            raise ValueError("every share is 0; give the turns that did most more than 0")


def _one_of(turns: Sequence[int]) -> Any:
    def check(turn: int) -> int:
        if turn not in turns:
            raise ValueError(f"turn {turn} is none of {', '.join(map(str, turns))}")
        return turn

    return check
