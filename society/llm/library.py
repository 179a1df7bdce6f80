"""The door to litellm: imported when first needed, offline, quiet, and without retries of its own.

Its import takes seconds and 160 MB, and would fetch a price list from the network if it were let.
"""

import logging
import os
import warnings
from functools import cache
from typing import Any

BEFORE_IMPORT = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "LITELLM_MODE": "PRODUCTION",
    "AIOHTTP_CONNECTOR_LIMIT": "0",
    "AIOHTTP_CONNECTOR_LIMIT_PER_HOST": "0",
}
LOGGERS = ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy")


@cache
def litellm() -> Any:
    """The litellm module."""
    os.environ.update(BEFORE_IMPORT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import litellm as library

        _build_types(library)
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    library.suppress_debug_info = True
    library.telemetry = False
    return library


def _build_types(library: Any) -> None:
    """Its types are built when first used, and pydantic warns of some; here nobody minds."""
    message = library.Message(content="")
    library.ModelResponse(choices=[library.Choices(message=message)])
    library.ModelResponseStream(choices=[library.utils.StreamingChoices()])


async def close_clients() -> None:
    """Close the connections that litellm keeps open."""
    await litellm().close_litellm_async_clients()
