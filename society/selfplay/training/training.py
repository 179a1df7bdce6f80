"""One training from the order to the stored policy: rows, trainer, adapter, card.

Law: a name is for one thing for good. What is trained already is not trained again, and an adapter
that a policy wears is never replaced.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import orjson

from society.domain.errors import SocietyError
from society.domain.policy import Policy
from society.domain.sampling import Sampling
from society.export.card import Dataset
from society.llm.adapters import FOLDER, SUFFIX, adapter_of, is_embedded
from society.llm.locked import replacing
from society.selfplay.training import child, returned
from society.selfplay.training.card import Facts, card
from society.selfplay.training.child import Tell
from society.selfplay.training.folder import written
from society.selfplay.training.recipe import Learned, Recipe, Task
from society.selfplay.training.rows import Wanted
from society.selfplay.training.trainer import CHECKPOINTS
from society.store import policies
from society.store.store import Store

SIGNS = 6
"""Signs of the hash in a name that is made up."""

STEADY = Sampling(temperature=0.3, extra={"repeat_penalty": 1.0, "dry_multiplier": 0.0})
"""How a trained adapter is drawn from where its policy says nothing.

What keeps the bare small model from repeating itself forbids a price that was named before.
"""


@dataclass(frozen=True)
class Order:
    """What is to be trained, from what, and where it goes.

    `base` is a GGUF file or a Hugging Face directory; `home` the folder of adapters and trainings;
    `command` somebody else's trainer. Without a `name` one is made up, the same for the same order.
    """

    wanted: Wanted
    recipe: Recipe
    base: Path
    home: Path
    name: str = ""
    out: Path | None = None
    command: tuple[str, ...] = ()
    resume: bool = False

    @property
    def called(self) -> str:
        """The name of the policy that comes of it, and of its adapter."""
        return self.name or f"{self.wanted.policy.name}-{self.recipe.method}-{self.sign[:SIGNS]}"

    @property
    def sign(self) -> str:
        """A hash of all that decides what comes of it, beside what is stored."""
        wanted = self.wanted
        told = [
            wanted.policy.sha,
            wanted.where.text,
            wanted.choice.model_dump(mode="json"),
            wanted.limit,
            self.recipe.model_dump(mode="json"),
            self.base.name,
            self.command,
        ]
        return sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()

    @property
    def folder(self) -> Path:
        """Where its rows, its checkpoints and its log are."""
        return self.out or self.home / "training" / self.called

    @property
    def adapters(self) -> Path:
        """Where adapters are kept."""
        return self.home / "adapters"

    @property
    def worn(self) -> Path | None:
        """The adapter that the policy wears already, which is learned on from."""
        name = adapter_of(self.wanted.policy.model)
        if not name or self.base.is_dir():
            return None
        places = [self.adapters / f"{name}{SUFFIX}", FOLDER / f"{name}{SUFFIX}", Path(name)]
        found = next((place for place in places if place.is_file()), None)
        if found is None:
            raise SocietyError(f"the adapter {name!r} of {self.wanted.policy.label} is not there")
        return found


@dataclass(frozen=True)
class Trained:
    """What came of it; `again` where it had been trained before and nothing was done."""

    policy: Policy
    card: Path
    learned: Learned
    again: bool = False


async def train(
    store: Store, order: Order, environ: Mapping[str, str], tell: Tell, stop: asyncio.Event
) -> Trained:
    """Train as ordered, keep the adapter and the policy; the same order again does nothing.

    Where `stop` is set, a checkpoint is kept and `Stopped` is raised. SocietyError where there is
    nothing to learn from, where the trainer fails, or where the name is taken.
    """
    if before := _before(store, order):
        return before
    returned.free(order.called, order.adapters)
    dataset, data = _rows(store, order)
    task = Task(
        recipe=order.recipe,
        base=order.base,
        worn=order.worn,
        data=data,
        out=order.folder,
        title=f"society {order.called}",
        resume=order.resume,
    )
    found = await (
        child.theirs(order.command, task, environ, tell, stop)
        if order.command
        else child.ours(task, environ, tell, stop)
    )
    learned = _learned(found)
    model = returned.kept(learned.model, order.called, order.adapters)
    policy = _policy(order, model)
    await policies.keep(store, policy)
    facts = Facts(policy, order.wanted, order.recipe, dataset, learned, str(data), order.command)
    return _told(order, policy, card(facts), learned)


def _before(store: Store, order: Order) -> Trained | None:
    """What was made of the same order before."""
    file = order.folder / "made.json"
    if not file.is_file():
        return None
    made = orjson.loads(file.read_bytes())
    if made["sign"] != order.sign:
        raise SocietyError(
            f"{order.folder} holds another training", hint="choose another --name or --out"
        )
    policy, learned = Policy.model_validate(made["policy"]), Learned.model_validate(made["learned"])
    known = {each.label for each in policies.listed(store)}
    if policy.label not in known:
        return None
    return Trained(policy, order.folder / "README.md", learned, again=True)


def _rows(store: Store, order: Order) -> tuple[Dataset, Path]:
    """The export; a training that goes on must find the rows that it began with."""
    begun = any((order.folder / CHECKPOINTS).glob("checkpoint-*"))
    if begun and not order.resume:
        raise SocietyError(
            f"{order.folder} holds a training that was stopped",
            hint="--resume goes on with it; another --name or --out begins anew",
        )
    order.folder.mkdir(parents=True, exist_ok=True)
    data, noted = order.folder / "data", order.folder / "rows.sha256"
    dataset = written(store, order.wanted, data)
    digest = dataset.configs[0].digest
    if begun and noted.is_file() and noted.read_text(encoding="utf-8") != digest:
        raise SocietyError(
            "the dialogues that match are others than when this training began",
            hint="--name or --out begins anew with those of now",
        )
    noted.write_text(digest, encoding="utf-8")
    return dataset, data


def _learned(found: Mapping[str, object]) -> Learned:
    """What the trainer told; of somebody else's only what reads as it should."""
    known = {name: value for name, value in found.items() if name in Learned.model_fields}
    try:
        return Learned.model_validate(known)
    except ValueError:
        return Learned(model=str(found["model"]))


def _policy(order: Order, model: str) -> Policy:
    before = order.wanted.policy
    unsaid = is_embedded(model) and before.sampling == Sampling() and not order.wanted.planned
    return before.model_copy(
        update={
            "name": order.called,
            "model": model,
            "sampling": STEADY if unsaid else before.sampling,
            "player": order.wanted.player,
            "origin": "command" if order.command else order.recipe.method,
            "parents": (before.sha,),
        }
    )


def _told(order: Order, policy: Policy, text: str, learned: Learned) -> Trained:
    """Leave the card beside the rows and the adapter, and what was made for the next time."""
    file = order.folder / "README.md"
    file.write_text(text, encoding="utf-8")
    if is_embedded(policy.model):
        (order.adapters / f"{order.called}.md").write_text(text, encoding="utf-8")
    told = {
        "sign": order.sign,
        "policy": policy.model_dump(mode="json"),
        "learned": learned.model_dump(mode="json"),
    }
    with replacing(order.folder / "made.json") as part:
        part.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    return Trained(policy, file, learned)
