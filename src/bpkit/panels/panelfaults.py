"""What stands against a panel's make-up: BP807, BP808 and BP811. Rules and scoring look through this."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.findings import Fault
from ..model.scores import Sheet
from .people import person
from .table import AGREED, Table, is_blank, panel_folder, voice_of


def small_panels(table: Table) -> Iterator[Fault]:
    """BP807: fewer assessors than the rubric's minimum, on the panel or on one title (POB slide 13)."""
    if not table.scored:
        return
    least = table.rubric.panel_minimum.get(table.panel.level, 0)
    nameless = sum(1 for sheet in table.sheets if not sheet.assessor and not sheet.agreed)
    sizes = {key: table.size(key) + nameless for key in table.keys}
    largest = max(sizes.values(), default=0)
    if largest < least:
        yield Fault(panel_folder(table), str(largest), str(least), variant="panel", titles=table.keys)
        return
    paths = {candidate.key: candidate.path for candidate in table.panel.candidates}
    for key, size in sizes.items():
        if size < least:
            yield Fault(paths[key], str(size), str(least), values={"title": key}, titles=(key,))


def own_writings(table: Table) -> Iterator[Fault]:
    """BP808: an assessor who scored what he wrote, or agreed on it."""
    for (key, voice), entries in table.entries.items():
        entry = entries[0]
        if is_blank(entry.row):
            continue
        if voice == AGREED:
            names = [name for name in entry.sheet.agreed if person(name) in table.authors[key]]
        else:
            names = [entry.sheet.assessor] if voice in table.authors[key] else []
        for name in names:
            variant = "agreed" if voice == AGREED else ""
            values = {"title": key, "name": name}
            yield Fault(entry.sheet.path, name, place=entry.row.place, variant=variant, values=values)


def gaps(table: Table) -> Iterator[Fault]:
    """BP811: an assessor of the panel without a score for a title, who did not stand aside."""
    for voice in table.voices.values():
        for key in table.keys:
            if table.seated(key, voice.id) and (key, voice.id) not in table.entries:
                values = {"title": key, "name": voice.name}
                variant = "agreed" if voice.id == AGREED else ""
                first = voice.sheets[0]
                yield Fault(
                    first.path, voice.name, place=first.place, variant=variant, values=values, titles=(key,)
                )
    for sheet in still_blank(table):
        name = sheet.assessor or ", ".join(sheet.agreed)
        values = {"name": name}
        yield Fault(sheet.path, name, place=sheet.place, variant="blank", values=values, titles=table.keys)
    for name in missing_assessors(table):
        yield Fault(panel_folder(table), name, variant="no_sheet", values={"name": name}, titles=table.keys)


def still_blank(table: Table) -> list[Sheet]:
    """The sheets of assessors who have not begun, once anybody did."""
    if not table.scored:
        return []
    return [sheet for sheet in table.blank if voice_of(sheet) not in table.voices]


def missing_assessors(table: Table) -> list[str]:
    """Who is named under `panel:` but neither handed in a sheet nor agreed, once anybody did."""
    if not table.scored:
        return []
    agreed = [sheet for sheet in (*table.sheets, *table.blank) if sheet.agreed]
    present = {*table.voices, *(person(name) for sheet in agreed for name in sheet.agreed)}
    present |= {person(sheet.assessor) for sheet in table.blank}
    return [name for name in table.panel.expected if person(name) not in present]
