"""What stands against a panel's make-up: BP807, BP808 and BP811. Rules and scoring look through this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.findings import Fault, Listed
from ..model.scores import Sheet
from .table import AGREED, Table, Voice, is_blank, panel_folder, voice_of


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
    """BP808: an assessor who scored what he wrote, or agreed on it; or whose name only is the author's."""
    paths = {candidate.key: candidate.path for candidate in table.panel.candidates}
    for (key, voice), entries in table.entries.items():
        entry = entries[0]
        if is_blank(entry.row):
            continue
        for name in entry.sheet.agreed or (entry.sheet.assessor,):
            who, values = table.roll.id(name), {"title": key, "name": name}
            if who in table.authors[key]:
                variant = "agreed" if voice == AGREED else ""
                yield Fault(entry.sheet.path, name, place=entry.row.place, variant=variant, values=values)
            elif who in table.namesakes[key]:
                # The waiver is for a sheet or for the writing; the finding goes where it is waived.
                cleared = [path for path in (entry.sheet.path, paths[key]) if path in table.panel.told_apart]
                path = cleared[0] if cleared else entry.sheet.path
                place = entry.row.place if path == entry.sheet.path else None
                yield Fault(path, name, place=place, variant="namesake", values=values)


def gaps(table: Table) -> Iterator[Fault]:
    """BP811: an assessor of the panel without scores for some titles, who did not stand aside."""
    for voice in table.voices.values():
        keys = [k for k in table.keys if table.seated(k, voice.id) and (k, voice.id) not in table.entries]
        if keys:
            yield _gap(voice, keys)
    for sheet in still_blank(table):
        name = sheet.assessor or ", ".join(sheet.agreed)
        values = {"name": name}
        yield Fault(sheet.path, name, place=sheet.place, variant="blank", values=values, titles=table.keys)
    for name in missing_assessors(table):
        yield Fault(panel_folder(table), name, variant="no_sheet", values={"name": name}, titles=table.keys)


def _gap(voice: Voice, keys: Sequence[str]) -> Fault:
    """One assessor's gap, however many titles it has."""
    first, agreed = voice.sheets[0], "agreed" if voice.id == AGREED else ""
    values: dict[str, str] = {"title": keys[0], "name": voice.name}
    variant = agreed
    if len(keys) > 1:
        variant = f"{agreed}_several" if agreed else "several"
        values = {"titles": Listed.quoted(keys), "count": str(len(keys)), "name": voice.name}
    titles = tuple(keys)
    return Fault(first.path, voice.name, place=first.place, variant=variant, values=values, titles=titles)


def still_blank(table: Table) -> list[Sheet]:
    """The sheets of assessors who have not begun, once anybody did."""
    if not table.scored:
        return []
    return [sheet for sheet in table.blank if voice_of(sheet, table.roll) not in table.voices]


def missing_assessors(table: Table) -> list[str]:
    """Who is named under `panel:` but neither handed in a sheet nor agreed, once anybody did."""
    if not table.scored:
        return []
    agreed = [sheet for sheet in (*table.sheets, *table.blank) if sheet.agreed]
    present = {*table.voices, *(table.roll.id(name) for sheet in agreed for name in sheet.agreed)}
    present |= {table.roll.id(sheet.assessor) for sheet in table.blank}
    return [name for name in table.panel.expected if not table.roll.among(name, present)]
