"""Builds panels for tests: sheets as the YAML that people type, candidates by title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from bpkit.model.levels import Level
from bpkit.model.problems import Finding
from bpkit.model.scores import Assessment, Candidate, Decision, Panel, Result, Rubric, Sheet
from bpkit.model.settings import City, Province, Settings
from bpkit.model.units import Period
from bpkit.reading.panel.sheets import read_decision, read_sheet
from bpkit.rules.registry import Context, Subject, all_rules, rules_on
from bpkit.scoring.results import assess
from bpkit.settings.rubrics import load_rubric
from bpkit.wording import LANGUAGES, catalogue
from make.levels import PROVINCE_LEVEL

FOLDER = Path("KMW")
OCTOBER = Period(2010, 10)
POB = load_rubric("pob-2010")
SITI, BUDI, DEWI = "Siti Rahma", "Budi Santoso", "Dewi Lestari"
THREE = (SITI, BUDI, DEWI)

# Scores that give a total: 700 is seven everywhere.
Scores = Mapping[str, object] | int


def scores(total: Scores, rubric: Rubric = POB) -> dict[str, object]:
    """A row of whole scores with this total; it must be a multiple of ten that 1–10 can give."""
    if not isinstance(total, int):
        return dict(total)
    row = {instrument.code: 1 for instrument in rubric.instruments}
    left = total - 100
    for instrument in sorted(rubric.instruments, key=lambda one: -one.weight):
        step = min(9, int(left // instrument.weight))
        row[instrument.code] += step
        left -= int(step * instrument.weight)
    assert left == 0, total
    return dict(row)


def sheet_yaml(
    assessor: str,
    rows: Mapping[str, Scores],
    *,
    head: str = "rubrik: pob-2010\ntingkat: kmw\n",
    aside: Sequence[str] = (),
    agreed: Sequence[str] = (),
    extra: str = "",
) -> str:
    """A sheet as it is typed."""
    who = (
        f"kesepakatan: [{', '.join(agreed)}]\n"
        if agreed
        else f'penilai: {{nama: "{assessor}", jabatan: TA}}\n'
    )
    lines = [head, who, "nilai:\n"]
    for title, row in rows.items():
        lines.append(f'  "{title}":\n')
        lines += [f"    {code}: {score}\n" for code, score in scores(row).items()]
    if aside:
        lines.append(f"berhalangan: [{', '.join(aside)}]\n")
    return "".join(lines) + extra


def sheet(assessor: str, rows: Mapping[str, Scores], *, name: str = "", **more: object) -> Sheet:
    """That sheet, read."""
    text = sheet_yaml(assessor, rows, **more)  # type: ignore[arg-type]
    path = FOLDER / "penilaian" / (name or f"{assessor or 'panel'}.yaml")
    return read_sheet(path, text.encode())


def decision(text: str) -> Decision:
    """A decision as it is typed."""
    return read_decision(FOLDER / "penilaian" / "keputusan.yaml", text.encode())


def candidate(
    title: str, city: str = "Semarang", *, key: str = "", author: str = "", source: str = "TF-01"
) -> Candidate:
    """A writing that was proposed."""
    path = FOLDER / f"best practice_korkot ({city})_(Oktober)" / f"{title}.docx"
    return Candidate(key or title, title, city, "Jawa Tengah", path, author, source, sha256=title)


def panel(
    titles: Iterable[str | Candidate],
    sheets: Iterable[Sheet],
    *,
    level: Level = PROVINCE_LEVEL,
    decided: Decision | None = None,
    expected: Sequence[str] = (),
    seats: int | None = 3,
    others: Sequence[Candidate] = (),
) -> Panel:
    """A panel with these on its table."""
    candidates = tuple(one if isinstance(one, Candidate) else candidate(one) for one in titles)
    return Panel(
        level,
        "Jawa Tengah",
        OCTOBER,
        FOLDER,
        candidates,
        tuple(sheets),
        decided,
        tuple(expected),
        seats,
        tuple(others),
    )


def three_sheets(rows: Mapping[str, Sequence[Any]], names: Sequence[str] = THREE) -> list[Sheet]:
    """A sheet of each assessor; `rows` has a total per assessor for every title."""
    return [sheet(name, {title: totals[i] for title, totals in rows.items()}) for i, name in enumerate(names)]


def judge(rows: Mapping[str, Sequence[Any]], names: Sequence[str] = THREE, **more: object) -> Assessment:
    """What a panel of three makes of these totals."""
    return assess(panel(rows, three_sheets(rows, names), **more), POB)  # type: ignore[arg-type]


def results(assessment: Assessment) -> dict[str, Result]:
    """The results by the candidates' keys."""
    return {result.candidate.key: result for result in assessment.results}


def selected(assessment: Assessment) -> list[str]:
    """The winners, best first."""
    return [result.candidate.key for result in assessment.results if result.selected]


def finals(assessment: Assessment) -> dict[str, Fraction | None]:
    """The final values by key."""
    return {result.candidate.key: result.final for result in assessment.results}


def settings(teams: int = 9) -> Settings:
    """A roster with one city."""
    return Settings(provinces=(Province("Jawa Tengah", (City("Semarang", teams),)),))


def findings(
    subject: Panel | Assessment, rubric: Rubric = POB, roster: Settings | None = None
) -> list[Finding]:
    """What the rules for panels and assessments say, by code."""
    assessment = subject if isinstance(subject, Assessment) else assess(subject, rubric)
    context = Context(roster or Settings(), rubric)
    pairs = ((Subject.PANEL, assessment.panel), (Subject.ASSESSMENT, assessment))
    return [
        Finding(rule.code, problem.severity or rule.severity, problem)
        for kind, about in pairs
        for rule in rules_on(kind)
        for problem in rule.check(about, context)
    ]


def spoken(finding: Finding) -> list[str]:
    """Everything the finding says, in both languages; fails where a word lacks its value."""
    entry = catalogue(f"rules/{all_rules()[finding.code].family}.yaml")[finding.code]
    problem = finding.problem
    variant = entry["variants"][problem.variant] if problem.variant else {}
    texts = [variant.get(part) or entry[part] for part in ("message", "remedy")]
    values = {"found": problem.found, "expected": problem.expected, **problem.values}
    return [text[language].format_map(values) for text in texts for language in LANGUAGES]


def codes(subject: Panel | Assessment, rubric: Rubric = POB, roster: Settings | None = None) -> list[str]:
    """The codes of those findings, in order; every one of them can be said in both languages."""
    found = findings(subject, rubric, roster)
    assert all(text and not re.search("{[a-z]+}", text) for one in found for text in spoken(one))
    return sorted(finding.code for finding in found)
