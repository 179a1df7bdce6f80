"""Doing a training: examples from the store, what was held out, the model and its card."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from society.cli.judge_train import TrainOptions
from society.cli.output import as_json, err, note, say, table
from society.domain.errors import SocietyError

if TYPE_CHECKING:
    from judges.learned_model import Floats, LearnedModel
    from judges.learned_training import Indices, Material, Recipe
    from society.audit.examples import Example
    from society.audit.learning import Line
    from society.store.store import Store

SUFFIX = ".npz"


def perform(options: TrainOptions) -> None:
    """Train, test, write, tell."""
    from judges.learned_model import LearnedModel, write_model
    from judges.learned_training import chosen, every, fit, material
    from society.audit.learning import card

    _refuse_wrong(options)
    out = options.to if options.to.suffix == SUFFIX else options.to / f"{options.from_}{SUFFIX}"
    began = perf_counter()
    with working("gathering examples"):
        examples = gathered(options)
    note(f"{len(examples)} examples of {len({each.group for each in examples})} dialogues")
    with working("choosing how to learn"):
        found = material(examples)
        recipe = chosen(found, every(found), options.seed)
    with working("testing on what is held out"):
        lines = measured(examples, found, recipe, options)
    with working("learning from all"):
        model = fit(found, every(found), recipe)
        lines += elsewhere(model, found.only(_bare(examples, options)), options)
    about = _about(options, examples, perf_counter() - began)
    told = {**model.card, **about, "figures": [line.model_dump() for line in lines]}
    model = write_model(LearnedModel(model.arrays, told), out)
    page = card({"model": model.version, "recipe": model.card["recipe"], **about}, lines)
    out.with_suffix(".md").write_text(page, encoding="utf-8")
    _tell(out, model.version, told, lines, as_document=options.json)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say what is being done while it is: with a spinner at a terminal, else in a line."""
    if err().is_terminal:
        with err().status(f"{what} ..."):
            yield
    else:
        note(f"{what} ...", "dim")
        yield


def gathered(options: TrainOptions) -> "list[Example]":
    """What is learned from; SocietyError where there is nothing."""
    if options.material == "casino":
        return _casino(options)
    from society.settings import database
    from society.store.store import Store, exists

    path = database(options.db)
    if not exists(path):
        raise SocietyError(
            "there are no dialogues to learn from", hint="`society batch` plays many"
        )
    with Store.open(path, create=False, write=False) as store:
        examples = _stored(store, options)
    if not examples:
        raise SocietyError(
            f"there are no {options.from_} to learn from", hint=_LACKING[options.from_]
        )
    return examples


_LACKING = {
    "judgements": "`society list --where …` shows what matches; --judge names who judged",
    "labels": "`society rate` takes them",
    "outcomes": "only ends that the scenario can value count",
    "flaws": "play some dialogues, or --material casino",
}


def measured(
    examples: "Sequence[Example]", found: "Material", recipe: "Recipe", options: TrainOptions
) -> "list[Line]":
    """The figures on what was held out: dialogues, scenarios, kinds of flaws."""
    from judges.learned_training import BASELINE, held_out, without_kinds
    from society.audit import learning

    seed, flaws = options.seed, options.from_ == "flaws"
    scenarios, kinds = ([getattr(e, of) for e in examples] for of in ("scenario", "kind"))
    bare = _bare(examples, options)
    here = found.only(bare)
    said, plain = held_out(found, seed=seed), held_out(here, BASELINE, seed=seed)
    told = learning.preferences if flaws else learning.correlations
    lines = list(told(examples, said, _among(len(examples), bare, plain)))
    if len(set(scenarios)) > 1:
        said = held_out(found, recipe, by=scenarios, seed=seed)
        plain = held_out(here, BASELINE, by=[scenarios[at] for at in bare], seed=seed)
        one = learning.preference if flaws else learning.correlation
        plain = _among(len(examples), bare, plain)
        lines += one("scenarios not learned from", examples, said, plain)
    if flaws:
        said = without_kinds(found, kinds, recipe, seed=seed)
        plain = without_kinds(here, [kinds[at] for at in bare], BASELINE, seed=seed)
        lines += learning.unseen(examples, said, _among(len(examples), bare, plain))
    return lines + learning.ceiling(examples)


def _bare(examples: "Sequence[Example]", options: TrainOptions) -> "Indices":
    """The examples that the baseline learns from: padded turns would teach it the wrong way."""
    import numpy as np

    flaws = options.from_ == "flaws"
    return np.array([at for at, each in enumerate(examples) if each.pair or not flaws])


def _among(size: int, rows: "Indices", scores: "Floats") -> "Floats":
    """The scores at their places among all; the others have none."""
    import numpy as np

    every = np.full((*scores.shape[:-1], size), np.nan)
    every[..., rows] = scores
    return every


def elsewhere(model: "LearnedModel", here: "Material", options: TrainOptions) -> "list[Line]":
    """What learned from flaws in stored dialogues is tested on CaSiNo too, which people spoke."""
    from judges.learned_training import BASELINE, every, fit, material, scores
    from society.audit.learning import preferences

    if options.from_ != "flaws" or options.material == "casino":
        return []
    foreign = _casino(options)
    found = material(foreign)
    plain = scores(fit(here, every(here), BASELINE), found, every(found))
    lines = preferences(foreign, scores(model, found, every(found)), plain)
    return [line.model_copy(update={"about": _casinos(line.about)}) for line in lines]


def _casinos(about: str) -> str:
    return "CaSiNo, not learned from" if about == "held-out dialogues" else f"CaSiNo, {about}"


def _stored(store: "Store", options: TrainOptions) -> "list[Example]":
    from society.audit import examples
    from society.store import labels
    from society.store.pages import Episodes
    from society.store.where import Where

    where = Where.parse(options.where)
    labelled = labels.listed(store, where=where) if options.from_ == "labels" else []
    with store.reading() as db:
        every = (each for each in Episodes(db, where) if each.status == "done")
        found = islice(every, options.n)
        ways: dict[str, Callable[[], Any]] = {
            "judgements": lambda: examples.judged(found, options.judge),
            "labels": lambda: examples.labelled(found, labelled),
            "outcomes": lambda: examples.ended(found),
            "flaws": lambda: examples.flawed(
                {each.id: each.dialogue for each in found},
                seed=options.seed,
                per_turn=options.per_turn,
            ),
        }
        return list(ways[options.from_]())


def _casino(options: TrainOptions) -> "list[Example]":
    from society.audit.casino import shipped
    from society.audit.examples import flawed

    talks = {talk.id: talk.dialogue for talk in islice(shipped(), options.n)}
    return list(flawed(talks, seed=options.seed, per_turn=options.per_turn))


def _about(options: TrainOptions, examples: "Sequence[Example]", seconds: float) -> dict[str, Any]:
    return {
        "learned_from": options.from_,
        "judge": options.judge or "-",
        "where": options.where or "all finished dialogues",
        "material": options.material,
        "scenarios": sorted({each.scenario for each in examples}),
        "languages": sorted({each.dialogue.game.locale for each in examples}),
        "examples": len(examples),
        "dialogues": len({each.group for each in examples}),
        "seed": options.seed,
        "seconds": round(seconds, 1),
    }


def _refuse_wrong(options: TrainOptions) -> None:
    if options.material == "casino" and options.from_ != "flaws":
        raise SocietyError(
            f"CaSiNo has no {options.from_} of turns", hint="--from flaws --material casino"
        )
    if options.judge and options.from_ != "judgements":
        raise SocietyError("--judge says whose judgements", hint="--from judgements")
    if options.n is not None and options.n < 1:
        raise SocietyError(f"-n {options.n} leaves nothing", hint="it is 1 or more")
    if options.per_turn < 1:
        raise SocietyError(f"--per-turn {options.per_turn} plants nothing", hint="it is 1 or more")


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
    say(f"\n{out} (version {version}), its card {out.with_suffix('.md')}")
    note("seat it: {use: learned, params: {model: " + out.name + "}}")
