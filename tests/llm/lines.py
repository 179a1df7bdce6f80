"""A line before an endpoint whose time passes only where somebody sleeps."""

import asyncio
from typing import Any

from society.llm.faults import Retryable
from society.llm.limiter import Limiter, Slot
from society.llm.limits import Limits
from tests.llm.ears import Ears

BUSY_SERVER = Retryable("slow down", kind="rate_limited")
ILL_SERVER = Retryable("ill", kind="server")


def line(ears: Ears, **more: Any) -> Limiter:
    limits = Limits(
        **{name: more.pop(name) for name in ("rpm", "tpm", "concurrency") & more.keys()}
    )
    return Limiter(limits, clock=ears.now, sleep=ears.sleep, **more)


async def settled() -> None:
    """Let every task go on as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def entering(limiter: Limiter, ears: Ears, times: int) -> list["asyncio.Task[Slot]"]:
    tasks = [asyncio.create_task(limiter.enter(0, ears)) for _ in range(times)]
    await settled()
    return tasks


async def gave_up(tasks: list["asyncio.Task[Slot]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def fail(limiter: Limiter, ears: Ears, times: int) -> None:
    for _ in range(times):
        (await limiter.enter(0, ears)).failed(ILL_SERVER, 500)
