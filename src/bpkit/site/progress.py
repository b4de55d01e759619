"""How far every city and province is, month by month (POB slide 28), in figures and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from ..deadlines import deadline
from ..model.facts import Folder
from ..model.levels import PROVINCE, Level
from ..model.outcomes import Checked, Judged
from ..model.scores import Assessment
from ..model.settings import City, Settings
from ..model.units import Period, fold, same_unit
from ..standing import owed
from ..wording import language, say
from .contents import SiteContents, is_sealed


class ProgressRow(Struct, frozen=True):
    """One city, province or the nation in one month; None where there is nothing to count or to decide."""

    name: str
    is_city: bool
    period: Period | None
    due: int | None
    handed: int
    complete: int
    proposed: int
    scored: int
    sealed: bool | None = None
    sent: bool | None = None
    late: bool = False
    is_missing: bool = False  # there is no folder

    @property
    def lacking(self) -> int:
        """How many writings are still owed."""
        return max(0, (self.due or 0) - self.handed)

    @property
    def state(self) -> str:
        """`late`, `open` or `done`: what the colour says; `words` say it as well."""
        if self.late:
            return "late"
        if self.sealed or self.sent or (self.sealed is None and self.due is not None and not self.lacking):
            return "done"
        return "open"

    @property
    def words(self) -> str:
        """Where it stands, in words."""
        if self.sent:
            return say("site.progress_sent")
        if self.sealed:
            return say("site.progress_sealed")
        if self.is_missing:
            said = say("site.progress_missing")
        elif self.lacking:
            said = say("site.progress_lacking", count=self.lacking)
        elif self.sealed is False:
            said = say("site.progress_undecided")
        else:
            said = say("site.progress_full") if self.due is not None else say("site.progress_no_due")
        return f"{say('site.progress_late')}: {said}" if self.late else said


class Month(Struct, frozen=True):
    """The rows of one month: the nation or the given folder first, then each province with its cities."""

    period: Period | None
    rows: tuple[ProgressRow, ...]

    @property
    def total(self) -> ProgressRow:
        """All cities of the month together."""
        return summed(say("site.all"), self.period, [one for one in self.rows if one.is_city])


def months(contents: SiteContents, settings: Settings, today: date | None) -> list[Month]:
    """Every month of the tree, the newest first."""
    teller = _Teller(contents, settings, today)
    found: dict[Period | None, list[ProgressRow]] = {}
    for checked, judged in _roots(contents.checked, contents.judged):
        rows = [*teller.rows(checked, judged)]
        found.setdefault(checked.folder.period, []).extend(rows)
    ordered = sorted(found.items(), key=lambda pair: str(pair[0] or ""), reverse=True)
    return [Month(period, tuple(rows)) for period, rows in ordered if rows]


def _roots(checked: Checked, judged: Judged) -> Iterator[tuple[Checked, Judged]]:
    """The folders of single months: the given one, or those below the share."""
    if not checked.folder.level.is_share:
        yield checked, judged
        return
    for one, other in zip(checked.children, judged.children, strict=True):
        yield from _roots(one, other)


class _Teller:
    def __init__(self, contents: SiteContents, settings: Settings, today: date | None) -> None:
        self._letters, self._settings, self._today = contents.letters, settings, today
        self._levels = contents.levels

    def rows(self, checked: Checked, judged: Judged, above: Judged | None = None) -> Iterator[ProgressRow]:
        """The row of a folder, and those of all below it."""
        folder = checked.folder
        if folder.level.is_lowest:
            yield self._city(checked, judged, above)
            return
        below = [
            [*self.rows(one, other, judged)]
            for one, other in zip(checked.children, judged.children, strict=True)
        ]
        rows = [row for some in below for row in some]
        rows += self._absent(folder, rows)
        cities = [row for row in rows if row.is_city]
        yield self._decider(folder, judged, cities)
        yield from rows

    def _city(self, checked: Checked, judged: Judged, above: Judged | None) -> ProgressRow:
        folder = checked.folder
        unit, province = folder.unit or folder.path.name, (folder.above.unit if folder.above else None) or ""
        known = self._settings.province(province) if province else None
        city = known.city(unit) if known else self._settings.city(unit)
        due, handed = self._due(city), len(folder.submissions)
        complete = sum(map(checked.is_complete, folder.submissions))
        panel = above.assessment if above else None
        lacks = due is not None and handed < due
        return ProgressRow(
            unit, True, folder.period, due, handed, complete,
            _proposed(folder, judged, panel), _scored(unit, judged, panel),
            late=lacks and self._is_past(folder.period, folder.level, province),
        )  # fmt: skip

    def _absent(self, folder: Folder, rows: Sequence[ProgressRow]) -> Iterator[ProgressRow]:
        """The cities of a province's roster that have no folder."""
        is_province = folder.level.roster == PROVINCE and folder.unit
        province = self._settings.province(folder.unit) if is_province and folder.unit else None
        late = self._is_past(folder.period, self._levels.lowest, folder.unit)
        for city in province.cities if province else ():
            if not any(same_unit(row.name, city.name) for row in rows):
                yield ProgressRow(
                    city.name, True, folder.period, self._due(city), 0, 0, 0, 0,
                    late=late, is_missing=True,
                )  # fmt: skip

    def _decider(self, folder: Folder, judged: Judged, cities: Sequence[ProgressRow]) -> ProgressRow:
        """A province or the nation: its cities together, and what its panel decided."""
        name = folder.unit or folder.level.title(language())
        total = summed(name, folder.period, cities)
        sealed, out = is_sealed(folder), id(judged) in self._letters
        late = not sealed and not out and self._is_past(folder.period, folder.level, folder.unit)
        scored = sum(one.final is not None for one in judged.assessment.results) if judged.assessment else 0
        return ProgressRow(
            name, False, folder.period, total.due, total.handed, total.complete, total.proposed, scored,
            sealed, out, late,
        )  # fmt: skip

    def _is_past(self, period: Period | None, level: Level, province: str | None) -> bool:
        """Whether the day by which a level of a province hands in is over."""
        day = deadline(self._settings, level, period, province) if period else None
        return self._today is not None and day is not None and self._today > day

    def _due(self, city: City | None) -> int | None:
        return owed(city, self._levels.lowest) if city else None


def summed(name: str, period: Period | None, rows: Iterable[ProgressRow]) -> ProgressRow:
    """Several rows as one; nothing is due where nothing is known to be."""
    rows = list(rows)
    owed = [row.due for row in rows if row.due is not None]
    handed, complete, proposed, scored = (
        sum(getattr(row, key) for row in rows) for key in ("handed", "complete", "proposed", "scored")
    )
    late = any(row.late for row in rows)
    due = sum(owed) if owed else None
    return ProgressRow(name, False, period, due, handed, complete, proposed, scored, late=late)


def _proposed(folder: Folder, judged: Judged, panel: Assessment | None) -> int:
    if panel is not None:
        return sum(fold(one.city) == fold(folder.unit or folder.path.name) for one in panel.panel.candidates)
    return len(judged.sends) if judged.sends or folder.decision else len(folder.submissions)


def _scored(unit: str, judged: Judged, panel: Assessment | None) -> int:
    """How many of a city's writings the panel above scored, else its own."""
    own = judged.assessment
    found = panel.results if panel else own.results if own else ()
    return sum(one.final is not None and fold(one.candidate.city) == fold(unit) for one in found)


# The picture of the year --------------------------------------------------------------------------------

HEIGHT, BAR, GAP, LEFT, LEAST = 180, 44, 20, 44, 360  # pixels


class Bar(Struct, frozen=True):
    """One month in the picture: heights in pixels from the foot."""

    x: int
    label: str
    due: int
    handed: int
    complete: int
    words: str


class ProgressPicture(Struct, frozen=True):
    """Bars side by side, the oldest first, with the figures of the axis."""

    bars: tuple[Bar, ...]
    width: int
    most: int


def picture(found: Sequence[Month]) -> ProgressPicture:
    """What was due, handed in and complete in each month of at most two years."""
    shown = [month for month in found[:24] if month.period][::-1]
    totals = [month.total for month in shown]
    most = max((max(one.due or 0, one.handed) for one in totals), default=0)
    bars = [_bar(at, one, most) for at, one in enumerate(totals)]
    return ProgressPicture(tuple(bars), max(LEAST, LEFT + len(bars) * (BAR + GAP) + GAP), most)


def _bar(at: int, row: ProgressRow, most: int) -> Bar:
    scale = HEIGHT / most if most else 0
    due, handed, complete = (round((figure or 0) * scale) for figure in (row.due, row.handed, row.complete))
    label = f"{row.period.month:02d}/{row.period.year % 100:02d}" if row.period else ""
    return Bar(LEFT + GAP + at * (BAR + GAP), label, due, handed, complete, row.words)
