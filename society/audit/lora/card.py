"""The card of an adapter: what it was made of, what it is worth, and what it is not for."""

from collections.abc import Sequence

from society.audit.lora.report import Test, table
from society.audit.lora.split import HELD_KINDS, HELD_SCENARIOS, Split
from society.audit.lora.training import Checked, Recipe
from society.llm.weights import LICENCE, SHA256, TITLE

CARD = """# The adapter `judge`

A LoRA for {title} ({licence}, sha256 {sha}…). The probability of "Yes" to one
short question about the last reply of a dialogue becomes a score for that reply.

- Made by `society judge train --lora --steps {steps} --seed {seed}` on {seen} of {pairs}
  pairs: a templated reply and the same moment with one flaw. Rank {rank}, alpha {alpha}, layers
  {first} and up, learning rate {rate:g}, binary cross-entropy on the yes-minus-no logit.
  {size:,} bytes.
- The best of {checks} validations was kept: step {best}, loss {loss:.3f}.
- Never seen in training: the scenarios {scenarios},
  and the flaws {kinds}.
- The dialogues are planned moves with templated words over the shipped scenarios, no model's;
  {chinese} of the pairs are Chinese.
- Data and weights of the adapter: Apache-2.0, like the project.

How often the reply without the flaw scored higher, with 95% Wilson intervals. `length` scores by
length alone, in whichever direction does better on that test. AUC also compares replies of
different moments.

{tests}

## Limits

{limits}
"""

LIMITS = """- It hears how a reply is said; it cannot calculate. Numbers are for `deal`, `answer`,
  secrets for `leak`, repeats for `repetition`.
- A high score says that none of the flaws it knows was heard, not that the reply is clever.
- It reads four turns and the situation's beginning, and no private text.
- The base model is mainly English: see the Chinese test."""


def card(
    split: Split, recipe: Recipe, checks: Sequence[Checked], tests: Sequence[Test], size: int
) -> str:
    """The card, in Markdown."""
    best = min(checks, key=lambda each: each.loss)
    chinese = sum(each.locale == "zh" for each in split.train)
    return CARD.format(
        title=TITLE,
        licence=LICENCE,
        sha=SHA256[:12],
        steps=recipe.steps,
        seed=recipe.seed,
        seen=min(len(split.train), best.step * recipe.pairs_a_step),
        pairs=len(split.train),
        rank=recipe.rank,
        alpha=recipe.alpha,
        first=recipe.first_layer,
        rate=recipe.rate,
        size=size,
        checks=len(checks),
        best=best.step,
        loss=best.loss,
        scenarios=", ".join(sorted(HELD_SCENARIOS)),
        kinds=", ".join(sorted(HELD_KINDS)),
        chinese=chinese,
        tests="\n\n".join(f"## {test.name}\n\n{table(test)}" for test in tests),
        limits=LIMITS,
    )
