"""Counted things in words, in the singular where there is one."""


def many(count: int, thing: str, plural: str = "") -> str:
    """So many of a thing.

    >>> many(1, "turn"), many(0, "turn"), many(2, "person", "people")
    ('1 turn', '0 turns', '2 people')
    """
    return f"{count} {thing if count == 1 else plural or f'{thing}s'}"
