"""A model behind HTTP: one attempt is one request, and every attempt is told.

Law: a key lives in its route and goes nowhere but into the request; what comes back is scrubbed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from society.domain.calls import Message, Sampling, Usage
from society.domain.errors import ModelError
from society.llm.answers import Answer, usage_of
from society.llm.asking import Question, parameters, response_format
from society.llm.dialect import Dialect
from society.llm.exchange import Exchange
from society.llm.ledger import Call, open_call
from society.llm.listed import entry
from society.llm.model import DEFAULT, Reply, Tell, nobody
from society.llm.providers import Route
from society.llm.retry import Patience, patiently
from society.llm.text import normalise

BOUND = 4096
"""Tokens of a reply on a budget that nothing else bounds."""

GREETING = (Message(role="user", content="Say ok."),)
TINY = 16
"""Tokens of the reply to a greeting; some models refuse to be asked for fewer."""


class Remote:
    """A model behind HTTP. `bounded`: a reply without max_tokens gets some, for a budget's sake."""

    def __init__(
        self,
        name: str,
        way: Route,
        exchange: Exchange,
        dialect: Dialect,
        *,
        stream: bool = True,
        bounded: bool = False,
        patience: Patience | None = None,
    ) -> None:
        self.name = name
        self.route = way
        self._exchange, self._dialect = exchange, dialect
        self._stream = stream
        self._patience = patience or Patience()
        self._bound = min(BOUND, entry(name).get("max_output_tokens") or BOUND) if bounded else None

    @property
    def speaks_json(self) -> bool:
        """Whether a JSON schema constrains its replies."""
        return self._dialect.rung == "schema"

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
        params = parameters(sampling, n, logprobs)
        params |= response_format(schema, self._dialect.rung)
        stream = self._stream and tell is not nobody and n == 1 and not logprobs
        question = self._ask(messages, params, stream)
        call = self._call(question, purpose, tell)
        answers = [await self._answer(call, question, schema)]
        while sum(len(answer.texts) for answer in answers) < n:
            answers.append(await self._answer(call, question, schema))
        return self._reply(answers, question.messages, schema, call.id)

    async def greet(self, patience: Patience, tell: Tell = nobody) -> None:
        """Ask for a word, to learn whether the model can be asked at all; ModelError where not."""
        question = self._ask(GREETING, {"max_tokens": TINY}, False)
        call = self._call(question, "preflight", tell)
        await self._answer(call, question, None, patience=patience, checked=False)

    def _ask(self, messages: Sequence[Message], params: dict[str, Any], stream: bool) -> Question:
        question = Question(tuple(messages), params, stream)
        if self._bound is not None and question.most_completion is None:
            params["max_tokens"] = self._bound
        return self._dialect.question(question)

    def _call(self, question: Question, purpose: str, tell: Tell) -> Call:
        return open_call(
            model=self.name,
            purpose=purpose,
            messages=question.messages,
            params=question.params,
            tell=tell,
            provider=self.route.provider,
            host=self.route.host,
        )

    async def _answer(
        self,
        call: Call,
        question: Question,
        schema: Mapping[str, Any] | None,
        *,
        patience: Patience | None = None,
        checked: bool = True,
    ) -> Answer:
        """One answer, with patience; asked otherwise where the server did not understand."""
        while True:
            try:
                return await patiently(
                    lambda: self._exchange.once(call, question, checked=checked),
                    patience or self._patience,
                    call.tell,
                )
            except ModelError as error:
                if not self._dialect.learns(error, question, schema):
                    raise

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
        costs = [self._exchange.cost(usage) for usage in usages]
        return Reply(
            text=text,
            texts=tuple(normalise(each)[0] for answer in answers for each in answer.texts),
            form=schema,
            finish="length" if first.finish == "length" else "stop",
            usage=usages[0] if len(usages) == 1 else _total(usages),
            cost=None if None in costs else sum(cost for cost in costs if cost is not None),
            seconds=sum(answer.seconds for answer in answers),
            model=normalise(first.model)[0],
            call=call,
            logprobs=first.logprobs,
            raw=raw,
        )


def _total(usages: Sequence[Usage]) -> Usage:
    return Usage(
        prompt=sum(usage.prompt for usage in usages),
        completion=sum(usage.completion for usage in usages),
        cached=sum(usage.cached for usage in usages),
        estimated=any(usage.estimated for usage in usages),
    )
