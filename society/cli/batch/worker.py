"""One process of a batch that several share: `society.cli.batch.sharing` tells it what to play."""

import asyncio
import sys

import orjson

from society.batch.garbage import seldom_collected
from society.batch.plan import Plan
from society.cli.batch.batching import perform
from society.cli.batch.command import WorkOptions
from society.cli.root import reported


def main() -> int:
    """Play a part of the batch; the exit code says how it ended."""
    task = orjson.loads(sys.stdin.buffer.read())
    work = WorkOptions(**task["work"], quiet=True, no_preflight=True)
    plan = Plan.model_validate(task["plan"])
    with seldom_collected():
        return asyncio.run(perform(plan, work, share_of=task["processes"]))


if __name__ == "__main__":
    sys.exit(reported(main))
