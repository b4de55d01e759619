"""Feed mutants to whatever reads: `python -m fuzz`; a failing one again: `python -m fuzz --only docx:1234`.

Every mutant has limits of time and memory of its own. What fails is named by its kind and number, which is
all that it takes to make it again.
"""

from __future__ import annotations

import argparse
import os
import select
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from fuzz.mutants import mutant
from fuzz.targets import DAMAGE, TARGETS, numbered, scratch, seeds_of

SECONDS = 20  # of work on one mutant, however busy the machine is
STUCK = 300  # after which a process that hears no alarm is ended
MEMORY = 1 << 30  # bytes beside what the process has when it begins
MANY = 20_000


Failing = tuple[tuple[str, int], str]  # a mutant's kind and number, and why


class TooSlowError(Exception):
    """A mutant took too long."""


def fails(kind: str, number: int) -> str:
    """Why a mutant fails; "" where it is answered in words or read."""
    target, seeds = TARGETS[kind], seeds_of(kind)
    name, data = seeds[number % len(seeds)]
    try:
        target.feed(name, mutant(data, f"{kind}:{number}"))
    except DAMAGE:
        return ""
    except Exception as error:  # noqa: BLE001 - this is what is looked for
        last = traceback.extract_tb(error.__traceback__)[-3:]
        where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(last))
        return f"{name}: {type(error).__name__}: {str(error)[:150]!r} at {where}"
    return ""


def main() -> None:
    """Run, and end with 1 where a mutant fails."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=MANY)
    arguments.add_argument("--first", type=int, default=0, help="number of the first mutant of each kind")
    arguments.add_argument("--only", help="one mutant, such as docx:1234, or one kind")
    arguments.add_argument("--processes", "-j", type=int, default=1)
    arguments.add_argument("--part", default="0/1")
    asked = arguments.parse_args()
    if asked.only and ":" in asked.only:
        kind, _, number = asked.only.partition(":")
        said = fails(kind, int(number))
        sys.stdout.write(f"{asked.only} {said or 'is answered'}\n")
        shutil.rmtree(scratch(), ignore_errors=True)
        sys.exit(bool(said))
    if asked.processes > 1:
        sys.exit(_several(asked))
    part, _, parts = asked.part.partition("/")
    wanted = [(kind, asked.first + number) for kind, number in numbered(asked.count)]
    if asked.only:
        wanted = [one for one in wanted if one[0] == asked.only]
    begun = time.monotonic()
    mine = wanted[int(part) :: int(parts)]
    failing = 0
    for (kind, number), why in _run(mine):
        failing += 1
        sys.stdout.write(f"FAIL {kind}:{number} {why}\n")
        sys.stdout.flush()
    kinds = Counter(kind for kind, _ in mine)
    spent = f"{len(mine):,} mutants of {len(kinds)} kinds in {time.monotonic() - begun:.0f} s"
    sys.stdout.write(f"{spent}: {failing} fail\n")
    sys.exit(bool(failing))


def _several(asked: Any) -> int:
    """The same in several processes, each a part of the mutants."""
    given = ["--count", str(asked.count), "--first", str(asked.first)]
    given += ["--only", asked.only] if asked.only else []
    command = [sys.executable, "-m", "fuzz", *given]
    parts = [[*command, "--part", f"{number}/{asked.processes}"] for number in range(asked.processes)]
    return max(one.wait() for one in [subprocess.Popen(part) for part in parts])


def _run(wanted: Sequence[tuple[str, int]]) -> Iterator[Failing]:
    """The failing mutants and why, in processes that a mutant may take down."""
    at = 0
    while at < len(wanted):
        told, at = _in_a_process(wanted, at)
        yield from told


def _in_a_process(wanted: Sequence[tuple[str, int]], at: int) -> tuple[list[Failing], int]:
    """What fails of as many as one process lives to see; where the next one goes on."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _serve(wanted, at, theirs)
    os.close(theirs)
    failing = []
    with os.fdopen(ours, "rb") as answers:
        while at < len(wanted):
            ready, _, _ = select.select([answers], [], [], STUCK)
            line = answers.readline().decode() if ready else ""
            if not line.endswith("\n"):
                os.kill(child, signal.SIGKILL)
                failing.append((wanted[at], "hangs" if not ready else "ends its process"))
                at += 1
                break
            if line.strip():
                failing.append((wanted[at], line.strip()))
            at += 1
    os.waitpid(child, 0)
    return failing, at


def _serve(wanted: Sequence[tuple[str, int]], at: int, answers: int) -> None:
    """Feed mutants, a line for each; never returns."""
    import resource

    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 1)
    os.dup2(devnull, 2)
    signal.signal(signal.SIGPROF, _too_slow)
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, resource.RLIM_INFINITY))
    scratch.cache_clear()
    for kind, number in wanted[at:]:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        try:
            said = fails(kind, number)
        except BaseException as error:  # noqa: BLE001 - an alarm that came late, or the end of memory
            said = f"{type(error).__name__}"
        signal.setitimer(signal.ITIMER_PROF, 0)
        os.write(answers, said.replace("\n", " ").encode("utf-8", "replace") + b"\n")
    shutil.rmtree(scratch(), ignore_errors=True)
    os._exit(0)


def _too_slow(*_: object) -> None:
    raise TooSlowError(f"more than {SECONDS} s")


if __name__ == "__main__":
    main()
