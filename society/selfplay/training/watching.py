"""Between a trainer and whoever watches: every step is told, and it stops after one when asked."""

import signal
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from society.llm.adapters import lora
from society.selfplay.training.recipe import Recipe, Step

Say = Callable[[Mapping[str, Any]], None]
"""Hears what is to be told, as plain values."""


def watching(recipe: Recipe, say: Say) -> Any:
    """Tells every step, and stops after one when asked to."""
    _, transformers, _ = lora.libraries()

    base: type[Any] = transformers.TrainerCallback

    class Heard(base):  # type: ignore[misc]
        """Between the trainer and whoever watches."""

        def __init__(self) -> None:
            self.asked = self.stopped = False
            self.begun, self.first = monotonic(), 0
            signal.signal(signal.SIGINT, lambda *_: setattr(self, "asked", True))

        def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            """The clock runs from here; a training that goes on does not begin at 0."""
            self.begun, self.first = monotonic(), state.global_step

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            """Stop here if somebody asked for it, with a checkpoint."""
            if self.asked and state.global_step < recipe.steps:
                self.stopped = control.should_training_stop = control.should_save = True

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            """One step, as it ended."""
            if logs and "loss" in logs:
                told = Step(
                    step=state.global_step,
                    steps=recipe.steps,
                    loss=logs["loss"],
                    seconds=monotonic() - self.begun,
                    done=state.global_step - self.first,
                )
                say(told.model_dump())

    return Heard()
