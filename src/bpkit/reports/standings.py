"""What reports say of a month's standing and of a year: tables, each a `ReportListing`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from ..model.dates import MONTHS, in_words
from ..model.outcomes import Checked, Judged
from ..months.standing import Standing
from ..months.year import EXPERT, OWN_TEAM, Duty, Tally, Year
from ..wording import say
from .outline import (
    Cell,
    LinkTarget,
    MonthBar,
    Portion,
    ReportColumn,
    ReportContents,
    ReportListing,
    relative,
    title_of,
)
from .overview import folder_label, incomplete_lines, rows_by_folder
from .panels import causes_line

MONTH_COLUMNS = tuple(name[:3] for name in MONTHS)


def standing_listing(checked: Checked, judged: Judged, standings: Sequence[Standing]) -> ReportListing:
    """The month folder by folder: owed, handed in, proposed, scored, sealed, written, days left."""
    names = ("due", "handed_in", "complete", "proposed", "scored", "selected", "sealed", "forms")
    columns = [ReportColumn(say("report.column_unit"), 40)]
    columns += [
        ReportColumn(say(f"report.column_{name}"), 12 if name == "proposed" else 10, number=True)
        for name in names
    ]
    columns += [ReportColumn(say(f"report.column_{name}"), 26) for name in ("sent", "days_left")]
    columns += [
        ReportColumn(say(f"report.column_{name}"), 11, number=True) for name in ("errors", "warnings")
    ]
    rows = [
        _standing_row(standing, counts, scores)
        for standing, (_, counts, scores) in zip(standings, rows_by_folder(checked, judged), strict=True)
    ]
    causes = tuple(filter(None, (causes_line(one, checked.folder.path) for one in judged.walk())))
    notes = (*_missing_lines(standings), *incomplete_lines(judged))
    title, empty = say("page.states"), say("report.all_good")
    return ReportListing(title, tuple(columns), tuple(rows), empty, notes, causes)


def _standing_row(standing: Standing, counts: Any, scores: tuple[int | None, ...]) -> tuple[Cell, ...]:
    folder = standing.judged.folder
    scored, _, selected = scores
    return (
        LinkTarget(folder_label(folder), folder.path, folder.level.depth),
        standing.due,
        standing.handed_in,
        standing.complete,
        out_of(standing.proposed, standing.quota),
        scored,
        selected,
        say("report.yes") if standing.sealed else None,
        len(standing.forms) or None,
        _sent(standing),
        days_words(standing.days_left, standing.deadline),
        counts["errors"],
        counts["warnings"],
    )


def _sent(standing: Standing) -> str | None:
    """`18 Oktober 2010`, and whether anything changed since."""
    if standing.sent is None:
        return None
    day = in_words(standing.sent.date())
    return say("report.sent_changed", date=day) if standing.changed_since else day


def out_of(count: int, whole: int | None) -> str | int:
    """`3/9`; the count alone where nobody knows of how many."""
    return count if whole is None else f"{count}/{whole}"


def days_words(left: int | None, due: date | None) -> str | None:
    """`3 hari lagi (20 Oktober 2010)`."""
    if left is None or due is None:
        return None
    name = "days_today" if left == 0 else "days_left" if left > 0 else "days_over"
    return say(f"report.{name}", count=abs(left), date=in_words(due))


def _missing_lines(standings: Iterable[Standing]) -> Iterator[str]:
    for one in standings:
        if one.missing:
            unit = title_of(one.judged.folder)  # of which month as well, for a share has several
            yield say("report.missing_cities", unit=unit, cities=", ".join(one.missing))


# A year --------------------------------------------------------------------------------------------


def year_contents(year: Year, checked: Checked, value: Callable[[], Any]) -> ReportContents:
    """The report of `bpkit status --year`."""
    return ReportContents(say("page.year"), str(year.year), value, tuple(year_listings(year, checked)))


def year_listings(year: Year, checked: Checked) -> Iterator[ReportListing]:
    """The year's tables: month by month, cities, TFs, authors, candidates, duties."""
    yield months_listing(year, checked)
    yield _tallies(year.cities, "cities", ())
    yield _tallies(year.teams, "teams", ("city",))
    yield _tallies(year.authors, "authors", ("city",))
    yield _candidates(year.rewards, "rewards")
    yield _candidates(year.workshops, "workshops")
    yield _duties(year)


def months_listing(year: Year, checked: Checked) -> ReportListing:
    """The year month by month, as a table and as a picture."""
    columns = [ReportColumn(say("page.column_province"), 24), ReportColumn(say("report.column_city"), 24)]
    columns += [ReportColumn(name, 7, number=True) for name in MONTH_COLUMNS]
    columns += [ReportColumn(say("report.column_sum"), 9, number=True)]
    rows = []
    for city in year.cities:
        months = [_month(city, month) for month in range(1, 13)]
        due = sum(city.due.values())
        total = Portion(city.writings, due) if due else city.writings
        rows.append((city.province, city.name, *months, total))
    given = checked.folder.path
    names = ", ".join(relative(folder.path, given) for folder in year.open_panels)
    notes = (say("report.open_panels", folders=names),) if names else ()
    title, empty = say("page.year_months", year=year.year), say("report.no_year")
    return ReportListing(title, tuple(columns), tuple(rows), empty, notes, bars=_bars(year))


def _bars(year: Year) -> tuple[MonthBar, ...]:
    """All cities together; nothing where no month has anything."""
    bars = []
    for month in range(1, 13):
        due = [city.due[month] for city in year.cities if month in city.due]
        handed = sum(city.months.get(month, 0) for city in year.cities)
        complete = sum(city.complete_months.get(month, 0) for city in year.cities)
        bars.append(MonthBar(MONTH_COLUMNS[month - 1], sum(due) if due else None, handed, complete))
    return tuple(bars) if any(bar.due or bar.handed_in for bar in bars) else ()


def _month(city: Tally, month: int) -> Cell:
    count = city.months.get(month, 0)
    if city.due.get(month):
        return Portion(count, city.due[month])
    return count or None


COUNTS = ("writings", "complete", "proposed", "selected", "won")


def _tallies(tallies: Sequence[Tally], title: str, where: tuple[str, ...]) -> ReportListing:
    columns = [
        ReportColumn(say("page.column_province"), 24),
        *(ReportColumn(say(f"report.column_{one}"), 24) for one in where),
    ]
    columns += [ReportColumn(say(f"report.column_{title}"), 30)]
    columns += [ReportColumn(say(f"report.column_year_{name}"), 12, number=True) for name in COUNTS]
    rows = tuple(
        (one.province, *(getattr(one, name) for name in where), one.name, *(getattr(one, n) for n in COUNTS))
        for one in tallies
    )
    return ReportListing(say(f"page.year_{title}"), tuple(columns), rows, say("report.no_year"))


def _candidates(tallies: Sequence[Tally], title: str) -> ReportListing:
    names = ("authors", "city", "year_selected", "year_won", "titles")
    columns = tuple(
        ReportColumn(
            say(f"report.column_{name}"), 60 if name == "titles" else 24, number=name.startswith("year")
        )
        for name in names
    )
    rows = tuple((one.name, one.city, one.selected, one.won, "; ".join(one.titles)) for one in tallies)
    note = say(f"page.note_{title}")
    return ReportListing(say(f"page.year_{title}"), columns, rows, say("report.nobody_yet"), (note,))


def _duties(year: Year) -> ReportListing:
    columns = (
        ReportColumn(say("page.column_province"), 24),
        ReportColumn(say("report.column_city"), 24),
        ReportColumn(say("report.column_who"), 30),
        ReportColumn(say("report.column_done"), 10, number=True),
        ReportColumn(say("report.column_lacking"), 40),
    )
    rows = tuple(
        (duty.province, duty.city or None, _who(duty), out_of(duty.done, duty.due), _lacking(duty))
        for duty in year.duties
    )
    return ReportListing(say("page.year_duties"), columns, rows, say("report.no_roster"))


def _who(duty: Duty) -> str:
    if duty.kind == EXPERT:
        return say("report.duty_expert", name=duty.name)
    if duty.kind == OWN_TEAM:
        return say("report.duty_own_team")
    return duty.name or say("report.duty_teams")


def _lacking(duty: Duty) -> str | None:
    if duty.kind == EXPERT:
        return None if duty.done else say("report.no_product")
    return ", ".join(MONTH_COLUMNS[month - 1] for month in duty.lacking) or None
