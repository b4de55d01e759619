"""What lies before a panel: a city's panel has its own writings, the province's what its cities proposed, the
nation's what the provinces selected (POB slides 13, 15 and 18).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .model.facts import Folder, Submission
from .model.outcomes import Judged
from .model.scores import Candidate, Panel, Rubric
from .model.settings import Settings
from .model.units import Level, fold, same_unit

NATIONAL_PANEL = "KMP"  # its name under `panel:` in bpkit.yaml


def panel_of(folder: Folder, below: Sequence[Judged], rubric: Rubric, settings: Settings) -> Panel:
    """The panel of a korkot, KMW or national folder; `below` are the folders it is fed from, already judged."""
    mine, others = _before_it(folder, below)
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
    )


def proposed(judged: Judged) -> tuple[Candidate, ...]:
    """What this folder sends up: what its decision or panel selected; a city with neither sends everything."""
    if judged.assessment is not None:
        return tuple(result.candidate for result in judged.assessment.results if result.selected)
    if judged.folder.level is Level.KORKOT:
        return candidates(judged.folder)
    return ()


def candidates(folder: Folder) -> tuple[Candidate, ...]:
    """Every best practice in a korkot folder; knowledge products are not scored."""
    return tuple(_candidate(folder, s) for s in folder.submissions if s.product == "best practice")


def _before_it(
    folder: Folder, below: Sequence[Judged]
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    if folder.level is Level.KORKOT:
        return candidates(folder), ()
    sent = [candidate for judged in below for candidate in proposed(judged)]
    korkots = [one.folder for judged in below for one in judged.walk() if one.folder.level is Level.KORKOT]
    everything = [candidate for korkot in korkots for candidate in candidates(korkot)]
    keyed = _keyed(everything)
    paths = {candidate.path for candidate in sent}
    return (
        tuple(candidate for candidate in keyed if candidate.path in paths),
        tuple(candidate for candidate in keyed if candidate.path not in paths),
    )


def _keyed(found: Iterable[Candidate]) -> list[Candidate]:
    """The candidates with keys that tell them apart: the title, or `city/title` where titles repeat."""
    found = list(found)
    titles = Counter(fold(candidate.title) for candidate in found)
    return [
        replace(c, key=c.title if titles[fold(c.title)] == 1 else f"{c.city}/{c.title}") for c in found
    ]


def _candidate(folder: Folder, submission: Submission) -> Candidate:
    author, source = submission.identity.author.name, submission.identity.source
    above = folder.above
    return Candidate(
        key=submission.title,
        title=submission.title,
        city=folder.unit or folder.path.name,
        province=(above.unit if above else None) or "",
        path=submission.path,
        author=author.text if author else "",
        source=source.text if source else "",
        sha256=submission.sha256,
    )


def _expected(folder: Folder, settings: Settings) -> tuple[str, ...]:
    wanted = folder.unit if folder.level is not Level.KMP else NATIONAL_PANEL
    return next((names for unit, names in settings.panels.items() if wanted and same_unit(unit, wanted)), ())


def _seats(folder: Folder, rubric: Rubric, settings: Settings) -> int | None:
    if folder.level is not Level.KORKOT:
        return rubric.named[folder.level]
    city = settings.city(folder.unit) if folder.unit else None
    return rubric.quota(city.team_count) if city else None
