"""Before the first dialogue: is every model there, does its key open it, is there money left."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from society.domain.errors import SocietyError
from society.llm.model import Tell
from society.llm.remote import Remote
from society.llm.retry import Patience

TRIES = 3
SECONDS = 60.0
"""How long it is tried for: nobody has begun yet, so a fault is told soon."""


async def preflight(models: Sequence[Remote], patience: Patience, tell: Tell) -> None:
    """Greet all models at once; raises what the first that cannot be asked says, in their order."""
    short = replace(patience, tries=TRIES, seconds=min(SECONDS, patience.seconds))
    met = await asyncio.gather(
        *(model.greet(short, tell) for model in models), return_exceptions=True
    )
    failures = [each for each in met if isinstance(each, BaseException)]
    known = [each for each in failures if isinstance(each, SocietyError)]
    for failure in [*known, *failures]:
        raise failure
