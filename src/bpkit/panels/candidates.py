"""What lies before a panel: a city's panel has its own writings, the province's what its cities proposed, the
nation's what the provinces selected (POB slides 13, 15 and 18).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ..model.facts import Folder, Submission
from ..model.outcomes import Checked, Judged
from ..model.scores import Candidate, Decision, Panel, Rubric, Sheet
from ..model.settings import Settings
from ..model.units import Level, fold, same_unit
from ..waivers import waived_paths
from .titles import TitleIndex

OWN_WRITING = "BP808"  # waived where the author only bears an assessor's name: a decision of people
NATIONAL_PANEL = "KMP"  # its name under `panel:` in bpkit.yaml


def panel_of(  # noqa: PLR0913 - the last two say where and when waivers hold
    checked: Checked,
    below: Sequence[Judged],
    rubric: Rubric,
    settings: Settings,
    root: Path | None = None,
    today: date | None = None,
) -> Panel:
    """The panel of a korkot, KMW or national folder; `below` are the judged folders it is fed from."""
    folder = checked.folder
    mine, others = _before_it(checked, below)
    withdrawn = _withdrawn(mine, folder.decision)
    mine = tuple(candidate for candidate in mine if candidate not in withdrawn)
    paths = [*(sheet.path for sheet in folder.sheets), *(candidate.path for candidate in mine)]
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
        forms=folder.sealed_forms,
        withdrawn=withdrawn,
        told_apart=waived_paths(OWN_WRITING, paths, settings, root or settings.root, today),
    )


def sent_unseen(folder: Folder) -> tuple[Path, ...]:
    """What a folder without panel and decision sends up: a city sends everything, a province nothing."""
    if folder.level is not Level.KORKOT:
        return ()
    return tuple(submission.path for submission in _best_practices(folder))


def _withdrawn(mine: Iterable[Candidate], decision: Decision | None) -> tuple[Candidate, ...]:
    """The candidates that the panel's decision takes back under `ditarik`."""
    if decision is None or not decision.withdrawn:
        return ()
    titles = TitleIndex(mine)
    found = (titles.find(title) for title, _ in decision.withdrawn)
    return tuple(one for one in found if isinstance(one, Candidate))


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
    sent = {path for judged in below for path in judged.sends}
    if checked.folder.sheets:
        sent = _as_scored(sent, everything, below, checked.folder.sheets)
    return (
        tuple(candidate for candidate in everything if candidate.path in sent),
        tuple(candidate for candidate in everything if candidate.path not in sent),
    )


def _as_scored(
    sent: set[Path], everything: Iterable[Candidate], below: Sequence[Judged], sheets: Iterable[Sheet]
) -> set[Path]:
    """What a panel has before it; of a folder whose own view is disturbed, what stands on its sheets.

    What such a folder sends is not known before its errors are mended: neither a title that it sent before,
    nor one that it would send now and that nobody was given to score, is a fault of the sheets.
    """
    open_ones = [judged.folder.path for judged in below if not judged.whole]
    named = {fold(title.rpartition("/")[2]) for sheet in sheets for title in sheet.listed}
    unsure = {one.path: one for one in everything if any(map(one.path.is_relative_to, open_ones))}
    return {path for path in sent if path not in unsure} | {
        path for path, one in unsure.items() if fold(one.title) in named
    }


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
