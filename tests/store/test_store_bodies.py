"""Bodies: whatever is packed comes back, and a growing prompt costs its growth."""

from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from society.store.bodies import pack, squeeze, stretch, unpack


@given(st.binary(max_size=400), st.binary(max_size=400), st.binary(max_size=100))
def test_a_body_comes_back_whatever_it_shares_with_its_base(
    one: bytes, other: bytes, shared: bytes
) -> None:
    base = shared + one + shared
    plain = shared + other + shared
    bodies = {body.sha: body for body in (pack(base), pack(plain, base))}

    assert unpack(sha256(plain).digest(), bodies, {}) == plain


@pytest.mark.parametrize("size", [0, 10, 5_000, 50_000])
def test_a_text_of_any_length_is_squeezed_and_stretched(size: int) -> None:
    plain = bytes(number % 251 for number in range(size))
    like = b"something said before " * 3_000

    assert stretch(squeeze(plain, like), like) == plain


def test_a_prompt_that_grows_costs_its_growth_not_its_length() -> None:
    turns = [sha256(str(number).encode()).hexdigest() * 8 for number in range(60)]
    prompts = [("Rules. " + " ".join(turns[:upto]) + " Speak.").encode() for upto in range(60)]

    packed = [pack(prompts[0])]
    packed += [pack(now, before) for before, now in pairwise(prompts)]

    assert max(len(body.data) for body in packed) < 120
    assert unpack(packed[-1].sha, {body.sha: body for body in packed}, {}) == prompts[-1]


def test_a_chain_of_thousands_is_unpacked_without_recursion() -> None:
    plains = [f"turn {number}".encode() for number in range(5_000)]
    packed = [pack(plains[0])]
    packed += [pack(now, before) for before, now in pairwise(plains)]

    assert unpack(packed[-1].sha, {body.sha: body for body in packed}, {}) == plains[-1]


def test_damaged_bytes_are_told_not_returned() -> None:
    base, body = pack(b"abcdef"), pack(b"abcXdef", b"abcdef")
    damaged = body._replace(head=2)

    with pytest.raises(ValueError, match="does not hold what was stored"):
        unpack(body.sha, {base.sha: base, body.sha: damaged}, {})
