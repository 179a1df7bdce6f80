"""`society judge train --lora`: the embedded model's judge adapter, made again from nothing."""

from pathlib import Path

from society.cli.output import as_json, note, say


def perform_lora(to: Path, *, steps: int | None, seed: int, json: bool) -> None:
    """Train the adapter into a folder and show its card."""
    from society.audit.lora.run import train
    from society.audit.lora.training import Recipe
    from society.domain.errors import SocietyError
    from society.llm.weights import present
    from society.scenario.load import catalog, load
    from society.settings import models_folder, settings

    if to.suffix:
        raise SocietyError(f"--to {to} is a file", hint="--lora writes several: name a folder")
    recipe = Recipe(seed=seed) if steps is None else Recipe(seed=seed, steps=steps)
    weights = present(models_folder(settings()))
    scenarios = [load(entry.id) for entry in catalog()]
    note("playing the dialogues to learn from ...", "dim")
    made = train(to, weights, scenarios, recipe, lambda told: note(told, "dim"))
    if json:
        as_json(made)
        return
    say(made.card.read_text(encoding="utf-8"))
    say(f"{made.path}")
