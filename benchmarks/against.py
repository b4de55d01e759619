"""Compares this state of bpkit with an earlier one: whole processes in turn, and what they say.

    python -m benchmarks.against REV [--pairs 5] [--only NAME] [--python PYTHON_OF_REV]

REV is unpacked beside the folders that both work on (`trees.py`) and run by this Python, or by one that has
what REV depends on. A ratio is this state's seconds of processor by REV's in the same pair; the median of
the pairs is told, beside the median of wall time, which tells more of whatever else the machine does. What
both printed is compared as well: `same` where not a byte differs. Whoever is asked for cold begins with
an empty cache every time; the others find what the turn before them left.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median

from .processes import Run, run
from .trees import tree

HERE = Path(__file__).parent.parent
WORK = Path(tempfile.gettempdir()) / "bpkit-against"
CACHE = WORK / "cache-cold"
JSON = ("--format", "json")
# What is asked of which tree.
COMMANDS: dict[str, tuple[str, ...]] = {
    "help": ("--help",),
    "one": ("validate", "embedded-1", *JSON),
    "one-pdf": ("validate", "pdf-1", *JSON),
    "documents": ("validate", "embedded-300", *JSON),
    "mixed": ("validate", "kinds-20", *JSON),
    "cold-start": ("validate", "embedded-1", "--workers", "1", *JSON),
    "cold": ("validate", "national-300", "--workers", "1", *JSON),
    "cold-two": ("validate", "national-300", "--workers", "2", *JSON),
    "cold-forms": ("score", "forms-300", *JSON),
    "many": ("validate", "yaml-3000", *JSON),
    "score-yaml": ("score", "yaml-3000", *JSON),
    "score-forms": ("score", "forms-60", *JSON),
    "recap-yaml": ("recap", "yaml-3000", "--output", str(WORK / "recap")),
}


def state(python: str, source: Path, arguments: list[str], cold: bool) -> Run:
    """One run of bpkit as it is there."""
    environment = {**os.environ, "PYTHONPATH": str(source / "src")}
    if cold:
        shutil.rmtree(CACHE, ignore_errors=True)
        environment["BPKIT_CACHE_DIR"] = str(CACHE)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return run([python, "-m", "bpkit", *arguments], environment)


def unpacked(revision: str) -> Path:
    """The files of an earlier state."""
    git = ["git", "-C", str(HERE)]
    short = subprocess.run([*git, "rev-parse", revision], check=True, capture_output=True, text=True).stdout[
        :12
    ]
    target = WORK / short
    if not target.exists():
        target.mkdir(parents=True)
        archive = subprocess.run([*git, "archive", revision], check=True, capture_output=True).stdout
        subprocess.run(["tar", "x", "-C", str(target)], input=archive, check=True)
    return target


def arguments_of(name: str) -> list[str]:
    """The command line, with the folder for the name of its tree."""
    command, *rest = COMMANDS[name]
    return [command, str(tree(WORK, rest[0])), *rest[1:]] if rest else [command]


def compare(name: str, python: str, earlier: Path, pairs: int) -> str:
    """One line of the table."""
    arguments = arguments_of(name)
    sides = ((python, earlier), (sys.executable, HERE))
    one = partial(state, arguments=arguments, cold=name.startswith("cold"))
    for side in sides:
        one(*side)  # what is compiled and cached once
    found = [[one(*side) for side in sides] for _ in range(pairs)]
    before, now = ([one[side] for one in found] for side in (0, 1))
    ratio = median(new.processor / old.processor for old, new in found)
    figures = [median(each.processor for each in runs) for runs in (before, now)]
    walls = [median(each.wall for each in runs) for runs in (before, now)]
    peaks = [median(each.peak for each in runs) for runs in (before, now)]
    same = "same" if before[0].said == now[0].said else "differs"
    return (
        f"{name:12} {figures[0]:7.3f} {figures[1]:7.3f} {ratio:6.3f}   {walls[0]:7.3f} {walls[1]:7.3f}"
        f"   {peaks[0]:6.0f} {peaks[1]:6.0f}   {same}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision", metavar="REV")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--only", action="append", choices=list(COMMANDS))
    parser.add_argument("--python", default=sys.executable)
    options = parser.parse_args()
    earlier = unpacked(options.revision)
    print("             processor s    ratio          wall s          MiB")
    print("              before     now            before     now   before    now   output")
    for name in options.only or COMMANDS:
        print(compare(name, options.python, earlier, options.pairs), flush=True)


if __name__ == "__main__":
    main()
