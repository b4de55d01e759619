"""Which folders are one unit's over time, and which rows of a list go on from one period to the next.

A list that is carried (`lanjut: ya`) holds actions. What a period's folder does not say again stands as it
was said last, until a row of the same key says that it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .programs import Column, ColumnKind, Table
from .rounds import Listing, Round, Row, Unit
from .units import fold, fold_alike


class StandingRow(Struct, frozen=True):
    """A row that is not done, and the unit in whose folder it was said last."""

    row: Row
    unit: Unit


def homes_of(units: Iterable[Unit], above: str = "") -> Iterator[tuple[Path, str]]:
    """For every unit the units that its folder lies in, by their names."""
    for unit in units:
        yield unit.path, above
        yield from homes_of(unit.children, f"{above}/{fold(unit.name)}")


def line_of(found: Round, unit: Unit, homes: Mapping[Path, str] | None = None) -> tuple[Unit, ...]:
    """The same unit's folders for all periods, the first one first; this one is among them.

    Where a level goes from host to host (`bergilir`), the name in the folder's name is the host's and tells
    no units apart: the meetings of one cluster are one line.
    """
    if unit.span is None:
        return (unit,)
    homes = dict(homes_of(found.units)) if homes is None else homes
    above = homes.get(unit.path, "")
    same = [
        one
        for one in found.walk()
        if one.span
        and one.level == unit.level
        and (unit.level.hosted or fold(one.name) == fold(unit.name))
        and homes.get(one.path, "") == above
    ]
    return tuple(sorted(same, key=lambda one: (one.span, one.path)))


def earlier_of(found: Round, unit: Unit, homes: Mapping[Path, str] | None = None) -> tuple[Unit, ...]:
    """The same unit's folders for the periods before, the first one first."""
    return tuple(
        one for one in line_of(found, unit, homes) if one.span and unit.span and one.span < unit.span
    )


def is_done(table: Table, row: Row) -> bool:
    """Whether a row says that nothing is to be done any more."""
    return any(
        fold_alike(row.cells.get(column, "")) in map(fold_alike, words)
        for column, words in table.done.items()
    )


def carried_into(table: Table, unit: Unit, earlier: Iterable[Unit]) -> tuple[StandingRow, ...]:
    """What stands from periods before and is not said again in this one's folder."""
    standing = _standing(table, earlier)
    for row in unit.rows(table.code):
        standing.pop(_key(table, row), None)
    return tuple(standing.values())


def with_carried(table: Table, unit: Unit, earlier: Iterable[Unit]) -> Unit:
    """The unit with what is carried into its list behind its own rows; each row knows the file it is from."""
    carried = [one.row for one in carried_into(table, unit, earlier)]
    if not carried:
        return unit
    own = unit.listings.get(table.code, Listing(table.code))
    listing = replace(own, rows=(*own.rows, *carried))
    return replace(unit, listings={**unit.listings, table.code: listing})


def standing_at_last(table: Table, line: Iterable[Unit]) -> tuple[StandingRow, ...]:
    """What is not done at the end of all periods."""
    return tuple(_standing(table, line).values())


def deadline_of(table: Table) -> Column | None:
    """The column that says by when a row is to be done: the first one of dates."""
    return next((column for column in table.columns if column.kind is ColumnKind.DATE), None)


def _standing(table: Table, units: Iterable[Unit]) -> dict[tuple[str, ...], StandingRow]:
    found: dict[tuple[str, ...], StandingRow] = {}
    for unit in units:
        for row in unit.rows(table.code):
            key = _key(table, row)
            found.pop(key, None)
            if not is_done(table, row):
                found[key] = StandingRow(row, unit)
    return found


def _key(table: Table, row: Row) -> tuple[str, ...]:
    """What tells a row from another; a row without it is like no other."""
    columns = table.key or tuple(column.code for column in table.columns[:1])
    key = tuple(fold_alike(row.cells.get(code, "")) for code in columns)
    return key if any(key) else (str(row.path), str(row.place.line), str(row.place.cell))
