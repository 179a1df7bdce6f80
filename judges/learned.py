"""A judge that was trained on this machine, from judgements, people, outcomes or planted flaws."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from judges.learned_model import LearnedModel, Reading, load_model
from society import Dialogue, SocietyError, Turn, judge

SUFFIX = ".npz"
SHIPPED = Path(__file__).parent / "models"


@judge(name="learned", scope="turn")
class Learned:
    """A small linear model scores a turn by its words and by the state of the game, in no time.

    `model` is a file that `society judge train` wrote, looked for beside the scenario, or the name
    of one that ships. Seated with scope outcome it gives the mean over the role's turns. The facts
    hold `drift`: above 1 the turn is further from all that the model learned from than 99 lessons
    in 100 are, and the critique says that the score is a guess. It reads no other role's private
    text, and nothing that came later.
    """

    def __init__(self, model: str, here: Path | None = None) -> None:
        self.model = load_model(located(model, here))
        self.version = self.model.version

    def __call__(
        self, dialogue: Dialogue, role: str, turn: Turn | None = None
    ) -> dict[str, Any] | None:
        """The value with the three figures that counted most; None where the role said nothing."""
        if turn is not None:
            return _said(self.model.read(dialogue, role))
        read = [self.model.read(_upto(dialogue, each), role) for each in dialogue.by(role)]
        return _mean(read) if read else None

    def value(self, dialogue: Dialogue, role: str) -> float:
        """What the state of the dialogue is worth to the role, in [0, 1], whoever spoke last."""
        return self.model.read(dialogue, role).value


def value_of(model: str, here: Path | None = None) -> Callable[[Dialogue, str], float]:
    """A model as a plain function of a dialogue and a role: the value function of a search."""
    return partial(_value, load_model(located(model, here)))


def located(model: str, here: Path | None = None) -> Path:
    """The file of a model: beside the scenario, or one that ships under that name."""
    beside = (here or Path.cwd()) / model
    if model.endswith(SUFFIX):
        return beside
    shipped = SHIPPED / f"{model}{SUFFIX}"
    if shipped.parent != SHIPPED or not shipped.is_file():
        known = sorted(path.stem for path in SHIPPED.glob(f"*{SUFFIX}"))
        raise SocietyError(
            f"no learned model is called {model!r}",
            hint=f"name a file that ends in {SUFFIX}; shipped: {', '.join(known) or 'none'}",
        )
    return shipped


def _value(model: LearnedModel, dialogue: Dialogue, role: str) -> float:
    return model.read(dialogue, role).value


def _upto(dialogue: Dialogue, turn: Turn) -> Dialogue:
    return dialogue.model_copy(update={"turns": dialogue.turns[: turn.index + 1]})


def _said(read: Reading) -> dict[str, Any]:
    parts = ", ".join(f"{name} {added:+.2f}" for name, added in read.reasons)
    return {
        "score": read.value,
        "critique": f"{read.value:.2f}: {parts}{_warning(read.drift)}",
        "facts": {"drift": read.drift},
    }


def _mean(read: list[Reading]) -> dict[str, Any]:
    value = sum(each.value for each in read) / len(read)
    drift = max(each.drift for each in read)
    return {
        "score": value,
        "critique": f"the mean of {len(read)} turns{_warning(drift)}",
        "facts": {"drift": drift},
    }


def _warning(drift: float) -> str:
    if drift <= 1:
        return ""
    return (
        f". Unlike what it learned from (drift {drift:.2f}, usual is up to 1): "
        "take this score as a guess"
    )
