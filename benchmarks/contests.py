"""What is measured: contests, whose sides take turns, and the rows of the table that follow from them.

A side is a whole process. What the sides of a contest found must agree wherever both tell it, or there is no
figure.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NATION, MONTH, CITIES = 36_000, 3_000, 300  # writings of a year, of a month, and of a tenth of the cities
LATE = 15  # milliseconds
Found = dict[str, float | str]


def told(said: bytes) -> Found:
    """What a peer prints: a word and a figure a line."""
    lines = (line.split() for line in said.decode().splitlines())
    return {name: float(figure) for name, figure in lines}


def validated(said: bytes) -> Found:
    """What `validate` reports in JSON: how many documents and photos, and that it is this to the byte."""
    submissions = list(_submissions(json.loads(said)))
    return {
        "documents": len(submissions),
        "photos": sum(len(one["photos"]) for one in submissions),
        "report": hashlib.sha256(said).hexdigest(),
    }


def _submissions(report: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from report["submissions"]
    for unit in report.get("units", ()):
        yield from _submissions(unit)


def counted(said: bytes) -> Found:
    """Documents and photos alone, where the reports differ."""
    return {name: figure for name, figure in validated(said).items() if name != "report"}


def complete(count: int, said: bytes) -> Found:
    """Nothing to hold against another, but every document must be there."""
    if counted(said)["documents"] != count:
        sys.exit(f"Not all of {count} documents were read.")
    return {}


def scored(said: bytes) -> Found:
    """What `score` reports: how many sheets and scores."""
    report = json.loads(said)
    totals = sum(len(result["totals"]) for result in report["results"])
    codes = {code for result in report["results"] for code in result["instruments"]}
    return {"sheets": len(report["panel"]), "scores": totals * len(codes)}


def nothing(_: bytes) -> Found:
    """Where what was said can't be held against anything."""
    return {}


@dataclass(frozen=True, slots=True)
class Side:
    """One of those that take turns."""

    command: tuple[str, ...]
    found: Callable[[bytes], Found] = nothing
    environment: Mapping[str, str] = field(default_factory=dict)
    prepare: Callable[[], object] = lambda: None  # before each turn, not measured
    missing: str = ""  # what it needs and is not there


@dataclass(frozen=True, slots=True)
class Contest:
    """Sides that take turns, and how many writings it is about."""

    name: str
    size: int
    sides: Callable[[Bench], dict[str, Side]]
    trial: bool = True  # a first turn that does not count; minutes alone have none


class Bench:
    """Where trees and caches are, how far sizes are cut down, and what this bpkit can do."""

    def __init__(self, folder: Path, cut: int = 1, python: str = sys.executable) -> None:
        self.folder, self.cut, self.python = folder, cut, python
        self._trees: dict[str, str] = {}

    def count(self, size: int) -> int:
        """A size as it is run; a cut one keeps what a tree needs: a few cities, a copied writing."""
        return size if self.cut == 1 else max(size // self.cut, 4)

    def tree(self, kind: str, size: int) -> str:
        """A tree, made by a process of its own, for what that loads has no place here."""
        name = f"{kind}-{self.count(size)}"
        if name not in self._trees:
            self._trees[name] = self.make(name)
        return self._trees[name]

    def change(self, kind: str, size: int) -> None:
        """Change a writing of a tree."""
        self.make(f"{kind}-{self.count(size)}", "--change")

    def make(self, *arguments: str) -> str:
        """What `python -m benchmarks.trees` makes of these arguments: the place of a tree."""
        command = [self.python, "-m", "benchmarks.trees", str(self.folder), *arguments]
        made = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE.parent)
        return made.stdout.splitlines()[-1]

    def peer(
        self, name: str, *arguments: str, needs: str = "", found: Callable[[bytes], Found] = told
    ) -> Side:
        """A script of ours that does the same with others' means."""
        missing = "" if not needs or importlib.util.find_spec(needs) else f"{needs} is not installed"
        return Side((self.python, str(HERE / name), *arguments), found, missing=missing)

    def bpkit(self, *arguments: str, found: Callable[[bytes], Found] = nothing, **options: Any) -> Side:
        """bpkit itself; its cache is there and empty."""
        cache = self.folder / "cache-cold"
        cold = {
            "environment": {"BPKIT_CACHE_DIR": str(cache)},
            "prepare": partial(shutil.rmtree, cache, ignore_errors=True),
        }
        return Side((self.python, "-m", "bpkit", *arguments), found, **{**cold, **options})

    def validate(self, tree: str, workers: int = 0, **options: Any) -> Side:
        """A cold check of a tree, its report in JSON."""
        missing = "" if workers < 2 or self.has_workers else "--workers is not there yet"
        asked = ("--workers", str(workers)) if workers and self.has_workers else ()
        arguments = ("validate", tree, *asked, "--format", "json", "--fail-on", "never")
        return self.bpkit(*arguments, **{"found": validated, "missing": missing, **options})

    def warm(self, command: str, tree: str, **options: Any) -> Side:
        """What a nightly run asks, the cache filled by the turn before; no report."""
        cache = {"BPKIT_CACHE_DIR": str(self.folder / f"cache-{Path(tree).name}")}
        missing = "" if self.has_cache else "the cache is not there yet"
        arguments = (command, tree, "--quiet", "--fail-on", "never")
        return self.bpkit(*arguments, environment=cache, missing=missing, **options)

    @cached_property
    def has_workers(self) -> bool:
        """Whether bpkit reads in several processes."""
        return "--workers" in self._help("validate")

    @cached_property
    def has_cache(self) -> bool:
        """Whether bpkit keeps what it has read."""
        return bool(self._help("cache"))

    def _help(self, command: str) -> str:
        environment = {**os.environ, "COLUMNS": "200"}
        asked = [self.python, "-m", "bpkit", command, "--help"]
        answer = subprocess.run(asked, capture_output=True, text=True, check=False, env=environment)
        return answer.stdout if answer.returncode == 0 else ""


# The sides ------------------------------------------------------------------------------------------------


def help_pages(bench: Bench) -> dict[str, Side]:
    """Help, which loads nothing but the command line."""
    return {
        "Typer": bench.peer("peers/minimal_typer.py", "--help", found=nothing),
        "bpkit": bench.bpkit("--help"),
    }


def one(bench: Bench) -> dict[str, Side]:
    """What a single document costs is mostly the start."""
    imports = (bench.python, "-c", "import typer, lxml.etree, yaml")
    return {"imports": Side(imports), "bpkit": bench.validate(bench.tree("embedded", 1))}


def cold(bench: Bench, size: int, kind: str = "national") -> dict[str, Side]:
    """Everything read: bpkit in one process and in two."""
    tree = bench.tree(kind, size)
    return {
        "floor": bench.peer("peers/floor.py", tree),
        "one": bench.validate(tree, workers=1),
        "two": bench.validate(tree, workers=2),
    }


def cold_and_peers(bench: Bench) -> dict[str, Side]:
    """The same, with others that read the same documents."""
    tree = bench.tree("national", CITIES)
    return {
        **cold(bench, CITIES),
        "python-docx": bench.peer("peers/python_docx.py", tree),
        "docx2python": bench.peer("peers/read_with_docx2python.py", tree, needs="docx2python"),
        "kreuzberg": bench.peer("peers/read_with_kreuzberg.py", tree, needs="kreuzberg"),
        "bagit": bagit(bench),
    }


def bagit(bench: Bench) -> Side:
    """bagit.py, which reads every byte and compares its sum."""
    if not importlib.util.find_spec("bagit"):
        return Side((), missing="bagit is not installed")
    return Side((bench.python, "-m", "bagit", "--quiet", "--validate", bench.tree("bag", CITIES)))


def year(bench: Bench) -> dict[str, Side]:
    """A whole year, and one month of it: same documents, same photos."""
    tree = bench.tree("national", NATION)
    month = str(Path(tree) / "2010-01")
    found = {size: partial(complete, bench.count(size)) for size in (MONTH, NATION)}
    if bench.cut > 1:  # all in one month
        found[MONTH] = found[NATION]
    return {
        "month": bench.validate(month, found=found[MONTH]),
        "year": bench.validate(tree, found=found[NATION]),
    }


def warm(bench: Bench, size: int) -> dict[str, Side]:
    """Nothing changed since the last time."""
    tree = bench.tree("national", size)
    return {"walk": bench.peer("peers/walk.py", tree), "bpkit": bench.warm("validate", tree)}


def changed(bench: Bench, size: int) -> dict[str, Side]:
    """`run` after one writing was handed in once more, and `validate` with nothing new."""
    tree = bench.tree("worked", size)
    change = partial(bench.change, "worked", size)
    return {"validate": bench.warm("validate", tree), "run": bench.warm("run", tree, prepare=change)}


def site(bench: Bench) -> dict[str, Side]:
    """The site of a month anew, the same after one change, and what reading the cache alone takes then."""
    tree = bench.tree("worked", MONTH)
    fresh, kept = bench.folder / "site-cold", bench.folder / "site-kept"

    def forget() -> None:
        for folder in (fresh, bench.folder / "cache-cold"):
            shutil.rmtree(folder, ignore_errors=True)

    def made(output: Path) -> tuple[str, ...]:
        return ("site", tree, "--output", str(output), "--quiet")

    cache = {"BPKIT_CACHE_DIR": str(bench.folder / "cache-site")}
    change = partial(bench.change, "worked", MONTH)
    return {
        "cold": bench.bpkit(*made(fresh), prepare=forget),
        "kept": bench.bpkit(*made(kept), environment=cache, prepare=change),
        "cache": bench.warm("status", tree, prepare=change),
    }


def slow(bench: Bench) -> dict[str, Side]:
    """A share that answers late; what the other side pays is the same detour without the waiting."""
    tree = bench.tree("national", CITIES)

    def share(late: int) -> Side:
        side = bench.validate(tree)
        watched = {
            "PYTHONPATH": str(HERE / "slow_share"),
            "BPKIT_SLOW_FOLDER": tree,
            "BPKIT_SLOW_MS": str(late),
        }
        return Side(side.command, side.found, {**side.environment, **watched}, side.prepare)

    return {"at once": share(0), "late": share(LATE)}


def panel(bench: Bench) -> dict[str, Side]:
    """A panel of many assessors, each with a form in Excel."""
    tree = bench.tree("forms", 300)
    score = ("score", tree, "--format", "json", "--fail-on", "never")
    return {
        "calamine": bench.peer("peers/read_with_calamine.py", tree, needs="python_calamine"),
        "bpkit": bench.bpkit(*score, found=scored),
    }


def folder(bench: Bench) -> dict[str, Side]:
    """Photos in the documents, and beside them."""
    trees = {kind: bench.tree(kind, 1000) for kind in ("embedded", "loose")}
    return {kind: bench.validate(tree, found=counted) for kind, tree in trees.items()}


def originality(bench: Bench, new: int, old: int) -> dict[str, Side]:
    """New texts against those that are known."""
    return {"bpkit": bench.peer("inside/originality.py", str(bench.count(new)), str(bench.count(old)))}


def kinds(bench: Bench) -> dict[str, Side]:
    """Documents of other kinds."""
    tree = bench.tree("kinds", 20)
    return {kind: bench.peer("inside/kinds.py", tree, kind) for kind in ("odt", "doc", "rtf", "pdf")}


def scoring(bench: Bench) -> dict[str, Side]:
    """Sheets in YAML."""
    tree = bench.tree("yaml", MONTH)
    return {side: bench.peer("inside/scoring.py", side, tree) for side in ("pyyaml", "bpkit")}


def recap(bench: Bench) -> dict[str, Side]:
    """A form in Excel."""
    count = str(bench.count(MONTH))
    return {side: bench.peer("inside/recap.py", side, count) for side in ("openpyxl", "bpkit")}


CONTESTS = {
    contest.name: contest
    for contest in (
        Contest("help", 1, help_pages),
        Contest("one", 1, one),
        Contest("cold-300", CITIES, cold_and_peers),
        Contest("stored-300", CITIES, partial(cold, size=CITIES, kind="stored")),
        Contest("slow-300", CITIES, slow),
        Contest("panel-300", CITIES, panel),
        Contest("folder-1000", 1000, folder),
        Contest("kinds", 20, kinds),
        Contest("scoring-3000", MONTH, scoring),
        Contest("recap-3000", MONTH, recap),
        Contest("cold-3000", MONTH, partial(cold, size=MONTH)),
        Contest("warm-3000", MONTH, partial(warm, size=MONTH)),
        Contest("changed-3000", MONTH, partial(changed, size=MONTH)),
        Contest("site-3000", MONTH, site),
        Contest("originality-3000", MONTH, partial(originality, new=300, old=MONTH)),
        Contest("originality-36000", NATION, partial(originality, new=MONTH, old=NATION), trial=False),
        Contest("year-36000", NATION, year, trial=False),
        Contest("warm-36000", NATION, partial(warm, size=NATION)),
        Contest("changed-36000", NATION, partial(changed, size=NATION)),
    )
}


# The rows -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a side of a contest, held against another or against a figure."""

    what: str
    contest: str
    side: str
    against: str = ""  # another side; without one the figure itself is judged
    peer: str = ""  # how that is called in the table
    figure: str = "wall"  # wall and processor in seconds, peak in MiB
    at_most: float | None = None
    times: float = 1  # what the figure is multiplied by, where it is told for one of many

    @property
    def name(self) -> str:
        """What tells it from every other row."""
        return " ".join(filter(None, (self.contest, self.side, self.against, self.figure)))


READ = "zip directory, document.xml, heads of images"
ROWS = (
    Row("`bpkit --help`", "help", "bpkit", "Typer", "`--help` of a minimal Typer application", at_most=1.2),
    Row(
        "`validate`, one document", "one", "bpkit", "imports", "`import typer, lxml.etree, yaml`", at_most=2.2
    ),
    Row("cold, 300 writings, two workers", "cold-300", "two", "floor", READ, at_most=2.0),
    Row("cold, 300 writings, one process", "cold-300", "one", "floor", READ, at_most=3.2),
    Row("cold, 300 writings, two workers", "cold-300", "two", "python-docx", "python-docx", at_most=0.2),
    Row("cold, 3,000 writings, two workers", "cold-3000", "two", "floor", READ, at_most=2.0),
    Row("warm, 36,000 writings", "warm-36000", "bpkit", "walk", "scandir and stat of the tree", at_most=6),
    Row("`run`, one of 36,000 changed", "changed-36000", "run", "validate", "warm `validate`", at_most=1.5),
    Row("peak memory, 36,000 writings", "year-36000", "year", figure="peak", at_most=400),
    Row("the same", "year-36000", "year", "month", "the same with 3,000", "peak", at_most=2.0),
    Row(
        "cold, a writing of 36,000",
        "year-36000",
        "year",
        "month",
        "a writing of 3,000",
        at_most=1.15,
        times=MONTH / NATION,
    ),
    Row("300 writings, a share 15 ms late", "slow-300", "late", "at once", "the same at once", at_most=1.5),
    Row("3,000 new texts among 36,000", "originality-36000", "bpkit", figure="processor", at_most=3.0),
    Row("panel of 300 workbooks", "panel-300", "bpkit", "calamine", "calamine reading the same", at_most=3.0),
    Row(
        "one folder, 1,000 documents with 3 loose photos",
        "folder-1000",
        "loose",
        "embedded",
        "the same photos in the documents",
        at_most=2.0,
    ),
)
MORE = (
    Row("cold, 300 writings, one process", "cold-300", "one", "python-docx", "python-docx"),
    Row("cold, 300 writings, one process", "cold-300", "one", "docx2python", "docx2python, text and images"),
    Row("cold, 300 writings, one process", "cold-300", "one", "kreuzberg", "kreuzberg, text alone"),
    Row("cold, 300 writings, one process", "cold-300", "one", "bagit", "bagit.py, sums of all bytes"),
    Row("cold, 300 writings as Word stores photos, two workers", "stored-300", "two", "floor", READ),
    Row("cold, 300 writings as Word stores photos, one process", "stored-300", "one", "floor", READ),
    Row("cold, 3,000 writings, one process", "cold-3000", "one", "floor", READ),
    Row("warm, 3,000 writings", "warm-3000", "bpkit", "walk", "scandir and stat of the tree"),
    Row("`run`, one of 3,000 changed", "changed-3000", "run", "validate", "warm `validate`"),
    Row("`site`, 3,000 writings anew", "site-3000", "cold", figure="wall", at_most=60),
    Row("the same, processor", "site-3000", "cold", figure="processor"),
    Row("`site`, one of 3,000 changed", "site-3000", "kept", figure="wall"),
    Row("the same, processor", "site-3000", "kept", figure="processor"),
    Row("reading what is known of 3,000, `status`", "site-3000", "cache", figure="processor"),
    Row("300 new texts among 3,000", "originality-3000", "bpkit", figure="processor"),
    Row(
        "3,000 writings × 5 sheets in YAML",
        "scoring-3000",
        "bpkit",
        "pyyaml",
        "PyYAML's C loader",
        at_most=2.5,
    ),
    Row("Lampiran 2 with 3,000 rows", "recap-3000", "bpkit", "openpyxl", "openpyxl, same cells", at_most=1.6),
    Row("an .odt of five pages", "kinds", "odt", figure="processor", at_most=0.005),
    Row("a .doc of five pages", "kinds", "doc", figure="processor", at_most=0.005),
    Row("an .rtf of five pages", "kinds", "rtf", figure="processor", at_most=0.025),
    Row("a .pdf of five pages", "kinds", "pdf", figure="processor", at_most=0.025),
)
