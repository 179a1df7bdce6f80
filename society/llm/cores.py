"""How many cores there are to compute with."""

import os
from pathlib import Path

TOPOLOGY = Path("/sys/devices/system/cpu")


def physical_cores(topology: Path = TOPOLOGY) -> int:
    """Cores this process may run on, hyper-threads counted once where the system tells them."""
    mine = _allowed()
    pairs = {_core(topology / f"cpu{each}" / "topology") for each in mine}
    known = pairs - {None}
    return len(known) if known and None not in pairs else len(mine)


def _allowed() -> list[int]:
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def _core(topology: Path) -> tuple[str, str] | None:
    try:
        package = (topology / "physical_package_id").read_text(encoding="utf-8")
        return package, (topology / "core_id").read_text(encoding="utf-8")
    except OSError:
        return None
