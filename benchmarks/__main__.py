"""Runs the contests and keeps what came out in results.json, from which the tables of docs/speed.md are made.

    python -m benchmarks [--size 3000] [--rounds 5] [--only CONTEST …] [--folder FOLDER]

Without a size all up to 3,000 writings are run, in some minutes; `--size 36000` runs those of a nation's
year, which take far longer and 3 GiB of disk. Nothing fails because it is slow; what fails is a program that
ends with an error or finds something else than the others do.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any

from .contests import CONTESTS, MONTH, MORE, ROWS, Bench, Contest, Found, Row, Side
from .page import RESULTS, figures, judged, write_page
from .processes import Run, run

# An installed bpkit is compiled once; a checkout must not be compiled at every start to be compared.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "BPKIT_CACHE_DIR")}
ENVIRONMENT["BPKIT_LANG"] = "en"
FIGURES = ("wall", "processor", "peak")
Turn = dict[str, dict[str, float]]  # by side: its figures


def turn(sides: Mapping[str, Side]) -> Turn:
    """Every side once.

    Raises:
        SystemExit: one ended with an error, or what two found differs.
    """
    runs = {name: taken(name, side) for name, side in sides.items()}
    found = {name: side.found(runs[name].said) for name, side in sides.items()}
    compare(found)
    return {
        name: {figure: figure_of(runs[name], found[name], figure) for figure in FIGURES} for name in sides
    }


def taken(name: str, side: Side) -> Run:
    """One turn of one side."""
    side.prepare()
    outside = [os.environ["PYTHONPATH"]] if "PYTHONPATH" in os.environ else []
    path = [*filter(None, [side.environment.get("PYTHONPATH")]), str(Path(__file__).parents[1]), *outside]
    environment = {**ENVIRONMENT, **side.environment, "PYTHONPATH": os.pathsep.join(path)}
    done = run(side.command, environment)
    if done.code:
        sys.exit(f"{name} ended with {done.code}:\n{done.errors.decode(errors='replace')}")
    return done


def figure_of(done: Run, found: Found, figure: str) -> float:
    """A figure of a process; one that tells its own time is believed."""
    return float(found.get(figure, getattr(done, figure)))


def compare(found: Mapping[str, Found]) -> None:
    """Refuse figures of programs that did not do the same."""
    for one, other in combinations(found, 2):
        for name in (found[one].keys() & found[other].keys()) - set(FIGURES):
            if found[one][name] != found[other][name]:
                sys.exit(f"{name}: {one} found {found[one][name]}, {other} {found[other][name]}")


def contend(contest: Contest, bench: Bench, rounds: int) -> tuple[list[Turn], dict[str, str]]:
    """The turns of a contest, and why sides took no part."""
    sides = contest.sides(bench)
    missing = {name: side.missing for name, side in sides.items() if side.missing}
    there = {name: side for name, side in sides.items() if name not in missing}
    turns: list[Turn] = []
    print(contest.name, end=" ", flush=True)
    if there and contest.trial:
        turn(there)  # for nothing: what is compiled, what the system and bpkit keep from the first time
    for _ in range(rounds if there else 0):
        turns.append(turn(there))
        print(".", end="", flush=True)
    return turns, missing


def outcome(row: Row, turns: list[Turn], missing: Mapping[str, str]) -> dict[str, Any]:
    """What results.json keeps of a row."""
    for side in (row.side, row.against):
        if side in missing:
            return {"skipped": missing[side]}
    kept: dict[str, Any] = {"rounds": len(turns), "measured": f"{datetime.now(UTC):%Y-%m}"}
    if busy():
        kept["busy"] = True
    for name, side in (("ours", row.side), ("theirs", row.against)):
        if side:
            kept[name] = {figure: figures(median(one[side][figure] for one in turns)) for figure in FIGURES}
    if row.against:
        kept["ratio"] = {
            figure: figures(row.times * median(ratios))
            for figure in FIGURES
            if (
                ratios := [
                    one[row.side][figure] / one[row.against][figure]
                    for one in turns
                    if one[row.against][figure]
                ]
            )
        }
    return kept


def busy() -> bool:
    """Whether others want more of the processors than there is: a ratio of wall times then says little."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > 2 * (os.cpu_count() or 1)


def keep(results: Path, contest: Contest, turns: list[Turn], missing: Mapping[str, str]) -> None:
    """Put the rows of a contest into the file, and print them."""
    known = json.loads(results.read_text("utf-8")) if results.exists() else {}
    for row in (*ROWS, *MORE):
        if row.contest == contest.name:
            known[row.name] = outcome(row, turns, missing)
            print(f"\n  {row.what}, {row.peer or row.figure}: {judged(row, known[row.name])}", end="")
    print(flush=True)
    order = [row.name for row in (*ROWS, *MORE) if row.name in known]
    results.write_text(json.dumps({name: known[name] for name in order}, indent=1) + "\n", "utf-8")


def main() -> None:
    """Measure, keep and show."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", action="append", choices=list(CONTESTS))
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "bpkit-benchmark")
    parser.add_argument(
        "--cut", type=int, default=1, help="divide every size, to try the benchmarks themselves"
    )
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    bench = Bench(options.folder, options.cut)
    options.folder.mkdir(parents=True, exist_ok=True)
    for contest in CONTESTS.values():
        wanted = contest.size <= MONTH if options.size is None else contest.size == options.size
        if contest.name in options.only if options.only else wanted:
            keep(options.results, contest, *contend(contest, bench, options.rounds))
    if options.results == RESULTS:
        write_page()


if __name__ == "__main__":
    main()
