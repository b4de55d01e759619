"""Problems of single rows of scores, and of titles that name no candidate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from ..figures import scale_shown
from ..model.hints import nearest
from ..model.problems import DecimalText, Listed, Problem
from ..model.scores import Scale, Score, Sheet, SheetRow
from ..model.units import Severity, fold
from .candidates import Miss
from .problems import check
from .table import Entry, PanelTable, alike, fits_rubric


@check("BP802", slide=26)
def missing_scores(table: PanelTable) -> Iterator[Problem]:
    """An instrument without a score, a row without any, or a whole column."""
    rows: dict[Path, list[tuple[str, Entry]]] = {}
    for key, entry in _rows(table):
        rows.setdefault(entry.sheet.path, []).append((key, entry))
    for path, found in rows.items():
        blank = [(key, entry) for key, entry in found if entry.is_blank]
        begun = [(key, entry) for key, entry in found if not entry.is_blank]
        if blank:
            yield _together(path, blank, "row", "rows")
        yield from _gaps_in(table, path, begun)


def _gaps_in(table: PanelTable, path: Path, rows: Sequence[tuple[str, Entry]]) -> Iterator[Problem]:
    """The scores missing on one sheet; an instrument that has none anywhere on it is one problem."""
    instruments = table.rubric.codes
    missing = [
        (key, entry, _missing(entry.row, instruments) if entry.total is None else []) for key, entry in rows
    ]
    columns = [c for c in instruments if len(rows) > 1 and all(c in codes for _, _, codes in missing)]
    for code in columns:
        row = rows[0][1].row
        score = row.scores.get(code)
        problem = _together(path, rows, "column", "column")
        values = {**problem.values, "code": code}
        place = score.place if score else row.blanks.get(code, problem.place)
        yield replace(
            problem, expected=DecimalText(scale_shown(table.rubric.scale)), place=place, values=values
        )
    for key, entry, codes in missing:
        for code in codes:
            if code not in columns:
                blank = entry.row.blanks.get(code, entry.row.place)
                score = entry.row.scores.get(code) or Score("", None, blank)
                yield _score_problem(table, key, entry, code, score)


def _together(path: Path, rows: Sequence[tuple[str, Entry]], one: str, several: str) -> Problem:
    """One problem for several rows of a sheet, at the first of them."""
    _, first = rows[0]
    variant = one if len(rows) == 1 else several
    values = {"title": first.row.title} | _listing([entry.row.title for _, entry in rows])
    keys = tuple(key for key, _ in rows)
    return Problem(path, place=first.row.place, variant=variant, values=values, titles=keys)


@check("BP803", slide=26)
def scores_off_scale(table: PanelTable) -> Iterator[Problem]:
    """What is no number, outside the scale or between its steps. Nothing is clamped or rounded."""
    scale, codes = table.rubric.scale, table.rubric.codes
    for key, entry in _rows(table):
        for code in codes if entry.total is None else ():
            score = entry.row.scores.get(code)
            if score and score.text and (score.value is None or not scale.holds(score.value)):
                yield _score_problem(table, key, entry, code, score)


@check("BP804", slide=23)
def unknown_instruments(table: PanelTable) -> Iterator[Problem]:
    """A code that the rubric does not have; one finding a sheet, for a heading is over all rows."""
    codes = table.rubric.codes
    found: dict[tuple[Path, str, str], list[tuple[str, Entry]]] = {}
    for key, entry in _rows(table):
        for code, near in _strangers(entry.row, codes):
            found.setdefault((entry.sheet.path, code, near), []).append((key, entry))
    for (path, code, near), rows in found.items():
        problem = _together(path, rows, "", "several")
        variant = _joined("" if near else "unknown", problem.variant)
        values = {**problem.values, "codes": ", ".join(codes)}
        place = rows[0][1].row.scores[code].place
        yield replace(problem, found=code, expected=near, place=place, variant=variant, values=values)


# How it is worded where the decision names the title, and no sheet.
_OF_DECISIONS = {"not_proposed": "decided", "withdrawn": "decided_withdrawn"}


@check("BP805", slide=28, of_folders=True)
def lost_titles(table: PanelTable) -> Iterator[Problem]:
    """A title on a sheet or in the decision that is not there, not unique or was not proposed."""
    groups: dict[tuple[str, ...], list[Problem]] = {}
    scored = _scored_on(table) if table.lost else {}
    for lost in table.lost:
        variant = lost.variant
        if not variant and scored.get(lost.path, set()).issuperset(_meant(lost)):
            variant = "unknown"  # who scored the title that comes nearest as well did not mistype that one
        # A title that is not there, or was not sent, has its cause in the folders: one finding has them all.
        alone = () if variant in ("unknown", "not_proposed") else (fold(lost.found), *_meant(lost))
        groups.setdefault((variant, *alone), []).append(lost)
    for lost in (*lost_in_order(table), *needless_withdrawals(table)):
        variant = _OF_DECISIONS.get(lost.variant, lost.variant)
        alone = () if variant in ("unknown", "decided") else (fold(lost.found),)
        groups.setdefault((variant, *alone, "urutan"), []).append(lost)
    for (variant, *_), together in groups.items():
        yield _lost_problem(variant, together)


def _meant(lost: Problem) -> list[str]:
    """The keys of the candidates that the title may mean."""
    return lost.expected.split("\n") if lost.expected else []


def _lost_problem(variant: str, together: Sequence[Problem]) -> Problem:
    """One problem for all of them, at the first of the sheets."""
    first = together[0]
    near = ", ".join(f"“{key}”" for key in _meant(first)) if variant != "unknown" else ""
    if len(together) == 1:
        return Problem(first.path, first.found, near, first.place, variant)
    titles = list({fold(lost.found): lost.found for lost in together}.values())
    sheets = list(dict.fromkeys(lost.path.name for lost in together))
    values: dict[str, str] = {"titles": Listed.quoted(titles), "sheets": Listed.of(sheets)}
    found = first.found if len(titles) == 1 else Listed.quoted(titles)
    place = first.place if len(sheets) == 1 else None
    return Problem(first.path, found, near, place, f"{variant or 'near'}_several", values)


def _scored_on(table: PanelTable) -> dict[Path, set[str]]:
    """The keys of the candidates that stand on every sheet."""
    found: dict[Path, set[str]] = {}
    for (key, _), entries in table.entries.items():
        for entry in entries:
            found.setdefault(entry.sheet.path, set()).add(key)
    return found


def lost_in_order(table: PanelTable) -> Iterator[Problem]:
    """The titles of the decision that mean no candidate."""
    decision = table.panel.decision
    if decision is None:
        return
    for title, place in decision.order or ():
        found = table.titles.find(title)
        if isinstance(found, Miss):
            yield found.problem(decision.path, title, place)


def needless_withdrawals(table: PanelTable) -> Iterator[Problem]:
    """The titles under `ditarik` that neither lie before the panel nor stand on a sheet: mostly misspelt."""
    decision = table.panel.decision
    if decision is None or not decision.withdrawn:
        return
    there = {fold(name) for one in table.panel.withdrawn for name in (one.key, one.title)}
    scored = {fold(title) for sheet in table.sheets for title in _titles_on(sheet)}
    for title, place in decision.withdrawn:
        if fold(title) not in there | scored and fold(title.rpartition("/")[2]) not in there:
            yield Miss("never_there").problem(decision.path, title, place)


def _titles_on(sheet: Sheet) -> Iterator[str]:
    yield from (title for title, _ in sheet.abstained)
    yield from (row.title for row in sheet.rows)


@check("BP806", slide=26)
def doubles(table: PanelTable) -> Iterator[Problem]:
    """One assessor twice on one title; only a warning where both say the same.

    A sheet that lies there twice is one finding, or two where some of its titles differ.
    """
    pairs: dict[tuple[str, Path, Path, bool], list[tuple[str, Entry, Entry]]] = {}
    for (key, voice), entries in table.entries.items():
        first = entries[0]
        for other in entries[1:]:
            pair = (voice, other.sheet.path, first.sheet.path, alike(first, other))
            pairs.setdefault(pair, []).append((key, first, other))
    for (voice, path, _, same), together in pairs.items():
        key, first, other = together[0]
        several = len(together) > 1
        values = {"title": key, "name": _name(table, voice)}
        values["other"] = first.sheet.path.name if several else _where(first)
        keys = [key for key, _, _ in together]
        yield Problem(
            path,
            found=_name(table, voice),
            place=None if several else other.row.place,
            variant=_joined("same" if same else "", "several" if several else ""),
            values=values | _listing(keys),
            titles=() if same else tuple(keys),
            severity=Severity.WARNING if same else None,
        )


def _joined(*parts: str) -> str:
    return "_".join(filter(None, parts))


def _listing(titles: Sequence[str]) -> dict[str, str]:
    """What the wordings of several titles are filled with; nothing where there is one."""
    return {"titles": Listed.quoted(titles), "count": str(len(titles))} if len(titles) > 1 else {}


def _rows(table: PanelTable) -> Iterator[tuple[str, Entry]]:
    """The rows that should be complete: not those set aside, nor those by another rubric."""
    fitting = {id(sheet) for sheet in table.sheets if fits_rubric(sheet, table)}
    for (key, voice), entries in table.entries.items():
        if table.seated(key, voice):
            for entry in entries:
                if id(entry.sheet) in fitting:
                    yield key, entry


def _missing(row: SheetRow, codes: tuple[str, ...]) -> list[str]:
    """The codes without a score, but for those that a misspelt one stands for: that is BP804's to say."""
    missing = [code for code in codes if code not in row.scores or not row.scores[code].text]
    meant = {near for _, near in _strangers(row, codes)} if missing else ()
    return [code for code in missing if code not in meant]


def _strangers(row: SheetRow, codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """The codes on a row that the rubric does not have, each with the nearest that it has."""
    return [(code, _near(code, codes)) for code in row.scores if code not in codes]


def _near(code: str, codes: tuple[str, ...]) -> str:
    return nearest(fold(code).replace(" ", "_"), codes) or ""


def _score_problem(table: PanelTable, key: str, entry: Entry, code: str, score: Score) -> Problem:
    scale = table.rubric.scale
    return Problem(
        path=entry.sheet.path,
        found=score.text if score.value is None else DecimalText(score.text),
        expected=DecimalText(scale_shown(scale)),
        place=score.place,
        variant=_off(score, scale),
        values={"title": entry.row.title, "code": code},
        titles=(key,),
    )


def _off(score: Score, scale: Scale) -> str:
    if score.value is None:
        return ""
    return "step" if scale.least <= score.value <= scale.most else "range"


def _name(table: PanelTable, voice: str) -> str:
    return table.voices[voice].name if voice in table.voices else ""


def _where(entry: Entry) -> str:
    place = entry.row.place
    tab = f"{entry.sheet.tab}!" if entry.sheet.tab else ""
    at = f"{tab}{place.cell}" if place.cell else str(place.line) if place.line else ""
    return f"{entry.sheet.path.name} ({at})" if at else entry.sheet.path.name
