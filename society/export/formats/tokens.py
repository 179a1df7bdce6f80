"""tokens: token ids and labels, the exact loss mask, for any trainer."""

from dataclasses import replace

from society.domain.errors import SocietyError
from society.export.formats.format import Format, Record
from society.export.formats.messages import ending, origin
from society.export.tally import Encode
from society.export.views import Lens

IGNORED = -100
"""The label of a token that is not trained."""


def needing() -> SocietyError:
    """What is wrong where there is no tokenizer."""
    return SocietyError(
        "the format tokens needs a tokenizer", hint="name one with --tokenizer PATH"
    )


def record(lens: Lens) -> Record:
    """No record without a tokenizer."""
    raise needing()


def with_encoder(encode: Encode) -> Format[Lens]:
    """The format, writing with that tokenizer and its chat template."""

    def encoded(lens: Lens) -> Record:
        told = [
            {"role": each.role, "content": each.content, "train": each.train} for each in lens.lines
        ]
        ids, own = encode(told)
        labels = [each if mine else IGNORED for each, mine in zip(ids, own, strict=True)]
        return {"input_ids": ids, "labels": labels, **origin(lens), **ending(lens)}

    return replace(TOKENS, record=encoded)


TOKENS = Format(
    name="tokens",
    title="token ids with the exact loss mask, by your tokenizer",
    needs="lens",
    record=record,
    kind="parquet",
)
FORMATS = (TOKENS,)
