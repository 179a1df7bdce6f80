"""What a judge that is a program cannot look into: the memory and the environment of this process.

Linux alone keeps that from programs of the same user, and not from root.
"""

import ctypes
import sys

SET_DUMPABLE, GET_DUMPABLE = 4, 3


def hide() -> bool:
    """From now on this process's memory and environment are closed to other programs of its user.

    It leaves no core dump either, in which keys would lie. False where the system has no such
    thing. What the shell exported lies open in the shell's own environment all the same.
    """
    if sys.platform != "linux":
        return False
    return _prctl(SET_DUMPABLE, 0) == 0


def is_hidden() -> bool:
    """Whether this process is closed."""
    return sys.platform == "linux" and _prctl(GET_DUMPABLE, 0) == 0


def _prctl(what: int, value: int) -> int:
    call = ctypes.CDLL(None, use_errno=True).prctl
    call.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    call.restype = ctypes.c_int
    return int(call(what, value, 0, 0, 0))
