"""Where a month and a year stand, of what a command read; and the year that a calendar is for."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import MsgspecError, json

from .. import share
from ..cache.store import Shelf, key_of
from ..errors import ShareError, UserError
from ..model.facts import out_of_sight
from ..months.standing import Reckoner, Standing
from ..months.year import Year, year_of, years_in
from ..reading.tree.walker import Layout
from ..reports.icalendar import MARK
from ..reports.news import MonthStatus, Told, news_since, told_now
from ..reports.outline import ReportListing
from ..reports.round_news import RoundStatus, round_status
from ..reports.standings import months_listing
from ..share.publishing import Register
from ..wording import language, say
from .incoming import passages, unwritable
from .rounds import RoundWork
from .running import Work


def standings_of(work: Work) -> list[Standing]:
    """Every folder's month.

    Raises:
        ShareError: the register of what came when, or a form, can't be read at the moment.
    """
    if damage := work.incoming.damage:
        raise unwritable(damage)
    went = passages(work.root, work.folder, work.incoming.book)
    reckoner = Reckoner(work.settings, work.rubric.quota, work.request.moment, _forms(work), went)
    return list(reckoner.of(work.checked, work.judged))


def month_status(work: Work, *, told: bool) -> MonthStatus:
    """Where everything stands; with `told`, what is new since that was told last."""
    checked, judged, standings = work.checked, work.judged, standings_of(work)
    if not told:
        return MonthStatus(checked, judged, standings)
    before = told_before(work)
    now = told_now(checked, standings, before, work.request.moment)
    news = news_since(before, now, checked, standings) if before else None
    return MonthStatus(checked, judged, standings, now, news)


def round_standing(work: RoundWork) -> RoundStatus:
    """Where the units of a programme stand, and what is new since that was told last."""
    return round_status(work.result, work.context, told_before(work), work.request.moment)


def told_before(work: Work | RoundWork) -> Told | None:
    """What was told of this path last, to this user on this computer, for these options and language."""
    with work.cache() as cache:
        kept = cache.get(Shelf.MEMO, _told_key(work))
    try:
        return json.decode(kept, type=Told) if kept else None
    except MsgspecError:  # another bpkit kept other pictures
        return None


def keep_told(work: Work | RoundWork, told: Told) -> None:
    """Remember what was told. In the user's own cache: two people who look at one share are told each."""
    with work.cache() as cache:
        cache.put(Shelf.MEMO, _told_key(work), json.encode(told))


def _told_key(work: Work | RoundWork) -> bytes:
    asked = work.request
    question = (asked.period, asked.config, sorted(asked.select), sorted(asked.ignore), language())
    return key_of("told", os.fsencode(work.path), repr(question))


def _forms(work: Work) -> Mapping[Path, list[Path]]:
    """What bpkit wrote and is there, by the folder it lies in."""
    found: dict[Path, list[Path]] = {}
    hidden = [damage.path for damage in out_of_sight(work.folder)]
    for file in sorted(Register(work.root).files()):
        if file.is_relative_to(work.path) and file.name != "written.json" and _is_there(file, hidden):
            found.setdefault(file.parent, []).append(file)
    return found


def _is_there(file: Path, hidden: Sequence[Path]) -> bool:
    """Whether a form is there; of one in a folder that can't be read a finding says so already."""
    try:
        return share.exists(file)
    except OSError as error:
        if any(file.is_relative_to(path) for path in hidden):
            return False
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error


def year_picture(work: Work) -> Year:
    """The year of `--period`, else of bpkit.yaml where the tree has it, else the last one in the tree.

    Raises:
        UserError: nothing tells a year.
    """
    years = years_in(work.folder)
    typed = _typed_year(work)
    named = work.settings.year if work.settings.year in years else None
    year = typed or named or max(years, default=work.settings.year)
    if year is None:
        raise UserError(say("run.no_year", name=work.path.name), say("run.no_year_remedy"))
    return year_of(work.checked, work.judged, work.settings, year, work.request.moment)


def month_pictures(work: Work) -> list[ReportListing]:
    """Every year of the tree month by month, the newest first; nothing of a folder that is one month's."""
    if not work.folder.level.is_share:
        return []
    moment = work.request.moment
    years = sorted(years_in(work.folder), reverse=True)
    found = (year_of(work.checked, work.judged, work.settings, year, moment) for year in years)
    return [months_listing(year, work.checked) for year in found]


def calendar_year(work: Work) -> int:
    """The year of `--period`, else that of bpkit.yaml, else the last one in the tree, else this one."""
    known = _typed_year(work) or work.settings.year
    return known or max(_years(work.layout), default=work.request.moment.year)


def _typed_year(work: Work) -> int | None:
    """That of `--period`, which is a month."""
    return int(work.request.period[:4]) if work.request.period else None


def _years(layout: Layout) -> set[int]:
    own = {layout.period.year} if layout.period else set()
    return own.union(*map(_years, layout.children))


def demand_own_calendar(file: Path) -> None:
    """Refuse a file that is there and is no calendar of bpkit's, and one that no calendar program opens.

    Raises:
        UserError: it is somebody's own, or no .ics by its name.
        ShareError: it can't be read.
    """
    if file.suffix.casefold() != ".ics":
        values = {"file": file.name, "extensions": ".ics"}
        raise UserError(
            say("page.unknown_extension", **values), say("page.unknown_extension_remedy", **values)
        )
    try:
        if share.exists(file) and MARK not in share.read(file):
            raise UserError(say("run.report_taken", path=file), say("run.report_taken_remedy"))
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
