"""Doing a training: how to learn is chosen, what was held out is tested, the model is written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from society.cli.judge.learn.command import TrainOptions
from society.cli.output import as_json, err, note, say, table
from society.cli.stored import readable
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from judges.learned_model import LearnedModel
    from judges.learned_training import Trial
    from society.audit.examples import Example
    from society.audit.learning import Line
    from society.cli.judge.learn.tests import Training

SUFFIX = ".npz"


def perform(options: TrainOptions) -> None:
    """Train, test, write, tell."""
    from judges.learned_training import fit
    from society.cli.judge.learn.tests import elsewhere, measured

    _refuse_wrong(options)
    began = perf_counter()
    training, tried = _begun(options)
    with working("testing on what is held out"):
        lines = measured(training)
    with working("learning from all, and testing elsewhere"):
        model = fit(training.found, training.every, training.recipe)
        lines += elsewhere(model, training)
    about = _about(options, training.examples, tried, perf_counter() - began)
    _written(model, about, lines, options)


def _begun(options: TrainOptions) -> "tuple[Training, list[Trial]]":
    """The examples, and the way to learn from them that did best among those tried."""
    from judges.learned_material import every, material
    from judges.learned_recipes import recipes
    from judges.learned_sentences import embedding
    from judges.learned_training import best, trials
    from society.cli.judge.learn.lessons import gathered, others
    from society.cli.judge.learn.tests import Training

    embed = embedding() if options.embeddings else None
    with working("gathering examples"):
        examples = gathered(options)
        tests = others(options, examples) if options.test_db else []
    note(f"{len(examples)} examples of {len({each.group for each in examples})} dialogues")
    with working("choosing how to learn"):
        found = material(examples, embed)
        ways = recipes(options.model_kind, sentences=options.embeddings)
        tried = trials(found, every(found), ways, options.seed)
    return Training(options, examples, found, ways, best(tried), tests), tried


def _written(
    model: "LearnedModel", about: dict[str, Any], lines: "list[Line]", options: TrainOptions
) -> None:
    """The file with its card beside it, told."""
    from judges.learned_file import write_model
    from society.audit.learning import card

    out = options.to if options.to.suffix == SUFFIX else options.to / f"{options.from_}{SUFFIX}"
    told = {**model.card, **about, "figures": [line.model_dump() for line in lines]}
    written = write_model(replace(model, card=told), out)
    shown: dict[str, Any] = {"model": written.version, "recipe": told["recipe"]}
    shown |= {"embedding": told["embedding"]} if "embedding" in told else {}
    page = card({**shown, **about}, lines)
    out.with_suffix(".md").write_text(page, encoding="utf-8")
    _tell(out, written.version, told, lines, as_document=options.json)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say what is being done while it is: with a spinner at a terminal, else in a line."""
    if err().is_terminal:
        with err().status(f"{what} ..."):
            yield
    else:
        note(f"{what} ...", "dim")
        yield


def _about(
    options: TrainOptions, examples: "Sequence[Example]", tried: "Sequence[Trial]", seconds: float
) -> dict[str, Any]:
    return {
        "tried": "; ".join(f"{each.recipe}: loss {each.loss:.4f}" for each in tried),
        "learned_from": options.from_,
        "judge": options.judge or "-",
        "where": (options.where or "all finished dialogues")
        if "stored" in options.material
        else "-",
        "material": list(options.material),
        "scenarios": sorted({each.scenario for each in examples}),
        "languages": sorted({each.locale for each in examples}),
        "examples": len(examples),
        "dialogues": len({each.group for each in examples}),
        "per_turn": options.per_turn,
        "seed": options.seed,
        "seconds": round(seconds, 1),
    }


def _refuse_wrong(options: TrainOptions) -> None:
    named = {"casino": "CaSiNo has", "planned": "planned dialogues have"}
    for material in options.material if options.from_ != "flaws" else ():
        if material in named:
            raise SocietyError(
                f"{named[material]} no {options.from_} of turns",
                hint=f"--from flaws --material {material}",
            )
    if options.test_db and options.from_ != "flaws":
        raise SocietyError("--test-db tests on planted flaws", hint="--from flaws")
    if options.judge and options.from_ != "judgements":
        raise SocietyError("--judge says whose judgements", hint="--from judgements")
    if options.n is not None and options.n < 1:
        raise SocietyError(f"-n {options.n} leaves nothing", hint="it is 1 or more")
    if options.per_turn < 1:
        raise SocietyError(f"--per-turn {options.per_turn} plants nothing", hint="it is 1 or more")
    for database in (options.db, options.test_db):
        readable(database)


def _tell(
    out: Path, version: str, card: dict[str, Any], lines: "Sequence[Line]", *, as_document: bool
) -> None:
    if as_document:
        as_json({"file": str(out), "version": version, **card})
        return
    rows = [
        (
            line.about,
            line.measure,
            line.n,
            f"{line.figure:.2f} [{line.low:.2f}, {line.high:.2f}]",
            "-" if line.baseline is None else f"{line.baseline:.2f}",
        )
        for line in lines
    ]
    table(["on", "measure", "n", "learned", "baseline"], rows)
    say(f"\n{card['recipe']}")
    say(f"{out} (version {version}), its card {out.with_suffix('.md')}")
    note("seat it: {use: learned, params: {model: " + out.name + "}}")
