"""What stands against whole sheets and the decision: BP801 and BP809. Rules and scoring look through this."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from ..model.findings import Fault
from ..model.scores import Sheet, SheetTrouble
from ..model.units import fold_alike
from .table import Table, is_blank, panel_folder, wrong_level, wrong_month


def broken_sheets(table: Table) -> Iterator[Fault]:
    """BP801: what of the sheets can't be read, or is not this panel's. Nobody may win on what is left."""
    for sheet in sorted((*table.sheets, *table.misplaced), key=lambda sheet: sheet.path):
        for trouble in sheet.troubles:
            yield _trouble(sheet.path, trouble, table.keys)
    yield from _misplaced(table)
    yield from _outsiders(table)
    yield from _unclear(table)
    yield from _aside_but_scored(table)


def broken_decision(table: Table) -> Iterator[Fault]:
    """BP801: what of the decision can't be read. It leaves the scores as they are."""
    decision = table.panel.decision
    if decision is None:
        return
    for trouble in decision.troubles:
        yield _trouble(decision.path, trouble, ())
    if decision.level not in (None, table.panel.level):
        yield Fault(decision.path, decision.level or "", table.panel.level, variant="level")


def mixed_rubrics(table: Table) -> Iterator[Fault]:
    """BP809: sheets by another rubric or an older state of it; individual sheets beside an agreed one."""
    for sheet in table.sheets:
        if not fits_rubric(sheet, table):
            yield Fault(sheet.path, sheet.rubric, table.rubric.id, sheet.place, titles=table.keys)
        elif sheet.rubric_sha256 not in (None, table.rubric.sha256):
            found, expected = (sheet.rubric_sha256 or "")[:8], table.rubric.sha256[:8]
            values = {"rubric": table.rubric.id}
            yield Fault(sheet.path, found, expected, sheet.place, "changed", values, table.keys)
    agreed = [sheet for sheet in table.sheets if sheet.agreed]
    if agreed and len(table.voices) > 1:
        names = ", ".join(sheet.path.name for sheet in agreed)
        yield Fault(panel_folder(table), names, variant="mixed", titles=table.keys)


def fits_rubric(sheet: Sheet, table: Table) -> bool:
    """Whether the sheet names the panel's rubric, by its id or its file; one that names none says nothing."""
    rubric = table.rubric
    names = set(map(fold_alike, (rubric.id, rubric.file.stem, rubric.file.name)))
    return not sheet.rubric or not names.isdisjoint(map(fold_alike, (sheet.rubric, Path(sheet.rubric).name)))


def _trouble(path: Path, trouble: SheetTrouble, titles: tuple[str, ...]) -> Fault:
    values = dict(trouble.values)
    return Fault(path, trouble.found, trouble.expected, trouble.place, trouble.variant, values, titles)


def _misplaced(table: Table) -> Iterator[Fault]:
    panel = table.panel
    for sheet in table.misplaced:
        if wrong_level(sheet, panel):
            found, expected = str(sheet.level), str(panel.level)
            yield Fault(sheet.path, found, expected, sheet.place, "level", titles=table.keys)
        if wrong_month(sheet, panel):
            found, expected = str(sheet.period), str(panel.period)
            yield Fault(sheet.path, found, expected, sheet.place, "period", titles=table.keys)


def _outsiders(table: Table) -> Iterator[Fault]:
    """Sheets of people who are not on the panel that bpkit.yaml names."""
    expected = {table.roll.id(name) for name in table.panel.expected}
    for sheet in table.sheets if expected else ():
        for name in sheet.agreed or (sheet.assessor,):
            if name and not table.roll.among(name, expected):
                names = ", ".join(table.panel.expected)
                values = {"name": name}
                yield Fault(sheet.path, name, names, sheet.place, "outsider", values, table.keys)


def _unclear(table: Table) -> Iterator[Fault]:
    """A sheet whose name may be either of two namesakes, whom words in brackets tell apart elsewhere."""
    for who, namesakes in table.roll.unclear.items():
        for sheet in table.sheets:
            for name in sheet.agreed or (sheet.assessor,):
                if table.roll.id(name) == who:
                    values = {"name": name}
                    near = ", ".join(f"“{one}”" for one in _as_typed(table, namesakes))
                    yield Fault(sheet.path, name, near, variant="unclear", values=values, titles=table.keys)


def _as_typed(table: Table, ids: Collection[str]) -> list[str]:
    names = [name for sheet in table.sheets for name in (sheet.assessor, *sheet.agreed)]
    names += table.panel.expected
    return list(dict.fromkeys(name for name in names if table.roll.id(name) in ids))


def _aside_but_scored(table: Table) -> Iterator[Fault]:
    for (key, voice), entries in table.entries.items():
        if (key, voice) in table.aside and voice not in table.authors[key]:
            for entry in entries:
                if not is_blank(entry.row):
                    values = {"title": key}
                    yield Fault(
                        entry.sheet.path,
                        place=entry.row.place,
                        variant="aside_scored",
                        values=values,
                        titles=(key,),
                    )
