"""A judge that was trained on this machine, from judgements, people, outcomes or planted flaws."""

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from judges.learned_file import load_model
from judges.learned_model import LearnedModel, Reading
from society import Dialogue, SocietyError, Turn, judge

SUFFIX = ".npz"
HERE = Path(__file__).parent
SHIPPED = HERE / "models"
READ_BY = (
    *("leak", "learned_features", "learned_file", "learned_model", "learned_numbers"),
    *("learned_sentences", "learned_transformer", "learned_trees", "tokens"),
)
"""The modules that have a say in what a turn gets, beside this one."""


@judge(name="learned", scope="turn")
class Learned:
    """A small trained model scores a turn by its words and by the state of the game, in no time.

    `model` is a file that `society judge train` wrote, looked for beside the scenario, or the name
    of one that ships. Seated with scope outcome it gives the mean over the role's turns. The facts
    hold `drift`: above 1 the turn is further from all that the model learned from than 99 lessons
    in 100 are, and the critique says that the score is a guess. It reads no other role's private
    text, and nothing that came later. A model that learned from sentence embeddings needs the extra
    `embeddings`. Its version changes with the model's file and with the code that reads a turn.
    """

    def __init__(self, model: str, here: Path | None = None) -> None:
        self.model = load_model(located(model, here))
        self.version = version_of(self.model)

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


def version_of(model: LearnedModel, code: Path = HERE) -> str:
    """Sixteen hex digits of the model's file and of the code, in a folder, that reads turns."""
    read = [(code / f"{name}.py").read_bytes() for name in READ_BY]
    digests = [hashlib.sha256(each).hexdigest() for each in read]
    return hashlib.sha256("\n".join([model.version, *digests]).encode()).hexdigest()[:16]


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
