"""Build the wheel and compare it with the checkout: what is here is in it, and nothing else."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
PACKAGES = ("society", "judges", "tui", "scenarios")


def main() -> int:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *PACKAGES],
        capture_output=True,
        text=True,
        cwd=HOUSE,
        check=True,
    )
    here = {name for name in tracked.stdout.splitlines() if (HOUSE / name).is_file()}
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
            cwd=HOUSE,
            check=True,
            capture_output=True,
        )
        (wheel,) = Path(folder).glob("*.whl")
        size = wheel.stat().st_size
        names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    for what, found in [("missing from", here - names), ("only in", names - here)]:
        for name in sorted(found):
            print(f"{what} the wheel: {name}")
    print(f"wheel: {len(names)} files, {size / 1000:.0f} kB")
    return int(names != here)


if __name__ == "__main__":
    sys.exit(main())
