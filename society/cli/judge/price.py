"""What asking a judge about stored dialogues will take: before the first question is asked."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from society.cli.output import SCHEMA, as_json, say
from society.domain.value import Value

if TYPE_CHECKING:
    from society.llm.connect import Connections
    from society.store.store import Store

FRAME, BYTES_A_TOKEN, ANSWER = 600, 3, 150
"""Assumed of a question nobody has asked yet: tokens of its own words and of the reply."""


HERE, REMOTE = 4, 16
"""Questions at once where the model runs in this process, and elsewhere."""


class Sized(NamedTuple):
    """One question: the bytes of the transcript that it shows."""

    size: int


class Takes(Value):
    """How much is asked of which model; `cost` is None where no price is known."""

    dialogues: int
    questions: int
    known: int
    model: str | None = None
    calls: int = 0
    tokens: int = 0
    cost: float | None = 0.0
    source: str = ""

    @property
    def words(self) -> str:
        """In one line."""
        from society.audit.counting import many

        asked = f"{many(self.questions, 'question')} about {many(self.dialogues, 'dialogue')}"
        are = "is" if self.known == 1 else "are"
        left = f", {self.known} {are} answered already" if self.known else ""
        if not self.model:
            return f"{asked}{left}; no model is asked"
        cost = "cost unknown" if self.cost is None else f"${self.cost:.4f}" if self.cost else "$0"
        spent = f"about {many(self.calls, 'call')} and {self.tokens} tokens of {self.model}, {cost}"
        return f"{asked}{left}: {spent} ({self.source})"


def takes(
    store: "Store",
    connections: "Connections",
    judge: str,
    model: str | None,
    questions: Iterable[Sized],
    *,
    dialogues: int,
    known: int,
) -> Takes:
    """What these questions take: by what the judge's earlier calls took, else by assumption."""
    from society.store.judging_again import usual

    asked = list(questions)
    plain = Takes(dialogues=dialogues, questions=len(asked), known=known, model=model)
    if model is None:
        return plain
    past = usual(store, judge, model)
    if past:
        prompt, completion = (round(each * len(asked)) for each in (past.prompt, past.completion))
        calls, source = round(past.calls * len(asked)), f"as {past.judgements} earlier judgements"
    else:
        prompt = sum(FRAME + each.size // BYTES_A_TOKEN for each in asked)
        completion, calls = ANSWER * len(asked), len(asked)
        source = f"assumed: one call each, {ANSWER} tokens a reply"
    cost = connections.prices.worst(model, prompt, completion) if _paid(connections, model) else 0.0
    spent = {"calls": calls, "tokens": prompt + completion, "cost": cost, "source": source}
    return plain.model_copy(update=spent)


def tell(found: Takes, *, json: bool) -> None:
    """Print it."""
    if json:
        told: dict[str, Any] = {"schema": SCHEMA, "dry_run": True, **found.model_dump()}
        as_json(told)
    else:
        say(found.words)


def _paid(connections: "Connections", model: str) -> bool:
    """Whether somebody bills for that model: nobody does for one on this machine."""
    from society.llm.remote import Remote

    asked = connections(model)
    return isinstance(asked, Remote) and not asked.route.own_machine
