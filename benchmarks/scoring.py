"""Scoring 3,000 writings by 5 assessors from YAML, against PyYAML's C loader reading the same files.

    python benchmarks/scoring.py

Prints both times and their ratio (at most 2.5 is wanted), best of three rounds in one process.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from bpkit.model.scores import Candidate, Panel, Sheet
from bpkit.model.settings import Settings
from bpkit.model.units import Level
from bpkit.reading.panel.sheets import read_sheet
from bpkit.rules.registry import Context, Subject, rules_on
from bpkit.scoring.results import assess
from bpkit.settings.rubrics import load_rubric

WRITINGS, ASSESSORS, ROUNDS, WANTED = 3000, 5, 3, 2.5
RUBRIC = load_rubric("pob-2010")


def write_sheets(folder: Path) -> list[Path]:
    """One YAML sheet per assessor with every writing on it."""
    chance = random.Random(2010)
    paths = []
    for number in range(ASSESSORS):
        lines = [
            "rubrik: pob-2010",
            "tingkat: kmp",
            f"penilai: {{nama: Penilai {number}, jabatan: TA}}",
            "nilai:",
        ]
        for writing in range(WRITINGS):
            lines.append(f"  {title(writing)}:")
            lines += [f"    {code}: {chance.randint(5, 10)}" for code in RUBRIC.codes]
            lines.append("    catatan: Foto baik.")
        path = folder / f"penilai-{number}.yaml"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def title(number: int) -> str:
    """A title as long as titles are."""
    return f"Dari Sampah Menjadi Berkah di Kampung {number}"


def load_with_pyyaml(paths: list[Path]) -> None:
    """What the ratio is counted from."""
    for path in paths:
        yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)


def score(paths: list[Path]) -> None:
    """Read the sheets, assess the panel and look at it with every rule."""
    sheets: list[Sheet] = [read_sheet(path, path.read_bytes()) for path in paths]
    names = [title(number) for number in range(WRITINGS)]
    candidates = tuple(Candidate(t, t, f"Kota {t[-2:]}", "Jawa Tengah", Path(f"{t}.docx")) for t in names)
    panel = Panel(Level.KMP, "", None, Path(), candidates, tuple(sheets), None, (), 5)
    assessment = assess(panel, RUBRIC)
    context = Context(Settings(), RUBRIC)
    faults = [f for rule in rules_on(Subject.PANEL) for f in rule.check(panel, context)]
    faults += [f for rule in rules_on(Subject.ASSESSMENT) for f in rule.check(assessment, context)]
    assert len(assessment.results) == WRITINGS
    assert assessment.agreement is not None


def best(work: Callable[[list[Path]], None], paths: list[Path]) -> float:
    """The best time of some rounds, in seconds."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work(paths)
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        paths = write_sheets(Path(folder))
        floor, ours = best(load_with_pyyaml, paths), best(score, paths)
    print(f"PyYAML's C loader  {floor:6.2f} s")
    print(f"bpkit              {ours:6.2f} s")
    print(f"ratio              {ours / floor:6.2f}   (wanted: at most {WANTED})")


if __name__ == "__main__":
    main()
