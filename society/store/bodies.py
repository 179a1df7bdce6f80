"""Long texts kept small: each as what it adds to an earlier one, squeezed. Pure.

A prompt of turn 9 is the prompt of turn 7 with two turns more in its middle. So a body is stored as
the bytes it shares with its base at the head and at the tail, and its own bytes between them,
deflated with the base as dictionary: a transcript costs its growth, not its square.
"""

import zlib
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

_WIDE, _NARROW, _TINY = zlib.MAX_WBITS, 13, 11
_SHORT, _LINE = 4096, 512


class Body(NamedTuple):
    """A stored body: `head` and `tail` bytes are its base's, `data` is what lies between."""

    sha: bytes
    base: bytes | None
    head: int
    tail: int
    data: bytes


def squeeze(plain: bytes, like: bytes = b"") -> bytes:
    """Deflated bytes; whoever opens them needs the same `like`.

    A short text gets a narrow window: clearing the wide one would cost ten times the work.
    """
    bits = _TINY if len(plain) <= _LINE else _NARROW if len(plain) <= _SHORT else _WIDE
    asked = (9, zlib.DEFLATED, -bits, 6)
    window = like[-(1 << bits) :]
    tool = zlib.compressobj(*asked, zdict=window) if window else zlib.compressobj(*asked)
    return tool.compress(plain) + tool.flush()


def stretch(data: bytes, like: bytes = b"") -> bytes:
    """What `squeeze` was given; zlib.error where the bytes are damaged."""
    window = like[-(1 << _WIDE) :]
    tool = zlib.decompressobj(-_WIDE, zdict=window) if window else zlib.decompressobj(-_WIDE)
    return tool.decompress(data) + tool.flush()


def pack(plain: bytes, base: bytes | None = None, base_sha: bytes | None = None) -> Body:
    """The body of `plain`, told as its difference to `base` where one is given.

    `base_sha` is the key of the base, where it is known.
    """
    sha = sha256(plain).digest()
    if not base or base == plain:
        return Body(sha, None, 0, 0, squeeze(plain))
    head = _shared(plain, base)
    tail = _shared(plain[head:][::-1], base[head:][::-1])
    middle = plain[head : len(plain) - tail]
    return Body(sha, base_sha or sha256(base).digest(), head, tail, squeeze(middle, base))


def unpack(sha: bytes, bodies: Mapping[bytes, Body], known: dict[bytes, bytes]) -> bytes:
    """The plain bytes of `sha`; `known` keeps what was unpacked on the way for the next call.

    Raises KeyError where a base is missing and ValueError where the bytes are not what was stored.
    """
    chain = []
    at: bytes | None = sha
    while at is not None and at not in known:
        chain.append(bodies[at])
        at = bodies[at].base
    for body in reversed(chain):
        known[body.sha] = _plain(body, known[body.base] if body.base else b"")
    return known[sha]


def _plain(body: Body, base: bytes) -> bytes:
    tail = base[len(base) - body.tail :]
    plain = base[: body.head] + stretch(body.data, base) + tail
    if sha256(plain).digest() != body.sha:
        raise ValueError(f"body {body.sha.hex()[:12]} does not hold what was stored")
    return plain


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes both begin with, by halving: each step is one memory comparison."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
