"""Any model that litellm knows: one attempt is one request, and every attempt is told.

Law: a key lives in its route and goes nowhere but into the request; what comes back is scrubbed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from society.domain.calls import Message, Sampling, Usage
from society.domain.errors import ModelError
from society.llm.answers import Answer, check, logprobs_of, refuse_absurd, usage_of
from society.llm.asking import Question, Rung, lower, parameters, response_format
from society.llm.faults import Retryable
from society.llm.gate import Gate
from society.llm.ledger import Call, Request, open_call
from society.llm.library import litellm
from society.llm.model import DEFAULT, Reply, Tell, nobody
from society.llm.prices import Prices
from society.llm.providers import Route
from society.llm.retry import Patience, patiently
from society.llm.scrub import Scrubber
from society.llm.strict_json import parsed
from society.llm.text import capped, normalise
from society.llm.transport import IDLE, Transport


class Remote:
    """A model behind HTTP."""

    def __init__(
        self,
        name: str,
        way: Route,
        *,
        environ: Mapping[str, str],
        timeout: float = 120,
        idle: float = IDLE,
        stream: bool = True,
        speaks_json: bool | None = None,
        prices: Prices | None = None,
        patience: Patience | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.name = name
        self.route = way
        self._scrub = Scrubber(environ)
        self._transport = Transport(name, self.route, scrub=self._scrub, timeout=timeout, idle=idle)
        self._stream = stream
        self._prices = prices or Prices()
        self._patience = patience or Patience()
        self._gate = gate or Gate()
        self._rung = _highest(self.route, speaks_json)

    @property
    def speaks_json(self) -> bool:
        """Whether a JSON schema constrains its replies."""
        return self._rung == "schema"

    async def reply(
        self,
        messages: Sequence[Message],
        *,
        sampling: Sampling = DEFAULT,
        schema: Mapping[str, Any] | None = None,
        grammar: str | None = None,
        n: int = 1,
        logprobs: int = 0,
        purpose: str = "ask",
        tell: Tell = nobody,
    ) -> Reply:
        """One reply; a provider that gives one choice is asked n times. A grammar is not sent."""
        params = {**parameters(sampling, n, logprobs), **response_format(schema, self._rung)}
        stream = self._stream and tell is not nobody and n == 1 and not logprobs
        question = Question(tuple(messages), params, stream)
        call = open_call(
            model=self.name,
            purpose=purpose,
            messages=messages,
            params=params,
            tell=tell,
            provider=self.route.provider,
            host=self.route.host,
        )
        answers = [await self._answer(call, question, schema)]
        while sum(len(answer.texts) for answer in answers) < n:
            answers.append(await self._answer(call, question, schema))
        return self._reply(answers, messages, schema, call.id)

    async def _answer(
        self, call: Call, question: Question, schema: Mapping[str, Any] | None
    ) -> Answer:
        """One answer, with patience; and one rung down where the server knows no such format."""
        while True:
            try:
                return await patiently(
                    lambda: self._once(call, question), self._patience, call.tell
                )
            except ModelError as error:
                rung = lower(self._rung) if _dislikes_format(error, question) else None
                if rung is None:
                    raise
                self._rung = rung
                question.params.pop("response_format")
                question.params |= response_format(schema, rung)

    async def _once(self, call: Call, question: Question) -> Answer:
        await self._gate.passed(call.tell)
        try:
            with call.request() as request:
                request.note(params=dict(question.params))
                answer = await self._transport.send(question, request, call.tell)
                answer.seconds = request.seconds
                self._note(request, answer, question)
                check(answer, self.name)
                return answer
        except Retryable as failure:
            question.stream = False
            if failure.after is not None:
                self._gate.shut(failure.after)
            raise

    def _note(self, request: Request, answer: Answer, question: Question) -> None:
        """Put what was learnt into the ledger, before anything in it is objected to."""
        usage = usage_of(answer, question.messages)
        request.note(
            answered_by=normalise(answer.model)[0],
            response=normalise(capped(answer.texts[0] if answer.texts else ""))[0],
            finish=answer.finish,
            refusal=self._scrub(normalise(answer.refusal)[0]),
            usage=usage,
            cost=self._cost(usage),
            prices=self._prices.version(self.name),
            status=200,
            request_id=answer.request_id,
            fingerprint=answer.fingerprint,
        )
        refuse_absurd(usage, self.name)

    def _cost(self, usage: Usage) -> float | None:
        if self.route.own_machine:
            return 0.0
        return self._prices.cost(self.name, usage)

    def _reply(
        self,
        answers: Sequence[Answer],
        messages: Sequence[Message],
        schema: Mapping[str, Any] | None,
        call: str,
    ) -> Reply:
        first = answers[0]
        text, raw = normalise(first.texts[0])
        usages = [usage_of(answer, messages) for answer in answers]
        costs = [self._cost(usage) for usage in usages]
        return Reply(
            text=text,
            texts=tuple(normalise(each)[0] for answer in answers for each in answer.texts),
            data=parsed(text, schema),
            finish="length" if first.finish == "length" else "stop",
            usage=_total(usages),
            cost=None if None in costs else sum(cost for cost in costs if cost is not None),
            seconds=sum(answer.seconds for answer in answers),
            model=normalise(first.model)[0],
            call=call,
            logprobs=logprobs_of(first),
            raw=raw,
        )


def _highest(way: Route, speaks_json: bool | None) -> Rung:
    """The rung to begin at: what the caller says, else what is known of the provider."""
    if speaks_json is not None:
        return "schema" if speaks_json else "prompt"
    if way.compatible or litellm().supports_response_schema(way.model):
        return "schema"
    known = litellm().get_supported_openai_params(way.model) or ()
    return "object" if "response_format" in known else "prompt"


def _dislikes_format(error: ModelError, question: Question) -> bool:
    said = error.message.lower()
    named = any(word in said for word in ("response_format", "json_schema", "json schema"))
    return error.kind == "bad_request" and named and "response_format" in question.params


def _total(usages: Sequence[Usage]) -> Usage:
    return Usage(
        prompt=sum(usage.prompt for usage in usages),
        completion=sum(usage.completion for usage in usages),
        cached=sum(usage.cached for usage in usages),
        estimated=any(usage.estimated for usage in usages),
    )
