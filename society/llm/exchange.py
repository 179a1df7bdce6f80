"""One request of one model: its turn in line, its reservation, its answer in the ledger.

Law: every request stands in its endpoint's line and is paid from the purse, however it ends.
"""

from society.domain.calls import Usage
from society.domain.errors import ModelError
from society.llm.answers import Answer, check, prompt_estimate, refuse_absurd, usage_of
from society.llm.asking import Question
from society.llm.faults import Retryable
from society.llm.ledger import Call, Request
from society.llm.limiter import Limiter
from society.llm.prices import Prices
from society.llm.providers import Route
from society.llm.purse import Hold, Purse
from society.llm.scrub import Scrubber
from society.llm.text import capped, normalise
from society.llm.wire import Wire

USUAL = 256
"""Tokens that a reply is taken to have, for a limit of tokens a minute, where none bounds it."""

TRIES_WHEN_NOBODY_IS_THERE = 2
NOBODY = "nothing listens there: start the server; `society models list` shows which ones answer"


class Exchange:
    """Sends one model's questions, one request each."""

    def __init__(
        self,
        name: str,
        route: Route,
        wire: Wire,
        *,
        scrub: Scrubber,
        prices: Prices,
        limiter: Limiter,
        purse: Purse,
    ) -> None:
        self._name, self._wire = name, wire
        self._free, self._near = route.own_machine, route.on_loopback
        self._scrub, self._prices = scrub, prices
        self._limiter, self._purse = limiter, purse
        self._met = False

    async def once(self, call: Call, question: Question, *, checked: bool = True) -> Answer:
        """The answer to one request. `checked`: it holds a reply that may be stored as one."""
        slot = await self._limiter.enter(self._expected(question), call.tell)
        try:
            worst = self._worst(question)
            hold = await self._purse.reserve(worst, call.tell)
            with call.request() as request:
                try:
                    answer, usage = await self._sent(call, question, request, worst)
                    if checked:
                        check(answer, self._name)
                except ModelError as failure:
                    slot.failed(failure, request.noted.get("status"))
                    raise self._advised(failure, question) from None
                finally:
                    _settle(hold, request)
            slot.well(usage.prompt + usage.completion)
            self._met = True
            return answer
        finally:
            slot.close()

    def cost(self, usage: Usage) -> float | None:
        """Dollars for that usage; None where no price is known."""
        return 0.0 if self._free else self._prices.cost(self._name, usage)

    async def _sent(
        self, call: Call, question: Question, request: Request, worst: float | None
    ) -> tuple[Answer, Usage]:
        """Send, and put what was learnt into the ledger before anything in it is objected to."""
        request.note(params=dict(question.params), reserved=worst)
        answer = await self._wire.send(question, request, call.tell)
        answer.seconds = request.seconds
        usage = usage_of(answer, question.messages)
        cost = self.cost(usage)
        request.note(
            answered_by=normalise(answer.model)[0],
            response=normalise(capped(answer.texts[0] if answer.texts else ""))[0],
            finish=normalise(answer.finish)[0],
            refusal=self._scrub(normalise(answer.refusal)[0]) if answer.refusal else "",
            usage=usage,
            cost=cost,
            prices=self._prices.version(self._name),
            status=200,
            request_id=answer.request_id,
            fingerprint=normalise(answer.fingerprint)[0],
        )
        refuse_absurd(usage, self._name, cost, worst)
        return answer, usage

    def _worst(self, question: Question) -> float | None:
        """Dollars that the request may cost at the most; None where a price or bound is unknown."""
        if self._free:
            return 0.0
        return self._prices.worst(self._name, question.most_prompt, question.most_completion)

    def _expected(self, question: Question) -> int:
        """About how many tokens the request will take, where tokens a minute are limited."""
        if self._limiter.limits.tpm is None:
            return 0
        bound = question.most_completion
        return prompt_estimate(question.messages) + (USUAL if bound is None else bound)

    def _advised(self, failure: ModelError, question: Question) -> ModelError:
        """The failure, with what is known of this model; a stream is not tried twice."""
        if not isinstance(failure, Retryable):
            return failure
        question.stream = False
        if failure.nobody_there and self._near and not self._met:
            failure.tries, failure.hint = TRIES_WHEN_NOBODY_IS_THERE, NOBODY
        return failure


def _settle(hold: Hold, request: Request) -> None:
    """Pay what the request cost: nothing where it was refused, its worst where nobody knows."""
    usage: Usage | None = request.noted.get("usage")
    if request.unsent or (request.noted.get("status") or 0) >= 400:
        hold.free()
    elif usage is None or usage.estimated:
        hold.settle(None)
    else:
        hold.settle(request.noted["cost"])
