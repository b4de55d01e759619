"""Programmes with indicators: targets, numbers of every period, the planned pace, groups of people, the end.

What is checked stands in the programme's file: indicators are items of the kind `capaian` whose numbers come
from a list, `ketentuan` names the list of people and the list that ends the programme.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

from msgspec.structs import replace

from ..figures import exact
from ..model.dates import parse_date
from ..model.problems import Listed, Problem
from ..model.programs import (
    ITEM_COLUMN,
    NUMBER_COLUMN,
    WHOLE_WORDS,
    Column,
    ColumnKind,
    Item,
    LeafKind,
    Program,
    Scheme,
    Table,
    VoiceKind,
)
from ..model.rounds import Judgement, Listing, Round, Row, Span, Unit, Value
from ..model.spans import name_of
from ..model.units import Severity, fold
from ..people.names import person
from .registry import Context, Subject, rule
from .rounds import called, program_of

OBSTACLE, SOLUTION = "hambatan", "solusi"  # columns of a list of numbers
GROUP, AGE, BORN = "kelompok", "usia", "tanggal_lahir"  # columns of the list of people
DECISION, REASON, ADDRESSEE = "keputusan", "alasan", "kepada"  # columns of the list that ends the programme


# Indicators ------------------------------------------------------------------------------------------


@rule("BP851", Severity.INFO, on=Subject.ROUND)
def no_target(found: Round, _: Context) -> Iterator[Problem]:
    """Every indicator has a target and a baseline; one without is shown, and held against nothing."""
    items = [item for scheme in found.program.schemes for item in _indicators(scheme)]
    targets = [(item, item.target) for item in items]
    lacking = [item for item, one in targets if one is None or (one.value is None and not one.by_period)]
    unbased = [item for item, one in targets if one is None or one.baseline is None]
    for variant, names in (("", lacking), ("baseline", unbased)):
        if names:
            listed = Listed.of(map(called, names))
            yield Problem(found.root, listed, "", None, variant, {"count": str(len(names)), "names": listed})


@rule("BP852", Severity.WARNING, on=Subject.JUDGEMENT)
def no_actual(judgement: Judgement, context: Context) -> Iterator[Problem]:
    """Every indicator that is owed has a number with evidence; an obstacle comes with a solution."""
    items = {item.code: item for item in _indicators(judgement.scheme)}
    blank = [items[one.item] for one in _values(judgement) if one.item in items and one.why == "blank"]
    if blank:
        names = Listed.of(map(called, blank))
        yield Problem(judgement.unit.path, names, values={"count": str(len(blank)), "names": names})
    for table, listing in _number_lists(program_of(context), judgement.scheme, judgement.unit):
        for row in listing.rows:
            item = items.get(row.cells.get(ITEM_COLUMN, ""))
            yield from _bare_row(table, row, called(item)) if item else ()


def _bare_row(table: Table, row: Row, about: str) -> Iterator[Problem]:
    evidence = [column.code for column in table.columns if column.kind is ColumnKind.EVIDENCE]
    number = row.cells.get(NUMBER_COLUMN, "").strip()
    values = {"item": _with_group(about, row)}
    if number and evidence and not any(row.cells.get(code, "").strip() for code in evidence):
        yield Problem(row.path, number, "", row.place, "evidence", values)
    obstacle = row.cells.get(OBSTACLE, "").strip()
    if obstacle and table.column(SOLUTION) and not row.cells.get(SOLUTION, "").strip():
        yield Problem(row.path, obstacle, "", row.places.get(OBSTACLE, row.place), "solution", values)


@rule("BP853", Severity.ERROR, on=(Subject.JUDGEMENT, Subject.ROUND))
def cumulative_figure_falls(found: Judgement | Round, _: Context) -> Iterator[Problem]:
    """A cumulative number never falls, and a period is reported once."""
    if isinstance(found, Round):
        yield from _reported_twice(found)
        return
    for code, problem in found.problems:
        if code == "BP853":
            said = problem.values
            item = f"{said['item']} {_short(found.scheme, said['item'])}".strip()
            about = " – ".join(filter(None, (said.get("judged"), item)))
            yield replace(problem, values={**said, "about": about})


def _reported_twice(found: Round) -> Iterator[Problem]:
    groups: dict[tuple[str, str, Span], list[Path]] = defaultdict(list)
    for unit in found.walk():
        lists = [
            one for scheme in found.program.schemes for one in _number_lists(found.program, scheme, unit)
        ]
        if unit.span and any(listing.rows for _, listing in lists):
            groups[unit.level.code, fold(unit.name), unit.span].append(unit.path)
    for (_, _, span), paths in groups.items():
        for path in paths if len(paths) > 1 else ():
            others = ", ".join(sorted(one.name for one in paths if one is not path))
            yield Problem(path, others, "", None, "twice", {"period": name_of(span)})


@rule("BP854", Severity.WARNING, on=Subject.JUDGEMENT)
def below_the_planned_pace(judgement: Judgement, context: Context) -> Iterator[Problem]:
    """What was reached is no less than what is planned by this period."""
    items = {item.code: item for item in _indicators(judgement.scheme)}
    for value in _values(judgement):
        item = items.get(value.item)
        if item and _is_behind(value) and _is_planned(item, judgement.unit, program_of(context)):
            words = {"item": called(item), "unit": item.target.unit if item.target else ""}
            reached, target = _amount(value.actual), _amount(value.target)
            variant = "most" if item.target and item.target.lower_is_better else ""
            yield Problem(
                judgement.unit.path, reached, target, None, variant, {**words, "share": _share(value)}
            )


def _is_behind(value: Value) -> bool:
    return value.value is not None and value.actual is not None and value.value < 1


def _is_planned(item: Item, unit: Unit, program: Program) -> bool:
    """Whether something is planned by this period: a target at the end alone is no pace before it."""
    if item.target is None or unit.span is None:
        return False
    if any(number <= unit.span.number for number in item.target.by_period):
        return True
    return program.count is None or unit.span.number >= program.count


# Groups of people ------------------------------------------------------------------------------------


@rule("BP855", Severity.ERROR, on=(Subject.UNIT, Subject.ROUND))
def groups_of_people(found: Unit | Round, context: Context) -> Iterator[Problem]:
    """Groups have the size, their people the age that the programme asks for; nobody is in two of them."""
    program = program_of(context)
    table = program.table(program.parameters.get("peserta", ""))
    if table is None:
        return
    if isinstance(found, Round):
        units = [unit for unit in found.walk() if unit.level.code == table.level]
        if units and not any(table.code in unit.listings for unit in units) and _is_whole(found, context):
            yield Problem(found.root, "", table.name, None, "none", severity=Severity.WARNING)
        return
    listing = found.listings.get(table.code)
    if listing is not None:
        path = next(iter(listing.files), found.path)
        yield from _sizes(table, listing, program, path)
        yield from _ages(table, listing, program, context.settings.start)
        yield from _in_two_groups(table, listing)


def _sizes(table: Table, listing: Listing, program: Program, path: Path) -> Iterator[Problem]:
    column, wanted = table.column(GROUP), _whole(program, "anggota_per_kelompok")
    if column is None or wanted is None:
        return
    groups = [one for one in column.choices if fold(one) not in WHOLE_WORDS]
    typed = [row.cells.get(GROUP, "") for row in listing.rows]
    for group in dict.fromkeys([*groups, *filter(None, typed)]):
        count = sum(fold(one) == fold(group) for one in typed)
        if count != wanted:
            values = {"group": group}
            yield Problem(path, str(count), str(wanted), None, "", values, severity=Severity.WARNING)
    for row in listing.rows:
        if not row.cells.get(GROUP, "").strip():
            values = {"name": _name_in(table, row)}
            yield Problem(row.path, "", "", row.place, "no_group", values, severity=Severity.WARNING)


def _ages(table: Table, listing: Listing, program: Program, start: date | None) -> Iterator[Problem]:
    """Ages on the programme's first day; both edges are within."""
    least, most = _whole(program, "usia_minimum"), _whole(program, "usia_maksimum")
    if (least is None and most is None) or not (table.column(AGE) or table.column(BORN)):
        return
    limits = f"{'' if least is None else least}–{'' if most is None else most}"
    for row in listing.rows:
        age, values = _age(row, start), {"name": _name_in(table, row)}
        place = row.places.get(BORN, row.places.get(AGE, row.place))
        if age is None:
            yield Problem(row.path, "", limits, row.place, "no_age", values, severity=Severity.WARNING)
        elif (least is not None and age < least) or (most is not None and int(age) > most):
            yield Problem(row.path, exact(age), limits, place, "age", values, severity=Severity.WARNING)


def _age(row: Row, start: date | None) -> Fraction | None:
    """The age in years: reckoned from the date of birth where both dates are known, else as typed."""
    born = parse_date(row.cells.get(BORN, ""))
    if born and start:
        return Fraction(start.year - born.year - ((start.month, start.day) < (born.month, born.day)))
    try:
        return Fraction(row.cells.get(AGE, ""))
    except (ValueError, ZeroDivisionError):
        return None


def _in_two_groups(table: Table, listing: Listing) -> Iterator[Problem]:
    """A name that comes again; with another date of birth it is somebody else's."""
    seen: dict[str, list[Row]] = defaultdict(list)
    for row in listing.rows:
        name = _name_in(table, row)
        if not name:
            continue
        for first in seen[person(name)]:
            if _may_be_one(first, row):
                groups = first.cells.get(GROUP, ""), row.cells.get(GROUP, "")
                variant = "again" if fold(groups[0]) == fold(groups[1]) else "two_groups"
                values = {"name": name, "group": groups[1], "other": groups[0]}
                yield Problem(row.path, name, "", row.place, variant, values)
                break
        seen[person(name)].append(row)


def _may_be_one(one: Row, other: Row) -> bool:
    born = {cell for row in (one, other) if (cell := row.cells.get(BORN, ""))}
    return len(born) < 2


def _name_in(table: Table, row: Row) -> str:
    """Whose row it is: the first column of the kind `orang`, else the first of all."""
    named = [column for column in table.columns if column.kind is ColumnKind.PERSON] or table.columns[:1]
    return " ".join(row.cells.get(named[0].code, "").split()) if named else ""


# The end ---------------------------------------------------------------------------------------------


@rule("BP856", Severity.ERROR, on=(Subject.UNIT, Subject.JUDGEMENT))
def termination(found: Unit | Judgement, context: Context) -> Iterator[Problem]:
    """The last period ends the programme for every group, with a reason; below target it goes on somehow."""
    program = program_of(context)
    table = program.table(program.parameters.get("penutup", ""))
    column = table.column(DECISION) if table else None
    unit = found.unit if isinstance(found, Judgement) else found
    if table is None or column is None or unit.span is None or unit.level.code != table.level:
        return
    listing, is_last = unit.listings.get(table.code), unit.span.number == program.count
    if isinstance(found, Judgement):
        if is_last and listing is not None and listing.rows:
            yield from _ended_below_target(found, column, listing)
    elif listing is None or not listing.rows:
        if is_last:
            yield Problem(unit.path, "", table.name, None, "none", severity=Severity.WARNING)
    else:
        yield from _ended(table, column, listing)
        if program.count and not is_last:
            path = next(iter(listing.files), unit.path)
            yield Problem(path, name_of(unit.span), str(program.count), None, "early")


def _ended(table: Table, column: Column, listing: Listing) -> Iterator[Problem]:
    """Every group has a decision, every decision its reason, and somebody to go on with."""
    for row in listing.rows:
        said, values = row.cells.get(DECISION, "").strip(), {"group": row.cells.get(GROUP, "") or "–"}
        place = row.places.get(DECISION, row.place)
        if not said:
            yield Problem(row.path, "", ", ".join(column.choices), row.place, "undecided", values)
            continue
        if table.column(REASON) and not row.cells.get(REASON, "").strip():
            yield Problem(row.path, said, "", place, "", values)
        if _goes_on(row, column) and table.column(ADDRESSEE) and not row.cells.get(ADDRESSEE, "").strip():
            yield Problem(row.path, said, "", place, "nobody", values)
    groups = table.column(GROUP)
    told = {fold(row.cells.get(GROUP, "")) for row in listing.rows}
    lacking = [one for one in (groups.choices if groups else ()) if fold(one) not in (*told, *WHOLE_WORDS)]
    if lacking and not told & set(WHOLE_WORDS):
        path = next(iter(listing.files), listing.rows[0].path)
        yield Problem(path, Listed.of(lacking), "", None, "group", {"names": Listed.of(lacking)})


def _ended_below_target(judgement: Judgement, column: Column, listing: Listing) -> Iterator[Problem]:
    items = {item.code: item for item in _indicators(judgement.scheme)}
    below = [items[one.item] for one in _values(judgement) if one.item in items and _is_behind(one)]
    if below and not any(_goes_on(row, column) for row in listing.rows):
        names = Listed.of(map(called, below))
        choices = ", ".join(column.choices[1:])
        path = next(iter(listing.files), judgement.unit.path)
        yield Problem(path, names, choices, None, "below", {"count": str(len(below)), "names": names})


def _goes_on(row: Row, column: Column) -> bool:
    """Whether a decision is another than the first that may be chosen, which says that all is done."""
    said = row.cells.get(DECISION, "").strip()
    return bool(said) and fold(said) != fold(column.choices[0] if column.choices else "")


# What the checks share -------------------------------------------------------------------------------


def _indicators(scheme: Scheme) -> list[Item]:
    return [item for item in scheme.root.leaves() if item.kind is LeafKind.ACHIEVEMENT]


def _values(judgement: Judgement) -> Iterator[Value]:
    for outcome in judgement.outcomes:
        yield from outcome.total.walk()


def _number_lists(program: Program, scheme: Scheme, unit: Unit) -> Iterator[tuple[Table, Listing]]:
    """The lists that the numbers of a scheme come from, as they are in a unit's folder."""
    for voice in scheme.voices if scheme.level == unit.level.code else ():
        table, listing = program.table(voice.table), unit.listings.get(voice.table)
        if voice.kind is VoiceKind.LIST and table and listing:
            yield table, listing


def _is_whole(found: Round, context: Context) -> bool:
    """Whether all periods are looked at: a list of people lies in one of them."""
    return found.root in (context.root, context.settings.root)


def _whole(program: Program, key: str) -> int | None:
    text = program.parameters.get(key, "").strip()
    return int(text) if text.isascii() and text.isdigit() else None


def _short(scheme: Scheme, code: str) -> str:
    return next((item.short_name or item.name for item in scheme.root.walk() if item.code == code), "")


def _with_group(about: str, row: Row) -> str:
    group = row.cells.get(GROUP, "").strip()
    return f"{about} ({group})" if group else about


def _amount(value: Fraction | None) -> str:
    return "–" if value is None else exact(value)


def _share(value: Value) -> str:
    return f"{round((value.value or Fraction()) * 100)}%"
