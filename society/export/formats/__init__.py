"""Every record format by its name; one small file a trainer."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from society.export.formats import (
    axolotl,
    bedrock,
    gemini,
    llama_factory,
    openai,
    prm,
    raw,
    searched,
    sharegpt,
    swift,
    tinker,
    tokens,
    trl,
    verl,
)
from society.export.formats.format import Format, Needs, Record

__all__ = ["FORMATS", "Format", "Needs", "Record"]

FORMATS: Mapping[str, Format[Any]] = MappingProxyType(
    {
        made.name: made
        for room in (
            raw,
            trl,
            openai,
            prm,
            searched,
            tokens,
            sharegpt,
            llama_factory,
            axolotl,
            swift,
            tinker,
            verl,
            gemini,
            bedrock,
        )
        for made in room.FORMATS
    }
)
"""All formats, in the order in which they are shown."""
