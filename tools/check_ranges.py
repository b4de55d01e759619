"""Run the tests of what stands on libraries with the oldest and the newest versions allowed.

`constraints.txt` holds what `make test` runs with; people who install the wheel get something between these
two. What differs from the pins is shown beside each outcome. Exit code 1 where the tests fail with either.

    python tools/check_ranges.py [oldest|newest]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pin_versions import environment

ROOT = Path(__file__).parents[1]
# What reads and writes by libraries; rules, scores and the order of work are our own, whatever the versions.
ROOMS = ("cache", "forms", "panels", "reading", "reports", "settings")
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}


def main() -> None:
    """Run what was asked for, else both."""
    wanted = sys.argv[1:] or list(RESOLUTIONS)
    with tempfile.TemporaryDirectory() as scratch:
        uv = _uv(Path(scratch))
        failed = [name for name in wanted if not passes(name, uv, Path(scratch) / name)]
    if failed:
        sys.exit(f"The tests fail with the {' and the '.join(failed)} versions that pyproject.toml allows.")


def passes(name: str, uv: Path, place: Path) -> bool:
    """Whether the tests pass with these versions; says which they are."""
    python = environment(place)
    install = [str(uv), "pip", "install", "--quiet", "--python", str(python)]
    wanted = ["--resolution", RESOLUTIONS[name], "--editable", f"{ROOT}[dev]"]
    subprocess.run([*install, *wanted], check=True, env=_unpinned())
    listed = subprocess.run(
        [uv, "pip", "freeze", "--python", python], check=True, capture_output=True, text=True
    )
    print(f"With the {name} versions:", flush=True)
    for line in differences(versions((ROOT / "constraints.txt").read_text()), versions(listed.stdout)):
        print(f"  {line}")
    rooms = [f"tests/{room}" for room in ROOMS]
    return subprocess.run([python, "-m", "pytest", "-n", "2", *rooms], cwd=ROOT, check=False).returncode == 0


def versions(text: str) -> dict[str, str]:
    """Versions by name, from lines such as `lxml==6.0.2`."""
    pairs = (line.partition("==") for line in text.splitlines() if "==" in line and not line.startswith("#"))
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, _, version in pairs}


def differences(pinned: Mapping[str, str], used: Mapping[str, str]) -> list[str]:
    """A line for every package whose version is not the pinned one."""
    return [
        f"{name} {used[name]} (pinned: {pinned.get(name, 'not')})"
        for name in sorted(used)
        if used[name] != pinned.get(name)
    ] or ["nothing differs from the pins"]


def _uv(scratch: Path) -> Path:
    """The resolver: pip knows no way to take the oldest."""
    python = environment(scratch / "uv")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True, env=_unpinned())
    return python.with_name("uv" + python.suffix)


def _unpinned() -> dict[str, str]:
    """The environment without make's pins."""
    return {name: value for name, value in os.environ.items() if not name.endswith("_CONSTRAINT")}


if __name__ == "__main__":
    main()
