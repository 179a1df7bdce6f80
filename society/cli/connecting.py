"""Models for a command: connected as the settings say, closed whatever happens."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from society.domain.errors import SocietyError
from society.domain.value import Value
from society.settings import (
    Settings,
    Transport,
    adapters_folder,
    environment,
    models_folder,
)

if TYPE_CHECKING:
    from society.llm.connect import Connections
    from society.llm.purse import Purse
    from society.llm.retry import Patience

Spec = TypeVar("Spec", bound=Value)


@asynccontextmanager
async def connected(
    chosen: Settings,
    *,
    api_base: str | None = None,
    stream: bool = True,
    transport: Transport | None = None,
    purse: "Purse | None" = None,
    processes: int = 1,
    patience: "Patience | None" = None,
) -> AsyncIterator["Connections"]:
    """Connections for one command; `processes` share the rates that the settings give."""
    from society.llm.connect import Connections
    from society.llm.limits import Limits
    from society.llm.prices import Price

    connections = Connections(
        api_base=api_base or chosen.api_base,
        environ=environment(),
        models_dir=models_folder(chosen),
        adapters_dir=adapters_folder(),
        timeout=chosen.timeout,
        stream=stream,
        transport=transport or chosen.transport,
        prices=_read("prices", chosen.prices, Price),
        limits=_shared(_read("limits", chosen.limits, Limits), processes),
        callbacks=chosen.callbacks,
        purse=purse,
        patience=patience,
    )
    try:
        yield connections
    finally:
        await connections.close()


def refuse_unpriced(models: Iterable[str], connections: "Connections") -> None:
    """SocietyError where one of the models has no price, so that a budget cannot be kept."""
    for name in models:
        if not connections.priced(name):
            raise SocietyError(
                f"no price is known for {name!r}, so a budget cannot be kept",
                hint=f'say it in society.toml: [prices."{name}"] prompt = 0.5, completion = 1.5 '
                "(dollars a million tokens)",
            )


def _read(name: str, given: Mapping[str, Any], spec: type[Spec]) -> dict[str, Spec]:
    """A table of the settings as values; SocietyError that names what is wrong in it."""
    found = {}
    for key, value in given.items():
        try:
            found[key] = spec.model_validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            fields = ", ".join(spec.model_fields)
            raise SocietyError(
                f"setting [{name}.{key!r}] {where}: {first['msg']}", hint=f"it may have {fields}"
            ) from None
    return found


def _shared(limits: Mapping[str, Spec], processes: int) -> dict[str, Spec]:
    """Every limit divided among processes, at least 1 each."""
    return {
        key: limit.model_copy(
            update={
                name: max(value // processes, 1)
                for name, value in limit.model_dump().items()
                if value is not None
            }
        )
        for key, limit in limits.items()
    }
