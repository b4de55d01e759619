"""Every benchmark in turn, with what each is wanted to reach once more at the end.

    python -m benchmarks [NAME …]

Each runs in a process of its own, so that none finds what another has loaded. Nothing fails here: the figures
are for people to compare.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
BENCHMARKS = ("validate", "scoring", "recap", "kinds")
JUDGED = ("wanted", "target")  # how the lines are marked that hold a figure against what is wanted


def lines_of(name: str) -> Iterator[str]:
    """What a benchmark prints, line by line as it comes."""
    command = [sys.executable, str(HERE / f"{name}.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        for line in process.stdout or ():
            yield line.rstrip()
    if process.returncode:
        sys.exit(process.returncode)


def main() -> None:
    """Run those that are named, or all."""
    summary = []
    for name in sys.argv[1:] or BENCHMARKS:
        print(f"\n{name}", flush=True)
        for line in lines_of(name):
            print(f"  {line}", flush=True)
            if any(word in line for word in JUDGED):
                summary.append(f"  {name:9} {line}")
    print("\nIn short", *summary, sep="\n")


if __name__ == "__main__":
    main()
