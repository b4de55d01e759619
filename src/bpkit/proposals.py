"""What lies before a panel: a city's panel has its own writings, the province's what its cities proposed, the
nation's what the provinces selected (POB slides 13, 15 and 18).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from .model.facts import Folder, Submission
from .model.outcomes import Checked, Judged
from .model.scores import Candidate, Panel, Rubric
from .model.settings import Settings
from .model.units import Level, fold, same_unit

NATIONAL_PANEL = "KMP"  # its name under `panel:` in bpkit.yaml


def panel_of(checked: Checked, below: Sequence[Judged], rubric: Rubric, settings: Settings) -> Panel:
    """The panel of a korkot, KMW or national folder; `below` are the judged folders it is fed from."""
    folder = checked.folder
    mine, others = _before_it(checked, below)
    return Panel(
        level=folder.level,
        unit=folder.unit or "",
        period=folder.period,
        folder=folder.path,
        candidates=mine,
        sheets=folder.sheets,
        decision=folder.decision,
        expected=_expected(folder, settings),
        seats=_seats(folder, rubric, settings),
        others=others,
        seal=folder.seal,
        uncounted=folder.uncounted,
    )


def proposed(judged: Judged) -> tuple[Path, ...]:
    """What a folder sends up: what its decision or panel selected; a city with neither sends everything."""
    if judged.assessment is not None:
        return tuple(result.candidate.path for result in judged.assessment.results if result.selected)
    if judged.folder.level is Level.KORKOT:
        return tuple(submission.path for submission in _best_practices(judged.folder))
    return ()


def _before_it(
    checked: Checked, below: Sequence[Judged]
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """The candidates of a panel, and what lies in its folders but was not sent up."""
    passed = {
        result.candidate.path: result.passed
        for judged in below
        if judged.assessment
        for result in judged.assessment.results
        if result.final is not None
    }
    everything = _keyed(
        replace(_candidate(one, submission), passed_below=passed.get(submission.path))
        for one in checked.walk()
        if one.folder.level is Level.KORKOT
        for submission in _best_practices(one.folder)
    )
    if checked.folder.level is Level.KORKOT:
        return tuple(everything), ()
    sent = {path for judged in below for path in proposed(judged)}
    return (
        tuple(candidate for candidate in everything if candidate.path in sent),
        tuple(candidate for candidate in everything if candidate.path not in sent),
    )


def _best_practices(folder: Folder) -> list[Submission]:
    """What a panel may score: knowledge products are not."""
    return [submission for submission in folder.submissions if submission.product == "best practice"]


def _keyed(found: Iterable[Candidate]) -> list[Candidate]:
    """The candidates with keys that tell them apart: the title, or `city/title` where titles repeat."""
    found = list(found)
    titles = Counter(fold(candidate.title) for candidate in found)
    return [
        replace(one, key=one.title if titles[fold(one.title)] == 1 else f"{one.city}/{one.title}")
        for one in found
    ]


def _candidate(checked: Checked, submission: Submission) -> Candidate:
    author, source = submission.identity.author.name, submission.identity.source
    folder = checked.folder
    return Candidate(
        key=submission.title,
        title=submission.title,
        city=folder.unit or folder.path.name,
        province=(folder.above.unit if folder.above else None) or "",
        path=submission.path,
        author=author.text if author else "",
        source=source.text if source else "",
        sha256=submission.sha256,
        complete=checked.is_complete(submission),
    )


def _expected(folder: Folder, settings: Settings) -> tuple[str, ...]:
    wanted = folder.unit if folder.level is not Level.KMP else NATIONAL_PANEL
    return next((names for unit, names in settings.panels.items() if wanted and same_unit(unit, wanted)), ())


def _seats(folder: Folder, rubric: Rubric, settings: Settings) -> int | None:
    if folder.level is not Level.KORKOT:
        return rubric.named[folder.level]
    city = settings.city(folder.unit) if folder.unit else None
    return rubric.quota(city.team_count) if city else None
