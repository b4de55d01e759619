"""What is new since somebody was told last: what `bpkit status` says where nobody sits before a screen.

What was told is kept as a picture of every folder: its numbers, its findings, how near its last day was. The
next look is held against it. What can't be seen at the moment is taken as it was: a share that dropped out
has mended nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from ..model.dates import in_words
from ..model.facts import out_of_sight
from ..model.outcomes import Checked, Judged
from ..model.problems import Finding
from ..model.units import Severity
from ..months.standing import Standing
from ..rules.catalogue import render
from ..wording import say
from .outline import LinkTarget, ReportColumn, ReportContents, ReportListing, relative, title_of
from .standings import days_words, standing_listing

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = (0, 1, 3, 7)  # days before the last one on which a folder that is not done is spoken of
OVER = -1  # the day after it, once
SHOWN_TITLES = 5  # of a folder, that still have errors

ToldNumber = str | int | None


class ToldFinding(Struct, frozen=True):
    """What was said of a file or folder, and how many times; `path` is seen from the given folder."""

    severity: str
    path: str
    text: str
    count: int = 1


class ToldUnit(Struct, frozen=True):
    """One folder as it was told; `step` is the nearest of `STEPS` that its last day had reached.

    `writings` are the titles of what was handed in, by path.
    """

    name: str
    figures: Mapping[str, ToldNumber]
    writings: Mapping[str, str]
    findings: Mapping[str, ToldFinding]
    step: int | None = None
    tasks: Mapping[str, int] = field(default_factory=dict)  # the step of each, of units that have some


class Told(Struct, frozen=True):
    """All that was told at one moment, by the folders' paths as seen from the given one."""

    when: datetime
    units: Mapping[str, ToldUnit]


class NumberChange(Struct, frozen=True):
    """A number of a folder that is another one now.

    With `folder` as `what` the folder itself came or went, with `came` or `gone` a writing of that title.
    """

    unit: str
    path: str
    what: str
    before: ToldNumber
    after: ToldNumber


class UnitFinding(Struct, frozen=True):
    """A finding that came or went, and the folder it is in."""

    unit: str
    home: str  # the folder's path
    finding: ToldFinding


class NearUnit(Struct, frozen=True):
    """A folder that is not done near its last day, or a `task` of a unit; `due` is how many writings are."""

    unit: str
    path: Path
    deadline: date | None
    days_left: int | None
    task: str = ""
    due: int | None = None
    handed_in: int = 0
    complete: int = 0


class OpenUnit(Struct, frozen=True):
    """What is still to be mended in a folder; `titles` are of writings that are not complete."""

    unit: str
    path: Path
    errors: int
    warnings: int
    titles: tuple[str, ...]


class News(Struct, frozen=True):
    """What is new, mended, still open and near its last day; `steps` names who came nearer to it."""

    since: datetime
    changes: tuple[NumberChange, ...]
    new: tuple[UnitFinding, ...]
    mended: tuple[UnitFinding, ...]
    open: tuple[OpenUnit, ...]
    near: tuple[NearUnit, ...]
    steps: tuple[str, ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether anything is worth a word; that something is still open is not."""
        return bool(self.changes or self.new or self.mended or self.steps)


class MonthStatus(Struct, frozen=True):
    """Where everything stands; `told` is what is about to be told, where only news are, and `news` of it.

    The first time there is nothing to hold it against, and `news` is None.
    """

    checked: Checked
    judged: Judged
    standings: Sequence[Standing]
    told: Told | None = None
    news: News | None = None


# What was told -------------------------------------------------------------------------------------


def told_now(checked: Checked, standings: Sequence[Standing], before: Told | None, now: datetime) -> Told:
    """Everything as it is; where it can't be seen, as it was `before`."""
    given = checked.folder.path
    folders = {one.folder.path: one for one in checked.walk()}
    units = {}
    for standing in standings:
        one = folders[standing.judged.folder.path]
        key = seen_from(one.folder.path, given)
        findings = told_findings(one.findings, given)
        writings = {seen_from(made.path, given): keepable(made.title) for made in one.submissions}
        name, numbers = keepable(title_of(one.folder)), numbers_of(standing)
        units[key] = ToldUnit(name, numbers, writings, findings, step_of(standing))
    hidden = [seen_from(damage.path, given) for damage in out_of_sight(checked.folder)]
    return Told(now, with_hidden(units, before.units if before and hidden else {}, hidden))


def seen_from(path: Path, given: Path) -> str:
    """A path as it is told."""
    return keepable(relative(path, given))


def keepable(text: str) -> str:
    """A text that can be kept: names from old disks may hold bytes that are no UTF-8."""
    return text.encode(errors="backslashreplace").decode()


def numbers_of(standing: Standing) -> dict[str, ToldNumber]:
    """What may change of a folder; what was handed in is told of the cities alone."""
    judged = standing.judged
    results = judged.assessment.results if judged.assessment else ()
    handed: dict[str, ToldNumber] = {}
    if judged.folder.level.is_lowest:
        handed = {
            "handed_in": standing.handed_in,
            "complete": standing.complete,
            "proposed": standing.proposed,
        }
    return handed | {
        "scored": sum(result.final is not None for result in results),
        "selected": sum(result.selected for result in results) if judged.whole else 0,
        "provisional": int(not judged.whole),
        "sealed": int(standing.sealed),
        "forms": len(standing.forms),
        "sent": in_words(standing.sent.date()) if standing.sent else None,
        "changed_since": int(standing.changed_since),
    }


def step_of(standing: Standing) -> int | None:
    """The nearest step that the last day has reached; None where it is far, unknown, or all is done."""
    left = standing.days_left
    return None if left is None or standing.is_done else step_at(left)


def step_at(left: int) -> int | None:
    """The nearest step that is reached so many days before the last one."""
    return OVER if left < 0 else next((step for step in STEPS if left <= step), None)


def told_findings(findings: Iterable[Finding], given: Path) -> dict[str, ToldFinding]:
    """What was found as it is told; paths are seen from the given one."""
    found: dict[str, ToldFinding] = {}
    for one in findings:
        if one.waived or one.severity < Severity.WARNING:
            continue
        key = _key(one, given)
        known = found.get(key)
        path = seen_from(one.problem.path, given)
        found[key] = (
            replace(known, count=known.count + 1)
            if known
            else ToldFinding(one.severity.label, path, keepable(f"{one.code} {render(one).message}"))
        )
    return found


def _key(finding: Finding, given: Path) -> str:
    """What stays the same of a finding while a number in it changes."""
    problem = finding.problem
    return f"{finding.code} {seen_from(problem.path, given)} {problem.variant} {problem.place!r}"


def with_hidden(
    units: Mapping[str, ToldUnit], before: Mapping[str, ToldUnit], hidden: Sequence[str]
) -> dict[str, ToldUnit]:
    """The folders with what nobody can see now, as it was told."""

    def is_hidden(path: str) -> bool:
        return any(one in (path, ".") or path.startswith(f"{one}/") for one in hidden)

    kept = dict(units)
    for key, old in before.items():
        if key not in kept and is_hidden(key):
            kept[key] = old
        elif key in kept:
            unseen = {name: one for name, one in old.findings.items() if is_hidden(one.path)}
            writings = {path: title for path, title in old.writings.items() if is_hidden(path)}
            kept[key] = replace(
                kept[key],
                writings={**writings, **kept[key].writings},
                findings={**unseen, **kept[key].findings},
            )
    return kept


# What is new ---------------------------------------------------------------------------------------


def news_since(before: Told, now: Told, checked: Checked, standings: Sequence[Standing]) -> News:
    """What changed from one picture to the other, and what is open and near beside it."""
    steps = [
        unit.name
        for key, unit in now.units.items()
        if unit.step is not None and unit.step != (before.units[key].step if key in before.units else None)
    ]
    near = (one for one in standings if (step := step_of(one)) is not None and step != OVER)
    over = (
        one for one in standings if step_of(one) == OVER and keepable(title_of(one.judged.folder)) in steps
    )
    return news_of(before, now, tuple(_open(checked)), tuple(map(_near, (*near, *over))), steps)


def news_of(
    before: Told, now: Told, still: Sequence[OpenUnit], near: Sequence[NearUnit], steps: Sequence[str]
) -> News:
    """What changed from one picture to the other; `still` is what is open.

    `near` is what is near its last day, `steps` who came nearer to it.
    """
    return News(
        before.when,
        tuple(_changes(before.units, now.units)),
        tuple(_came(before.units, now.units)),
        tuple(_mended(before.units, now.units)),
        tuple(still),
        tuple(near),
        tuple(steps),
    )


def _near(one: Standing) -> NearUnit:
    folder = one.judged.folder
    return NearUnit(
        title_of(folder), folder.path, one.deadline, one.days_left, "", one.due, one.handed_in, one.complete
    )


def _changes(before: Mapping[str, ToldUnit], now: Mapping[str, ToldUnit]) -> Iterator[NumberChange]:
    for key, unit in now.items():
        old = before.get(key)
        if old is None:
            yield NumberChange(unit.name, key, "folder", None, 1)
        for what, number in unit.figures.items():
            known = old.figures.get(what) if old else None
            if (known or None) != (number or None):
                yield NumberChange(unit.name, key, what, known, number)
        yield from _writings(key, unit, old.writings if old else {})
    for key, unit in before.items():
        if key not in now:
            yield NumberChange(unit.name, key, "folder", 1, None)


def _writings(key: str, unit: ToldUnit, before: Mapping[str, str]) -> Iterator[NumberChange]:
    for path, title in unit.writings.items():
        if path not in before:
            yield NumberChange(unit.name, key, "came", None, title)
    for path, title in before.items():
        if path not in unit.writings:
            yield NumberChange(unit.name, key, "gone", title, None)


def _mended(before: Mapping[str, ToldUnit], now: Mapping[str, ToldUnit]) -> Iterator[UnitFinding]:
    """What was found and is not any more; of what is gone itself nobody can say so."""
    there = set(chain.from_iterable(unit.writings for unit in now.values()))
    gone = set(chain.from_iterable(unit.writings for unit in before.values())) - there
    still = {key: unit for key, unit in before.items() if key in now}
    yield from (one for one in _came(now, still) if one.finding.path not in gone)


def _came(before: Mapping[str, ToldUnit], now: Mapping[str, ToldUnit]) -> Iterator[UnitFinding]:
    """What the second has and the first has not, or not so many times."""
    for key, unit in now.items():
        old = before.get(key)
        for name, finding in unit.findings.items():
            known = old.findings.get(name) if old else None
            count = finding.count - (known.count if known else 0)
            if count > 0:
                yield UnitFinding(unit.name, key, replace(finding, count=count))


def _open(checked: Checked) -> Iterator[OpenUnit]:
    for one in checked.walk():
        titles = (writing.title for writing in one.submissions if not one.is_complete(writing))
        yield from open_unit(title_of(one.folder), one.folder.path, one.findings, titles)


def open_unit(
    name: str, path: Path, findings: Iterable[Finding], titles: Iterable[str] = ()
) -> Iterator[OpenUnit]:
    """What is still to be mended in a folder, if anything is."""
    found = [finding for finding in findings if not finding.waived]
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    warnings = sum(finding.severity is Severity.WARNING for finding in found)
    if errors or warnings:
        yield OpenUnit(name, path, errors, warnings, tuple(titles))


# How it is said ------------------------------------------------------------------------------------


def news_listings(news: News, given: Path) -> Iterator[ReportListing]:
    """A table for each kind of news that there is."""
    unit = ReportColumn(say("report.column_unit"), 36)
    found = [
        ("changed", ("what", "before", "after"), [*map(_change_row, news.changes)]),
        ("new", ("file", "finding"), [_finding_row(one, given) for one in news.new]),
        ("mended", ("file", "finding"), [_finding_row(one, given) for one in news.mended]),
        ("near", ("days_left", "handed_in", "complete"), [*map(_near_row, news.near)]),
        ("open", ("errors", "warnings", "incomplete"), [*map(_open_row, news.open)]),
    ]
    for name, columns, rows in found:
        heads = [ReportColumn(say(f"news.column_{one}"), 60 if one == "finding" else 30) for one in columns]
        if rows:
            yield ReportListing(say(f"news.{name}"), (unit, *heads), tuple(rows))


def _change_row(change: NumberChange) -> tuple[Any, ...]:
    if change.what in ("came", "gone"):
        return change.unit, say(f"news.what_{change.what}"), change.before, change.after
    before, after = (_number_words(change.what, one) for one in (change.before, change.after))
    return change.unit, say(f"news.what_{change.what}"), before, after


def _number_words(what: str, number: ToldNumber) -> str:
    if what in ("folder", "sealed", "provisional", "changed_since"):
        return say("report.yes" if number else "report.no")
    return say("news.not_yet") if number is None else str(number)


def _finding_row(one: UnitFinding, given: Path) -> tuple[Any, ...]:
    finding = one.finding
    times = f" (×{finding.count})" if finding.count > 1 else ""
    return one.unit, LinkTarget(finding.path, given / finding.path), f"{finding.text}{times}"


def _near_row(one: NearUnit) -> tuple[Any, ...]:
    name = f"{one.unit}: {one.task}" if one.task else one.unit
    handed = one.handed_in if one.due is None else f"{one.handed_in}/{one.due}"
    numbers = (None, None) if one.task else (handed, one.complete)
    return LinkTarget(name, one.path), days_words(one.days_left, one.deadline), *numbers


def _open_row(one: OpenUnit) -> tuple[Any, ...]:
    titles = list(one.titles[:SHOWN_TITLES])
    if len(one.titles) > SHOWN_TITLES:
        titles.append(say("report.and_more", count=len(one.titles) - SHOWN_TITLES))
    return LinkTarget(one.unit, one.path), one.errors, one.warnings, ", ".join(titles)


def news_lines(news: News) -> Iterator[tuple[str, list[str]]]:
    """The news for a mail: every kind under its heading, a line each, wide or not."""
    yield say("news.changed"), [_change_line(one) for one in news.changes]
    yield say("news.new"), [_finding_line(one) for one in news.new]
    yield say("news.mended"), [_finding_line(one) for one in news.mended]
    yield say("news.near"), [_near_line(one) for one in news.near]
    yield say("news.open"), [_open_line(one) for one in news.open]


def _change_line(change: NumberChange) -> str:
    if change.what in ("came", "gone"):
        title = change.before or change.after
        return say("news.line_writing", unit=change.unit, what=say(f"news.what_{change.what}"), title=title)
    unit, what, before, after = _change_row(change)
    return say("news.line_change", unit=unit, what=what, before=before, after=after)


def _finding_line(one: UnitFinding) -> str:
    name = one.finding.path.rpartition("/")[2]
    times = f" (×{one.finding.count})" if one.finding.count > 1 else ""
    unit = one.unit if one.finding.path == one.home else f"{one.unit} · {name}"
    return f"{unit}: {one.finding.text}{times}"


def _near_line(one: NearUnit) -> str:
    days = days_words(one.days_left, one.deadline)
    if one.task:
        return f"{one.unit}: {one.task}, {days}"
    name = "news.in" if one.due is None else "news.in_of_due"
    handed = say(name, count=one.handed_in, due=one.due, complete=one.complete)
    return f"{one.unit}: {days}; {handed}"


def _open_line(one: OpenUnit) -> str:
    _, errors, warnings, titles = _open_row(one)
    counts = say("news.line_open", unit=one.unit, errors=errors, warnings=warnings)
    return f"{counts}: {titles}" if titles else counts


def status_contents(
    status: MonthStatus, pictures: Iterable[ReportListing], value: Callable[[], Any]
) -> ReportContents:
    """The report of `bpkit status`: what is new, where it is known, the year, and where everything stands."""
    checked = status.checked
    found = news_listings(status.news, checked.folder.path) if status.news else ()
    listings = (*found, *pictures, standing_listing(checked, status.judged, status.standings))
    return ReportContents(say("page.status"), title_of(checked.folder), value, listings)
