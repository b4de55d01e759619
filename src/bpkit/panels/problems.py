"""Problems of a panel: of its sheets, its decision and its members, each found once for rules and scoring.

Each check is declared here and nowhere else: `rules/sheets` says what it finds, and scoring passes, ranks and
selects nothing that it touches; switching a rule off wins nobody a prize.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ..model.problems import Listed, Problem
from ..model.scores import Sheet
from ..model.units import Severity
from .table import (
    AGREED,
    PanelTable,
    PanelVoice,
    fits_rubric,
    panel_folder,
    voice_of,
    wrong_level,
    wrong_month,
)

Find = Callable[[PanelTable], Iterable[Problem]]


class PanelCheck(Struct, frozen=True):
    """What is looked for at every panel, and the rule that says it.

    `slide` is that of the POB. One that is `of_folders` misses what may well lie in a folder that can't be
    listed: scores wait for it, and the rule does not call it missing.
    """

    code: str
    severity: Severity
    slide: int | None
    find: Find
    of_folders: bool = False


CHECKS: dict[str, PanelCheck] = {}


def check(
    code: str, severity: Severity = Severity.ERROR, *, slide: int | None = None, of_folders: bool = False
) -> Callable[[Find], Find]:
    """Make the decorated function the panel's check of this code."""

    def declare(find: Find) -> Find:
        CHECKS[code] = PanelCheck(code, severity, slide, find, of_folders)
        return find

    return declare


def problems_on(table: PanelTable) -> tuple[tuple[str, Problem], ...]:
    """Every problem with the code of its rule that says it, in the order of the codes."""
    return tuple((code, problem) for code in sorted(CHECKS) for problem in CHECKS[code].find(table))


# Sheets, decision and make-up -----------------------------------------------------------------------


@check("BP801", slide=21)
def unusable_papers(table: PanelTable) -> Iterator[Problem]:
    """What of the sheets and the decision can't be read, or is not this panel's.

    Nobody may win on what is left of the sheets; a broken decision leaves the scores as they are.
    """
    for sheet in sorted((*table.sheets, *table.misplaced), key=lambda sheet: sheet.path):
        for problem in sheet.problems:
            yield replace(problem, titles=table.keys)
    yield from _misplaced(table)
    yield from _outsiders(table)
    yield from _unclear(table)
    yield from _aside_but_scored(table)
    if decision := table.panel.decision:
        yield from decision.problems
        if decision.level not in (None, table.panel.level.code):
            yield Problem(decision.path, decision.level or "", table.panel.level.code, variant="level")


@check("BP809", slide=21)
def mixed_rubrics(table: PanelTable) -> Iterator[Problem]:
    """Sheets by another rubric or an older state of it; individual sheets beside an agreed one."""
    for sheet in table.sheets:
        if not fits_rubric(sheet, table):
            yield Problem(sheet.path, sheet.rubric, table.rubric.id, sheet.place, titles=table.keys)
        elif sheet.rubric_sha256 not in (None, table.rubric.sha256):
            found, expected = (sheet.rubric_sha256 or "")[:8], table.rubric.sha256[:8]
            values = {"rubric": table.rubric.id}
            yield Problem(sheet.path, found, expected, sheet.place, "changed", values, table.keys)
    agreed = [sheet for sheet in table.sheets if sheet.agreed]
    if agreed and len(table.voices) > 1:
        names = ", ".join(sheet.path.name for sheet in agreed)
        yield Problem(panel_folder(table), names, variant="mixed", titles=table.keys)


def _misplaced(table: PanelTable) -> Iterator[Problem]:
    panel = table.panel
    for sheet in table.misplaced:
        if wrong_level(sheet, panel):
            found, expected = str(sheet.level), panel.level.code
            yield Problem(sheet.path, found, expected, sheet.place, "level", titles=table.keys)
        if wrong_month(sheet, panel):
            found, expected = str(sheet.period), str(panel.period)
            yield Problem(sheet.path, found, expected, sheet.place, "period", titles=table.keys)


def _outsiders(table: PanelTable) -> Iterator[Problem]:
    """Sheets of people who are not on the panel that bpkit.yaml names."""
    expected = {table.roll.id(name) for name in table.panel.expected}
    for sheet in table.sheets if expected else ():
        for name in sheet.agreed or (sheet.assessor,):
            if name and not table.roll.among(name, expected):
                names = ", ".join(table.panel.expected)
                values = {"name": name}
                yield Problem(sheet.path, name, names, sheet.place, "outsider", values, table.keys)


def _unclear(table: PanelTable) -> Iterator[Problem]:
    """A sheet whose name may be either of two namesakes, whom words in brackets tell apart elsewhere."""
    for who, namesakes in table.roll.unclear.items():
        for sheet in table.sheets:
            for name in sheet.agreed or (sheet.assessor,):
                if table.roll.id(name) == who:
                    values = {"name": name}
                    near = ", ".join(f"“{one}”" for one in _as_typed(table, namesakes))
                    yield Problem(sheet.path, name, near, variant="unclear", values=values, titles=table.keys)


def _as_typed(table: PanelTable, ids: Collection[str]) -> list[str]:
    names = [name for sheet in table.sheets for name in (sheet.assessor, *sheet.agreed)]
    names += table.panel.expected
    return list(dict.fromkeys(name for name in names if table.roll.id(name) in ids))


def _aside_but_scored(table: PanelTable) -> Iterator[Problem]:
    for (key, voice), entries in table.entries.items():
        if (key, voice) in table.aside and voice not in table.authors[key]:
            for entry in entries:
                if not entry.is_blank:
                    values = {"title": key}
                    yield Problem(
                        entry.sheet.path,
                        place=entry.row.place,
                        variant="aside_scored",
                        values=values,
                        titles=(key,),
                    )


@check("BP807", slide=13)
def small_panels(table: PanelTable) -> Iterator[Problem]:
    """Fewer assessors than the rubric's minimum, on the panel or on one title (POB slide 13)."""
    if not table.scored:
        return
    least = table.rubric.panel_minimum.get(table.panel.level.code, 0)
    nameless = sum(1 for sheet in table.sheets if not sheet.assessor and not sheet.agreed)
    sizes = {key: table.size(key) + nameless for key in table.keys}
    largest = max(sizes.values(), default=0)
    if largest < least:
        yield Problem(panel_folder(table), str(largest), str(least), variant="panel", titles=table.keys)
        return
    paths = {candidate.key: candidate.path for candidate in table.panel.candidates}
    for key, size in sizes.items():
        if size < least:
            yield Problem(paths[key], str(size), str(least), values={"title": key}, titles=(key,))


@check("BP808")
def own_writings(table: PanelTable) -> Iterator[Problem]:
    """An assessor who scored what he wrote, or agreed on it; or whose name only is the author's."""
    paths = {candidate.key: candidate.path for candidate in table.panel.candidates}
    for (key, voice), entries in table.entries.items():
        entry = entries[0]
        if entry.is_blank:
            continue
        for name in entry.sheet.agreed or (entry.sheet.assessor,):
            who = table.roll.id(name)
            if who in table.authors[key]:
                variant, values = "agreed" if voice == AGREED else "", {"title": key, "name": name}
                yield Problem(entry.sheet.path, name, place=entry.row.place, variant=variant, values=values)
            elif who in table.namesakes[key]:
                # The waiver is for a sheet or for the writing; the finding goes where it is waived.
                cleared = [path for path in (entry.sheet.path, paths[key]) if path in table.panel.told_apart]
                path = cleared[0] if cleared else entry.sheet.path
                place = entry.row.place if path == entry.sheet.path else None
                values = {"title": key, "name": name}
                yield Problem(path, name, place=place, variant="namesake", values=values)


@check("BP811", slide=26)
def gaps(table: PanelTable) -> Iterator[Problem]:
    """An assessor of the panel without scores for some titles, who did not stand aside."""
    for voice in table.voices.values():
        keys = [k for k in table.keys if table.seated(k, voice.id) and (k, voice.id) not in table.entries]
        if keys:
            yield _gap(voice, keys)
    for sheet in still_blank(table):
        name = sheet.assessor or ", ".join(sheet.agreed)
        values = {"name": name}
        yield Problem(sheet.path, name, place=sheet.place, variant="blank", values=values, titles=table.keys)
    for name in missing_assessors(table):
        yield Problem(panel_folder(table), name, variant="no_sheet", values={"name": name}, titles=table.keys)


def _gap(voice: PanelVoice, keys: Sequence[str]) -> Problem:
    """One assessor's gap, however many titles it has."""
    first, agreed = voice.sheets[0], "agreed" if voice.id == AGREED else ""
    values: dict[str, str] = {"title": keys[0], "name": voice.name}
    variant = agreed
    if len(keys) > 1:
        variant = f"{agreed}_several" if agreed else "several"
        values = {"titles": Listed.quoted(keys), "count": str(len(keys)), "name": voice.name}
    titles = tuple(keys)
    return Problem(first.path, voice.name, place=first.place, variant=variant, values=values, titles=titles)


def still_blank(table: PanelTable) -> list[Sheet]:
    """The sheets of assessors who have not begun, once anybody did."""
    if not table.scored:
        return []
    return [sheet for sheet in table.blank if voice_of(sheet, table.roll) not in table.voices]


def missing_assessors(table: PanelTable) -> list[str]:
    """Who is named under `panel:` but neither handed in a sheet nor agreed, once anybody did."""
    if not table.scored:
        return []
    agreed = [sheet for sheet in (*table.sheets, *table.blank) if sheet.agreed]
    present = {*table.voices, *(table.roll.id(name) for sheet in agreed for name in sheet.agreed)}
    present |= {table.roll.id(sheet.assessor) for sheet in table.blank}
    return [name for name in table.panel.expected if not table.roll.among(name, present)]
