"""Trains the embedded judge: a LoRA on the small model, so that its yes or no tells good from bad.

Both replies of a pair are read in one pass: what they share is computed once.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from math import exp
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from society.audit.lora.pairs import Pair
from society.domain.dialogue import Dialogue, Turn
from society.domain.value import Value
from society.llm.adapters import lora
from society.scoring.turn_question import NO, YES, turn_question

LONGEST = 640
"""Tokens of a pair; the longest prompts of the shipped scenarios have about 400."""


class Recipe(Value):
    """How it is trained. Layers below `first_layer` stay as they are: no backward pass is needed.

    The rate falls to a tenth within `slowing` steps. Every `check` steps the loss on the validation
    pairs is taken; after `patience` checks without a lower one training stops, and the best is
    kept.
    """

    seed: int = 0
    rank: int = 8
    alpha: int = 16
    first_layer: int = 10
    rate: float = 1.5e-3
    pairs_a_step: int = 4
    pairs: int = 480
    chinese: float = 0.0
    steps: int = 80
    slowing: int = 120
    check: int = 20
    patience: int = 4
    threads: int = 1


class Checked(NamedTuple):
    """The validation after a step."""

    step: int
    loss: float
    accuracy: float

    def __str__(self) -> str:
        return f"validation loss {self.loss:.3f}, {self.accuracy:.0%} told right"


class Likely(NamedTuple):
    """P(yes) of the good and of the spoilt reply."""

    good: float
    bad: float


class Packed(NamedTuple):
    """A pair as tokens: what both prompts begin with, then the rest of each."""

    shared: list[int]
    good: list[int]
    bad: list[int]

    @property
    def length(self) -> int:
        """How many tokens are computed."""
        return len(self.shared) + len(self.good) + len(self.bad)


Tell = Callable[[str], None]


class Learner:
    """The small model with an adapter in training."""

    def __init__(self, weights: Path, recipe: Recipe) -> None:
        torch, _, peft = lora.libraries()
        torch.set_num_threads(recipe.threads)
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        base = lora.loaded(weights)
        self.words = base.words
        config = lora.config(
            rank=recipe.rank,
            alpha=recipe.alpha,
            first_layer=recipe.first_layer,
            layers=base.model.config.num_hidden_layers,
        )
        with lora.quiet():
            self.model = peft.get_peft_model(base.model, config)
        self.heads = base.heads
        self._answers = [self._token(YES), self._token(NO)]

    def train(self, pairs: Sequence[Pair], valid: Sequence[Pair], tell: Tell) -> list[Checked]:
        """Learn from the pairs; what the validation showed, the best being what is kept."""
        torch, _, _ = lora.libraries()
        recipe, checks = self.recipe, list[Checked]()
        learned = [each for each in self.model.parameters() if each.requires_grad]
        optimizer = torch.optim.AdamW(learned, lr=recipe.rate, weight_decay=0.01)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, self._pace)
        packed, held = [self.pack(each) for each in pairs], [self.pack(each) for each in valid]
        best: list[Any] = []
        for step, batch in enumerate(self._batches(packed), start=1):
            self.model.train()
            loss = self._loss(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            if step % recipe.check == 0 or step == recipe.steps:
                checks.append(self._check(step, held))
                tell(f"step {step}: training loss {loss.item():.3f}, {checks[-1]}")
                if checks[-1] == min(checks, key=lambda each: each.loss):
                    best = [each.detach().clone() for each in learned]
                if _stuck(checks, recipe.patience):
                    break
        with torch.no_grad():
            for each, kept in zip(learned, best, strict=True):
                each.copy_(kept)
        return checks

    def likely(self, pairs: Sequence[Pair], *, stock: bool = False) -> list[Likely]:
        """P(yes) of both replies of every pair; `stock` asks the model without its adapter."""
        with self.model.disable_adapter() if stock else nullcontext():
            return self._likely([self.pack(each) for each in pairs])

    def yes(self, dialogue: Dialogue, turn: Turn) -> float:
        """P(yes) of one turn, computed plainly in full precision: what a server must say, too."""
        torch, _, _ = lora.libraries()
        self.model.eval()
        ids = torch.tensor([self._ids(dialogue, turn)])
        with torch.no_grad():
            return _share(float(self._difference(self._read(input_ids=ids)[0, -1])))

    def tensors(self) -> dict[str, np.ndarray]:
        """The adapter's matrices by their names in the model."""
        return lora.tensors(self.model)

    def wear(self, matrices: Mapping[str, np.ndarray]) -> None:
        """Go on from an adapter that was trained before."""
        lora.wear(self.model, matrices)

    def pack(self, pair: Pair) -> Packed:
        """A pair as tokens."""
        good, bad = (self._ids(pair.before, turn) for turn in (pair.good, pair.bad))
        same = next((at for at, (a, b) in enumerate(zip(good, bad, strict=False)) if a != b), 0)
        return Packed(good[:same], good[same:], bad[same:])

    def _ids(self, dialogue: Dialogue, turn: Turn) -> list[int]:
        asked = [message.model_dump() for message in turn_question(dialogue, turn)]
        told = self.words.apply_chat_template(asked, tokenize=False, add_generation_prompt=True)
        return list(self.words(told, add_special_tokens=False)["input_ids"])

    def _token(self, word: str) -> int:
        ids = self.words(word, add_special_tokens=False)["input_ids"]
        if len(ids) != 1:
            raise ValueError(f"{word!r} is not one token of this model")
        return int(ids[0])

    def _batches(self, packed: Sequence[Packed]) -> Any:
        """Batches of about equal length, in a random order, drawn anew until the steps are done."""
        dice, size, left = random.Random(self.recipe.seed), self.recipe.pairs_a_step, 0
        short = sorted((e for e in packed if e.length <= LONGEST), key=lambda each: each.length)
        batches = [short[at : at + size] for at in range(0, len(short), size)]
        while left < self.recipe.steps:
            dice.shuffle(batches)
            for batch in batches[: self.recipe.steps - left]:
                left += 1
                yield batch

    def _pace(self, step: int) -> float:
        """Warm up for a twentieth of the time, then slow down to a tenth."""
        slowing = self.recipe.slowing
        warm = max(1, slowing // 20)
        if step < warm:
            return (step + 1) / warm
        return max(0.1, 1 - (step - warm) / max(1, slowing - warm))

    def _loss(self, batch: Sequence[Packed]) -> Any:
        """Binary cross-entropy on the difference of the yes and the no logit."""
        torch, _, _ = lora.libraries()
        good, bad = self._logits(batch)
        softplus = torch.nn.functional.softplus
        return (softplus(-good) + softplus(bad)).mean() / 2

    def _check(self, step: int, held: Sequence[Packed]) -> Checked:
        found = self._likely(held)
        losses = [-np.log(max(each.good, 1e-6)) - np.log(max(1 - each.bad, 1e-6)) for each in found]
        right = [each.good > each.bad for each in found]
        return Checked(step, float(np.mean(losses)) / 2, float(np.mean(right)))

    def _likely(self, packed: Sequence[Packed]) -> list[Likely]:
        torch, _, _ = lora.libraries()
        self.model.eval()
        order = sorted(range(len(packed)), key=lambda at: packed[at].length)
        found: dict[int, Likely] = {}
        size = self.recipe.pairs_a_step
        with torch.no_grad():
            for at in range(0, len(order), size):
                good, bad = self._logits([packed[each] for each in order[at : at + size]])
                sides = zip(good.tolist(), bad.tolist(), strict=True)
                told = [Likely(_share(one), _share(other)) for one, other in sides]
                found |= dict(zip(order[at : at + size], told, strict=True))
        return [found[at] for at in range(len(packed))]

    def _logits(self, batch: Sequence[Packed]) -> tuple[Any, Any]:
        """The yes-minus-no logits of the good and of the bad replies."""
        torch, _, _ = lora.libraries()
        longest = max(each.length for each in batch)
        ids = torch.full((len(batch), longest), self.words.pad_token_id)
        places = torch.zeros((len(batch), longest), dtype=torch.long)
        seen = torch.zeros((len(batch), 1, longest, longest), dtype=torch.bool)
        for row, each in enumerate(batch):
            shared, first, end = len(each.shared), len(each.shared) + len(each.good), each.length
            ids[row, :end] = torch.tensor([*each.shared, *each.good, *each.bad])
            places[row, :first] = torch.arange(first)
            places[row, first:end] = torch.arange(shared, shared + len(each.bad))
            seen[row, 0] = torch.tril(torch.ones((longest, longest), dtype=torch.bool))
            seen[row, 0, first:end, shared:first] = False
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self._read(input_ids=ids, position_ids=places, attention_mask=seen)
        rows = torch.arange(len(batch))
        goods = torch.tensor([len(each.shared) + len(each.good) - 1 for each in batch])
        bads = torch.tensor([each.length - 1 for each in batch])
        return self._difference(states[rows, goods]), self._difference(states[rows, bads])

    def _read(self, **given: Any) -> Any:
        """The last hidden states; the logits of all words are not needed."""
        return self.model.base_model.model.model(**given, use_cache=False).last_hidden_state

    def _difference(self, states: Any) -> Any:
        rows = self.model.base_model.model.lm_head.weight[self._answers].float()
        both = states.float() @ rows.T
        return both[..., 0] - both[..., 1]


def _share(logit: float) -> float:
    return 1 / (1 + exp(-max(-60.0, min(60.0, logit))))


def _stuck(checks: Sequence[Checked], patience: int) -> bool:
    best = min(range(len(checks)), key=lambda at: checks[at].loss)
    return len(checks) - 1 - best >= patience
