"""Scoring a panel from YAML: sheets read, the panel assessed and looked at with every rule.

python benchmarks/inside/scoring.py bpkit|pyyaml FOLDER

The peer is PyYAML's C loader reading the same files.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from benchmarks.processes import clocked
from bpkit.levels import default_levels
from bpkit.model.scores import Assessment, Candidate, Panel
from bpkit.model.settings import Settings
from bpkit.reading.panel.sheets import read_sheet
from bpkit.rules.registry import Context, Subject, rules_on
from bpkit.scoring.results import assess
from bpkit.settings.rubrics import load_rubric


def load_with_pyyaml(paths: list[Path]) -> int:
    """What the ratio is counted from: how many scores were loaded."""
    loaded = [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in paths]
    return sum(len(scores) for sheet in loaded for scores in sheet["nilai"].values())


def score(paths: list[Path], titles: list[str]) -> Assessment:
    """The panel as assessed."""
    rubric = load_rubric("pob-2010")
    sheets = tuple(read_sheet(path, path.read_bytes()) for path in paths)
    candidates = tuple(Candidate(t, t, f"Kota {t[-2:]}", "Jawa Tengah", Path(f"{t}.docx")) for t in titles)
    panel = Panel(default_levels().top, "", None, Path(), candidates, sheets, None, (), len(paths))
    assessment = assess(panel, rubric)
    context = Context(Settings(), rubric)
    for subject, value in ((Subject.PANEL, panel), (Subject.ASSESSMENT, assessment)):
        for rule in rules_on(subject):
            list(rule.check(value, context))
    return assessment


def main() -> None:
    """Measure one side."""
    folder = Path(sys.argv[2])
    paths = sorted(folder.glob("penilaian/*.yaml"))
    titles = sorted(path.stem for path in folder.glob("*.docx"))
    if sys.argv[1] == "pyyaml":
        print("scores", clocked(lambda: load_with_pyyaml(paths)))
        return
    assessment = clocked(lambda: score(paths, titles))
    rows = (row for sheet in assessment.panel.sheets for row in sheet.rows)
    print("scores", sum(len(row.scores) for row in rows))


if __name__ == "__main__":
    main()
