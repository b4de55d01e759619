"""What stands against rows of scores: BP802 to BP806. Rules and scoring look through this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from ..figures import scale_shown
from ..model.findings import Fault, Figure, Listed
from ..model.scores import Scale, Score, SheetRow
from ..model.units import Severity, fold
from .sheetfaults import fits_rubric
from .table import Entry, Lost, Table, alike, is_blank
from .titles import Miss


def missing_scores(table: Table) -> Iterator[Fault]:
    """BP802: an instrument without a score, or a row without any."""
    blank: dict[Path, list[tuple[str, Entry]]] = {}
    for key, entry in _rows(table):
        if entry.total is not None:
            continue
        if is_blank(entry.row):
            blank.setdefault(entry.sheet.path, []).append((key, entry))
            continue
        for code in _missing(entry.row, table.rubric.codes):
            score = entry.row.scores.get(code) or Score("", None, entry.row.place)
            yield _score_fault(table, key, entry, code, score)
    for path, rows in blank.items():
        titles = [entry.row.title for _, entry in rows]
        values = {"title": titles[0], "titles": Listed.quoted(titles), "count": str(len(rows))}
        variant, keys = "row" if len(rows) == 1 else "rows", tuple(key for key, _ in rows)
        yield Fault(path, place=rows[0][1].row.place, variant=variant, values=values, titles=keys)


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
    groups: dict[tuple[str, ...], list[Lost]] = {}
    scored = _scored_on(table)
    for lost in table.lost:
        variant = lost.miss.variant
        if not variant and scored.get(lost.path, set()).issuperset(lost.miss.keys):
            variant = "unknown"  # who scored the title that comes nearest as well did not mistype that one
        # A title that is not there, or was not sent, has its cause in the folders: one finding has them all.
        alone = () if variant in ("unknown", "not_proposed") else (fold(lost.title), *lost.miss.keys)
        groups.setdefault((variant, *alone), []).append(lost)
    for lost in lost_in_order(table):
        variant = "decided" if lost.miss.variant == "not_proposed" else lost.miss.variant
        alone = () if variant in ("unknown", "decided") else (fold(lost.title),)
        groups.setdefault((variant, *alone, "urutan"), []).append(lost)
    for (variant, *_), together in groups.items():
        yield _lost_fault(variant, together)


def _lost_fault(variant: str, together: Sequence[Lost]) -> Fault:
    """One fault for all of them, at the first of the sheets."""
    first = together[0]
    near = ", ".join(f"“{key}”" for key in first.miss.keys) if variant != "unknown" else ""
    if len(together) == 1:
        return Fault(first.path, first.title, near, first.place, variant)
    titles = list({fold(lost.title): lost.title for lost in together}.values())
    sheets = list(dict.fromkeys(lost.path.name for lost in together))
    values: dict[str, str] = {"titles": Listed.quoted(titles), "sheets": Listed.of(sheets)}
    found = first.title if len(titles) == 1 else Listed.quoted(titles)
    place = first.place if len(sheets) == 1 else None
    return Fault(first.path, found, near, place, f"{variant or 'near'}_several", values)


def _scored_on(table: Table) -> dict[Path, set[str]]:
    """The keys of the candidates that stand on every sheet."""
    found: dict[Path, set[str]] = {}
    for (key, _), entries in table.entries.items():
        for entry in entries:
            found.setdefault(entry.sheet.path, set()).add(key)
    return found


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
    fitting = {sheet.path for sheet in table.sheets if fits_rubric(sheet, table)}
    for (key, voice), entries in table.entries.items():
        if table.seated(key, voice):
            for entry in entries:
                if entry.sheet.path in fitting:
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
        found=score.text if score.value is None else Figure(score.text),
        expected=Figure(scale_shown(scale)),
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
    at = place.cell or (str(place.line) if place.line else "")
    return f"{entry.sheet.path.name} ({at})" if at else entry.sheet.path.name
