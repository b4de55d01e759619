"""The programme of cluster forums: its example holds exactly what its README says."""

from __future__ import annotations

import json
import re
from pathlib import Path

from make.shares import Run

EXAMPLE = Path(__file__).parents[2] / "examples" / "fpk-2010"
ROW = re.compile(r"^\| (BP\d{3}) \| ([^|]+) \| .+ \|$", re.M)


def test_the_example_has_exactly_the_findings_that_its_readme_lists(tmp_path: Path, run: Run) -> None:
    place = tmp_path / "demo"
    run("demo", "--program", "fpk-2010", str(place))
    data = json.loads(run("validate", str(place), "--format", "json")[1])
    found = [(one["code"], unit["path"]) for unit in data["units"] for one in unit["findings"]]
    assert sorted(found) == sorted(ROW.findall((EXAMPLE / "README.md").read_text("utf-8")))


def test_readiness_of_the_first_meeting_is_24_of_25(run: Run) -> None:
    data = json.loads(run("score", str(EXAMPLE), "--format", "json")[1])
    first = next(unit for unit in data["units"] if unit["path"] == "pertemuan-1 (Makassar)")
    values = [one["outcomes"][0]["total"]["value"] for one in first["judgements"]]
    assert values[0] in ("24/25", "0.96")
