"""What stands against rows of scores: BP802 to BP806. Rules and scoring look through this."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from ..figures import scale_shown
from ..model.findings import Fault
from ..model.scores import Scale, Score, SheetRow
from ..model.units import Severity, fold
from .sheetfaults import fits_rubric
from .table import Entry, Lost, Table, alike, is_blank
from .titles import Miss


def missing_scores(table: Table) -> Iterator[Fault]:
    """BP802: an instrument without a score, or a row without any."""
    for key, entry in _rows(table):
        if entry.total is not None:
            continue
        if is_blank(entry.row):
            values = {"title": entry.row.title}
            yield Fault(entry.sheet.path, place=entry.row.place, variant="row", values=values, titles=(key,))
            continue
        for code in _missing(entry.row, table.rubric.codes):
            blank = entry.row.blanks.get(code, entry.row.place)
            score = entry.row.scores.get(code) or Score("", None, blank)
            yield _score_fault(table, key, entry, code, score)


def scores_off_scale(table: Table) -> Iterator[Fault]:
    """BP803: what is no number, outside the scale or between its steps. Nothing is clamped or rounded."""
    scale, codes = table.rubric.scale, table.rubric.codes
    for key, entry in _rows(table):
        for code in codes if entry.total is None else ():
            score = entry.row.scores.get(code)
            if score and score.text and (score.value is None or not scale.holds(score.value)):
                yield _score_fault(table, key, entry, code, score)


def unknown_instruments(table: Table) -> Iterator[Fault]:
    """BP804: a code that the rubric does not have."""
    codes = table.rubric.codes
    for key, entry in _rows(table):
        for code, near in _strangers(entry.row, codes):
            values = {"title": entry.row.title, "codes": ", ".join(codes)}
            place = entry.row.scores[code].place
            variant = "" if near else "unknown"
            yield Fault(entry.sheet.path, code, near, place, variant, values, (key,))


def lost_titles(table: Table) -> Iterator[Fault]:
    """BP805: a title on a sheet or in the decision that is not there, not unique or was not proposed."""
    decision = table.panel.decision
    for lost in (*table.lost, *lost_in_order(table)):
        near = ", ".join(f"“{key}”" for key in lost.miss.keys)
        variant = lost.miss.variant
        if decision and lost.path == decision.path and variant == "not_proposed":
            variant = "decided"
        yield Fault(lost.path, lost.title, near, lost.place, variant)


def lost_in_order(table: Table) -> Iterator[Lost]:
    """The titles of the decision that mean no candidate."""
    decision = table.panel.decision
    if decision is None:
        return
    for title, place in decision.order or ():
        found = table.titles.find(title)
        if isinstance(found, Miss):
            yield Lost(decision.path, title, place, found)


def doubles(table: Table) -> Iterator[Fault]:
    """BP806: one assessor twice on one title; only a warning where both say the same."""
    for (key, voice), entries in table.entries.items():
        first = entries[0]
        for other in entries[1:]:
            same = alike(first, other)
            yield Fault(
                other.sheet.path,
                found=_name(table, voice),
                place=other.row.place,
                variant="same" if same else "",
                values={"title": key, "other": _where(first), "name": _name(table, voice)},
                titles=() if same else (key,),
                severity=Severity.WARNING if same else None,
            )


def _rows(table: Table) -> Iterator[tuple[str, Entry]]:
    """The rows that should be complete: not those set aside, nor those by another rubric."""
    fitting = {(sheet.path, sheet.tab) for sheet in table.sheets if fits_rubric(sheet, table)}
    for (key, voice), entries in table.entries.items():
        if table.seated(key, voice):
            for entry in entries:
                if (entry.sheet.path, entry.sheet.tab) in fitting:
                    yield key, entry


def _missing(row: SheetRow, codes: tuple[str, ...]) -> list[str]:
    """The codes without a score, but for those that a misspelt one stands for: that is BP804's to say."""
    meant = {near for _, near in _strangers(row, codes)}
    return [
        code for code in codes if code not in meant and (code not in row.scores or not row.scores[code].text)
    ]


def _strangers(row: SheetRow, codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """The codes on a row that the rubric does not have, each with the nearest that it has."""
    return [(code, _near(code, codes)) for code in row.scores if code not in codes]


def _near(code: str, codes: tuple[str, ...]) -> str:
    return next(iter(get_close_matches(fold(code).replace(" ", "_"), codes, n=1, cutoff=0.6)), "")


def _score_fault(table: Table, key: str, entry: Entry, code: str, score: Score) -> Fault:
    scale = table.rubric.scale
    return Fault(
        path=entry.sheet.path,
        found=score.text,
        expected=scale_shown(scale),
        place=score.place,
        variant=_off(score, scale),
        values={"title": entry.row.title, "code": code},
        titles=(key,),
    )


def _off(score: Score, scale: Scale) -> str:
    if score.value is None:
        return ""
    return "step" if scale.least <= score.value <= scale.most else "range"


def _name(table: Table, voice: str) -> str:
    return table.voices[voice].name if voice in table.voices else ""


def _where(entry: Entry) -> str:
    place = entry.row.place
    tab = f"{entry.sheet.tab}!" if entry.sheet.tab else ""
    at = f"{tab}{place.cell}" if place.cell else str(place.line) if place.line else ""
    return f"{entry.sheet.path.name} ({at})" if at else entry.sheet.path.name
