"""The self-assessment of bureaucratic reform: its example holds exactly what its README says, and runs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from make.shares import Run

README = Path(__file__).parents[2] / "examples" / "pmprb-2012.md"
ROW = re.compile(r"^\| (BP\d{3}) \| ([^|]+) \| .+ \|$", re.MULTILINE)


@pytest.fixture
def place(tmp_path: Path, run: Run) -> Path:
    """A copy of the example."""
    run("demo", "--program", "pmprb-2012", tmp_path / "demo")
    return tmp_path / "demo"


def findings(unit: Any) -> Iterator[tuple[str, str]]:
    yield from ((one["code"], one["path"]) for one in unit["findings"])
    for below in unit.get("units", ()):
        yield from findings(below)


def test_the_example_has_exactly_the_findings_that_its_readme_lists(place: Path, run: Run) -> None:
    found = list(findings(json.loads(run("validate", place, "--format", "json")[1])))
    assert sorted(found) == sorted(ROW.findall(README.read_text("utf-8")))


def test_a_run_writes_the_forms_and_a_second_one_changes_no_byte(place: Path, run: Run) -> None:
    assert run("run", place, "--fail-on", "never")[0] == 0
    written = {path: hashlib.sha256(path.read_bytes()).digest() for path in place.rglob("*.xlsx")}
    assert any("Rekap" in path.name for path in written)
    assert run("run", place, "--fail-on", "never")[0] == 0
    again = {path: hashlib.sha256(path.read_bytes()).digest() for path in place.rglob("*.xlsx")}
    assert again == written
