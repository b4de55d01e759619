"""Write constraints.txt: the versions of everything that bpkit is tested with, as they are newest today.

`make demo`, `make test` and `.ci/run` install by it, so that they work on any day; the wheel
keeps its ranges. Only names and versions go in, never where they came from.

    python tools/pin_versions.py
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
PINS = ROOT / "constraints.txt"
HEADER = "# The versions that were tested, on Python {python}. Written by `make update`; do not edit.\n"


def main() -> None:
    """Install everything in an empty environment and note what came."""
    with tempfile.TemporaryDirectory() as scratch:
        python = environment(Path(scratch))
        install(python, [f"{ROOT}[dev,deep,browser,app]", *build_requirements()])
        PINS.write_text(HEADER.format(python=_minor()) + pins(python), encoding="utf-8", newline="\n")
    print(PINS.name)


def environment(place: Path) -> Path:
    """The Python of a new environment at this place."""
    venv.create(place, with_pip=True)
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def build_requirements() -> list[str]:
    """What builds the wheel: it is installed apart, and would else be the one thing not pinned."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [str(one) for one in project["build-system"]["requires"]]


def install(python: Path, what: list[str]) -> None:
    """Install with the pip of that environment."""
    subprocess.run([python, "-m", "pip", "install", "--quiet", *what], check=True)


def pins(python: Path) -> str:
    """`name==version`, a line each, bpkit itself left out.

    Raises:
        SystemExit: something was not installed by its version, but from a place.
    """
    listed = subprocess.run(
        [python, "-m", "pip", "freeze", "--exclude", "bpkit"], check=True, capture_output=True, text=True
    )
    lines = sorted(listed.stdout.splitlines(), key=str.casefold)
    if strange := [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.+!-]+", line)]:
        sys.exit(f"not pinned by a version: {', '.join(strange)}")
    return "".join(f"{line}\n" for line in lines)


def _minor() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


if __name__ == "__main__":
    main()
