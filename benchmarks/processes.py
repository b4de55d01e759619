"""One process and all that it starts, to the end: wall time, processor time, peak memory and what it said.

It is started by a small process of its own, this script, for the peak of a child begins at its parent's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")
OFTEN = 0.05  # seconds between two looks at the memory of the processes


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took, its children included."""

    wall: float  # seconds
    processor: float  # seconds; 0 where the system does not tell
    peak: float  # MiB, shared pages counted once; 0 where the system does not tell
    said: bytes
    errors: bytes
    code: int


def run(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """One process to its end."""
    with tempfile.TemporaryDirectory() as folder:
        kept = [Path(folder) / name for name in ("said", "errors", "taken")]
        watched = [sys.executable, "-S", __file__, *map(str, kept), *command]
        subprocess.run(watched, env=environment, check=True)
        said, errors, taken = (path.read_bytes() for path in kept)
        return Run(said=said, errors=errors, **json.loads(taken))


def watched(said: str, errors: str, taken: str, *command: str) -> None:
    """Run a command and write what it said and took into these files."""
    with Path(said).open("wb") as out, Path(errors).open("wb") as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        with Watch(process.pid) as watch:
            if hasattr(os, "wait4"):
                _, status, usage = os.wait4(process.pid, 0)
                # Told here, or Popen waits for a process that is no more.
                process.returncode = os.waitstatus_to_exitcode(status)
                processor, largest = usage.ru_utime + usage.ru_stime, usage.ru_maxrss
            else:  # Windows
                process.wait()
                processor, largest = 0.0, 0
            wall = time.perf_counter() - start
    peak = max(watch.peak, largest / (1024 if sys.platform == "linux" else 1024**2))
    figures = {"wall": wall, "processor": processor, "peak": peak, "code": process.returncode}
    Path(taken).write_text(json.dumps(figures), "utf-8")


class Watch:
    """Looks at the memory of a process and of what it started, again and again (Linux alone).

    The largest process is told by the system when it ends; several at once are told by nobody.
    """

    def __init__(self, process: int) -> None:
        self.peak = 0.0
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(OFTEN):
            together = list(family(self._process))
            # Of one alone the system itself tells the peak, at no cost to what is measured.
            if len(together) > 1:
                self.peak = max(self.peak, sum(map(memory, together)))


def family(process: int) -> Iterator[int]:
    """A process and what it started."""
    yield process
    try:
        tasks = Path(f"/proc/{process}/task").iterdir()
        children = [(task / "children").read_text() for task in tasks]
    except OSError:  # it ended meanwhile
        return
    for child in " ".join(children).split():
        yield from family(int(child))


def memory(process: int) -> float:
    """MiB of a process, its share of what it has in common with others."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def clocked(work: Callable[[], Result]) -> Result:
    """For a process that measures but a part of itself: do that part and print what it took."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    print("wall", time.perf_counter() - wall)
    print("processor", time.process_time() - processor)
    return result


if __name__ == "__main__":
    watched(*sys.argv[1:])
