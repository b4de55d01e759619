"""Who is to hand in, and how many TF writings a city proposes, by the roster (POB slides 12 and 15).

The quota looks, where a city's writings lie, at what its panel or decision selected, one level up at what
lies before the panel. The writing of the city's own team goes beside the quota; every other source counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ..levels import levels_of
from ..model.facts import Folder
from ..model.levels import CITY, PROVINCE
from ..model.problems import Listed, Problem
from ..model.scores import Assessment, Candidate, Panel, Rubric
from ..model.settings import City, Province, Settings
from ..model.sources import is_own_team, is_team, team_key
from ..model.units import Severity, same_unit, unit_name
from ..naming import FolderName, parse
from ..panels.table import is_blank_copy
from .files import hides_writings, is_unlisted
from .registry import Context, Subject, rule


@rule("BP604", Severity.WARNING, on=Subject.FOLDER, slide=12, needs_roster=True)
def team_without_writing(folder: Folder, context: Context) -> Iterator[Problem]:
    """Every TF of the roster hands in a writing a month, or as many of them as it counts."""
    city = city_of(folder, context.settings)
    if city is None or hides_writings(folder):
        return
    sources = _sources(folder)
    if city.teams:
        keys = {team_key(source) for source in sources}
        lacking = Listed.of(team for team in city.teams if team_key(team) not in keys)
        if lacking:
            variant = "several" if len(lacking.names) > 1 else ""
            yield Problem(folder.path, "0", lacking, variant=variant, values={"team": lacking})
        return
    heard = len({team_key(source) for source in sources if is_team(source)})
    if heard < city.team_count:
        values = {"lacking": str(city.team_count - heard)}
        yield Problem(folder.path, str(heard), str(city.team_count), variant="count", values=values)


@rule("BP605", Severity.WARNING, on=Subject.FOLDER, slide=12)
def team_without_own_writing(folder: Folder, _: Context) -> Iterator[Problem]:
    """The team of a city hands in a writing of its own every month."""
    if not folder.level.own_writing or hides_writings(folder):
        return
    if not any(is_own_team(source) for source in _sources(folder)):
        yield Problem(folder.path, "0")


@rule("BP608", Severity.WARNING, on=Subject.FOLDER, slide=28, needs_roster=True)
def city_without_folder(folder: Folder, context: Context) -> Iterator[Problem]:
    """Every city of the province has its folder in the province's."""
    province = _roster_province(folder, context.settings)
    units = [child.unit for child in folder.children if child.unit]
    lacking = Listed.of(
        city.name
        for city in (province.cities if province and not is_unlisted(folder) else ())
        if not any(same_unit(unit, city.name) for unit in units)
    )
    if lacking:
        variant = "several" if len(lacking.names) > 1 else ""
        yield Problem(folder.path, "0", lacking, variant=variant, values={"city": lacking})


def _roster_province(folder: Folder, settings: Settings) -> Province | None:
    return settings.province(folder.unit) if folder.level.roster == PROVINCE and folder.unit else None


def province_of(folder: Folder, settings: Settings) -> Province | None:
    """The roster's province of a city's folder, by the folder it lies in."""
    name = province_name(folder, settings)
    return settings.province(name) if name else None


def province_name(folder: Folder, settings: Settings) -> str | None:
    """The province of a city's folder or of its own, by the name of the folder that says it."""
    if folder.level.roster != CITY:
        return folder.unit if folder.level.roster == PROVINCE else None
    if folder.above:
        return folder.above.unit
    above = parse(folder.path.parent.name, levels_of(settings))
    return unit_name(above.unit) if isinstance(above, FolderName) else None


def city_of(folder: Folder | None, settings: Settings) -> City | None:
    """The roster's city of a folder, in its own province where that is known."""
    if folder is None or folder.level.roster != CITY or not folder.unit:
        return None
    province = province_of(folder, settings)
    return province.city(folder.unit) if province else settings.city(folder.unit)


def _sources(folder: Folder) -> list[str]:
    """Where the folder's writings come from, as typed."""
    sources = (writing.identity.source for writing in folder.submissions if writing.is_writing)
    return [source.text for source in sources if source]


# The quota ------------------------------------------------------------------------------------------

_BOTH = (Subject.PANEL, Subject.ASSESSMENT)


class _Proposal(Struct, frozen=True):
    """What one city proposed, and what it might have."""

    city: str
    folder: Path
    quota: int
    proposed: int
    able: int  # those that passed; where the city gave no scores, those without an error


@rule("BP606", Severity.ERROR, on=_BOTH, slide=15, needs_roster=True)
def more_than_the_quota(subject: Panel | Assessment, context: Context) -> Iterator[Problem]:
    """Three TF writings from a city with eight or more TFs, else two."""
    for one in _proposals(subject, context):
        if one.proposed > one.quota:
            yield Problem(one.folder, str(one.proposed), str(one.quota), values={"city": one.city})


@rule("BP607", Severity.WARNING, on=_BOTH, slide=15, needs_roster=True)
def fewer_than_the_quota(subject: Panel | Assessment, context: Context) -> Iterator[Problem]:
    """A city that has enough good writings uses its quota."""
    for one in _proposals(subject, context):
        if one.proposed < one.quota <= one.able:
            values = {"city": one.city, "able": str(one.able)}
            yield Problem(one.folder, str(one.proposed), str(one.quota), values=values)


def _proposals(subject: Panel | Assessment, context: Context) -> Iterator[_Proposal]:
    if isinstance(subject, Assessment):
        if subject.panel.level.quota:
            yield from _of_city(subject, context)
    elif (below := levels_of(context.settings).below(subject.level)) and below.quota:
        yield from _of_province(subject, context)


def _of_city(assessment: Assessment, context: Context) -> Iterator[_Proposal]:
    panel = assessment.panel
    decided = panel.decision is not None and panel.decision.order is not None
    if not panel.candidates or not (decided or not all(map(is_blank_copy, panel.sheets))):
        return
    quota = _quota(panel.candidates[0], context, assessment.rubric)
    if quota is not None:
        counted = [result for result in assessment.results if not result.candidate.of_own_team]
        scored = any(result.final is not None for result in assessment.results)
        able = sum(1 for r in counted if (r.passed if scored else r.candidate.complete))
        proposed = sum(1 for result in counted if result.selected)
        yield _Proposal(panel.unit, panel.folder, quota, proposed, able)


def _of_province(panel: Panel, context: Context) -> Iterator[_Proposal]:
    cities: dict[Path, list[Candidate]] = defaultdict(list)
    for candidate in (*panel.candidates, *panel.others):
        cities[candidate.path.parent].append(candidate)
    sent = {candidate.path for candidate in panel.candidates}
    for folder, found in sorted(cities.items()):
        quota = _quota(found[0], context, context.rubric)
        if quota is not None:
            counted = [candidate for candidate in found if not candidate.of_own_team]
            able = sum(1 for c in counted if (c.complete if c.passed_below is None else c.passed_below))
            proposed = sum(1 for candidate in counted if candidate.path in sent)
            yield _Proposal(found[0].city, folder, quota, proposed, able)


def _quota(candidate: Candidate, context: Context, rubric: Rubric | None) -> int | None:
    """The quota of the candidate's city; None where the roster does not have it."""
    province = context.settings.province(candidate.province) if candidate.province else None
    city = (province or context.settings).city(candidate.city)
    return rubric.quota(city.team_count) if city and rubric else None
