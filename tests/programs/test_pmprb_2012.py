"""The self-assessment of bureaucratic reform: its example holds exactly what its README says, and runs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from make.shares import Run, walk
from openpyxl import load_workbook

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


AGENCY = "PMPRB (Kabupaten Kendal)_(2013)"
UNITS = {name: f"{AGENCY}/unit ({name})_(2013)" for name in ("Dinas Pendidikan", "Dinas Kesehatan")}
CRITERION = "hasil-kinerja"  # below it the agency's panel put a value of its own, with a reason


def values(place: Path, run: Run) -> dict[str, dict[str, Any]]:
    """Every item of the first judgement in JSON, by the folder of the unit and the item's code."""
    told = json.loads(run("score", place, "--format", "json")[1])
    units = [one for one in walk(told, "units") if "judgements" in one]
    totals = {one["path"]: one["judgements"][0]["outcomes"][0]["total"] for one in units}
    return {path: {one["item"]: one for one in walk(total, "items")} for path, total in totals.items()}


def test_the_sources_of_an_agencys_value_say_what_its_units_have(place: Path, run: Run) -> None:
    found = values(place, run)
    sources = {one["path"]: one["text"] for one in found[AGENCY][CRITERION]["sources"]}
    assert sources == {path: found[path][CRITERION]["value"] for path in UNITS.values()}
    assert found[AGENCY]["9.1"]["value"] == "70"


def test_the_recap_by_unit_shows_each_units_own_value_and_what_the_panel_made_of_it(
    place: Path, run: Run
) -> None:
    found = values(place, run)
    run("recap", place)
    (file,) = (place / AGENCY).glob("Rekap Unit dan Kriteria_*.xlsx")
    rows = {row[0]: row for row in load_workbook(file).worksheets[0].iter_rows(values_only=True) if row[0]}
    at = rows["Unit"].index("Kinerja Utama")
    for name, path in (UNITS | {"Kabupaten Kendal": AGENCY}).items():
        assert rows[name][at] == float(found[path][CRITERION]["value"])
    assert "9.1" in str(rows["Kabupaten Kendal"][-1])
