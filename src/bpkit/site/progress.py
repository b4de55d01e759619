"""How far every city and province is, month by month (POB slide 28), in numbers and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from ..model.levels import PROVINCE
from ..model.outcomes import Judged
from ..model.scores import Assessment
from ..model.settings import Settings
from ..model.units import Period, fold
from ..months.deadlines import deadline
from ..months.standing import Standing, owed
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
    province: str = ""  # that it is or lies in

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
        elif (
            self.late and self.sealed is None
        ):  # several cities, of which others handed in more than they owe
            said = say("site.progress_some_lacking")
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


def months(contents: SiteContents, settings: Settings, standings: Iterable[Standing]) -> list[Month]:
    """Every month of the tree, the newest first, as `bpkit status` reckons it."""
    teller = _Teller(contents, settings, standings)
    found: dict[Period | None, list[ProgressRow]] = {}
    for judged in _roots(contents.judged):
        found.setdefault(judged.folder.period, []).extend(teller.rows(judged))
    ordered = sorted(found.items(), key=lambda pair: str(pair[0] or ""), reverse=True)
    return [Month(period, tuple(rows)) for period, rows in ordered if rows]


def _roots(judged: Judged) -> Iterator[Judged]:
    """The folders of single months: the given one, or those below the share."""
    if not judged.folder.level.is_share:
        yield judged
        return
    for one in judged.children:
        yield from _roots(one)


class _Teller:
    """Makes the rows of standings: what readers see besides is who scored, and what is sealed or sent."""

    def __init__(self, contents: SiteContents, settings: Settings, standings: Iterable[Standing]) -> None:
        self._letters, self._settings = contents.letters, settings
        self._lowest = contents.levels.lowest
        self._standings = {id(one.judged): one for one in standings}

    def rows(self, judged: Judged, above: Judged | None = None, province: str = "") -> Iterator[ProgressRow]:
        """The row of a folder, and those of all below it."""
        folder, standing = judged.folder, self._standings[id(judged)]
        if folder.level.is_lowest:
            above_it = (folder.above.unit if folder.above else None) or ""
            yield self._city(standing, above, province or above_it)
            return
        if folder.level.roster == PROVINCE:
            province = folder.unit or ""
        yield self._decider(standing, province)
        for child in judged.children:
            yield from self.rows(child, judged, province)
        yield from self._absent(standing, province)

    def _city(self, standing: Standing, above: Judged | None, province: str) -> ProgressRow:
        judged = standing.judged
        folder = judged.folder
        unit = folder.unit or folder.path.name
        lacks = standing.due is not None and standing.handed_in < standing.due
        return ProgressRow(
            unit, True, folder.period, standing.due, standing.handed_in, standing.complete,
            standing.proposed, _scored(unit, judged, above.assessment if above else None),
            late=lacks and _is_past(standing), province=province,
        )  # fmt: skip

    def _absent(self, standing: Standing, province: str) -> Iterator[ProgressRow]:
        """The cities of a province's roster that have no folder."""
        known = self._settings.province(province) if standing.missing else None
        period = standing.judged.folder.period
        day = deadline(self._settings, self._lowest, period, province) if period else None
        today = _today(standing)
        late = day is not None and today is not None and today > day
        for name in standing.missing:
            city = known.city(name) if known else None
            due = owed(city, self._lowest) if city else None
            yield ProgressRow(
                name, True, period, due, 0, 0, 0, 0, late=late, is_missing=True, province=province
            )

    def _decider(self, standing: Standing, province: str) -> ProgressRow:
        """A province or the nation: its cities together, and what its panel decided."""
        judged = standing.judged
        folder = judged.folder
        sealed, out = is_sealed(folder), id(judged) in self._letters
        scored = sum(one.final is not None for one in judged.assessment.results) if judged.assessment else 0
        return ProgressRow(
            folder.unit or folder.level.title(language()), False, folder.period, standing.due,
            standing.handed_in, standing.complete, standing.proposed, scored,
            sealed, out, not sealed and not out and _is_past(standing), province=province,
        )  # fmt: skip


def _is_past(standing: Standing) -> bool:
    """Whether the day by which a folder is due is over."""
    return standing.days_left is not None and standing.days_left < 0


def _today(standing: Standing) -> date | None:
    """The day on which a standing was reckoned."""
    if standing.deadline is None or standing.days_left is None:
        return None
    return standing.deadline - timedelta(days=standing.days_left)


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
    """Bars side by side, the oldest first, with the numbers of the axis."""

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
    due, handed, complete = (round((number or 0) * scale) for number in (row.due, row.handed, row.complete))
    label = f"{row.period.month:02d}/{row.period.year % 100:02d}" if row.period else ""
    return Bar(LEFT + GAP + at * (BAR + GAP), label, due, handed, complete, row.words)
