"""Who is to hand in, by the roster of bpkit.yaml (POB slides 12 and 15)."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.facts import Folder
from ..model.problems import Listed, Problem
from ..model.settings import City, Province, Settings
from ..model.sources import is_korkot, is_team, team_key
from ..model.units import Level, Severity, same_unit
from ..naming import FolderName, parse
from .damages import hides_writings, is_unlisted
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
def korkot_without_writing(folder: Folder, _: Context) -> Iterator[Problem]:
    """The Korkot team hands in a writing of its own every month."""
    if folder.level is not Level.KORKOT or hides_writings(folder):
        return
    if not any(is_korkot(source) for source in _sources(folder)):
        yield Problem(folder.path, "0")


@rule("BP608", Severity.WARNING, on=Subject.FOLDER, slide=28, needs_roster=True)
def city_without_folder(folder: Folder, context: Context) -> Iterator[Problem]:
    """Every city of the province has its folder in the KMW folder."""
    province = context.settings.province(folder.unit) if folder.level is Level.KMW and folder.unit else None
    units = [child.unit for child in folder.children if child.unit]
    lacking = Listed.of(
        city.name
        for city in (province.cities if province and not is_unlisted(folder) else ())
        if not any(same_unit(unit, city.name) for unit in units)
    )
    if lacking:
        variant = "several" if len(lacking.names) > 1 else ""
        yield Problem(folder.path, "0", lacking, variant=variant, values={"city": lacking})


def province_of(folder: Folder, settings: Settings) -> Province | None:
    """The roster's province of a korkot folder, by the KMW folder it lies in."""
    if folder.above:
        return settings.province(folder.above.unit) if folder.above.unit else None
    above = parse(folder.path.parent.name)
    return settings.province(above.unit) if isinstance(above, FolderName) else None


def city_of(folder: Folder | None, settings: Settings) -> City | None:
    """The roster's city of a korkot folder, in its own province where that is known."""
    if folder is None or folder.level is not Level.KORKOT or not folder.unit:
        return None
    province = province_of(folder, settings)
    return province.city(folder.unit) if province else settings.city(folder.unit)


def _sources(folder: Folder) -> list[str]:
    """Where the folder's writings come from, as typed."""
    sources = (writing.identity.source for writing in folder.submissions if writing.is_writing)
    return [source.text for source in sources if source]
