"""`bpkit status PATH`"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .answering import answer, every_finding, exit_code, report, show
from .helping import help_of
from .options import FailOn, Options, request, with_options
from .rounds import status_worlds, worlds_at
from .telling import progress, tell

if TYPE_CHECKING:
    from rich.console import Console

    from ..model.problems import Finding
    from ..reports.outline import ReportContents
    from ..work.request import Request
    from ..work.running import Work


@partial(with_options, fail_on=FailOn.NEVER)
def status(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
    year: Annotated[bool, typer.Option("--year", help=help_of("year"))] = False,
    ics: Annotated[Path | None, typer.Option("--ics", dir_okay=False, help=help_of("ics"))] = None,
) -> None:
    """Show where the month stands, without writing anything on the share."""
    asked = request(path, options)
    if ics is not None:
        raise typer.Exit(_write_calendar(asked, ics, options))
    source = context.get_parameter_source("fail_on")
    typed = source is not None and source.name != "DEFAULT"
    if not year and (worlds := worlds_at(path, options)):
        status_worlds(worlds, path, options, typed=typed)

    def make() -> tuple[int, list[Work]]:
        return _year(asked, options) if year else _stand(asked, options, fail_on_typed=typed)

    answer("status", options, [path], make, typed, year, of_the_day=True, seen=asked.seen)


def _stand(asked: Request, options: Options, *, fail_on_typed: bool) -> tuple[int, list[Work]]:
    """Print where the month stands."""
    from ..work.running import Work
    from ..work.standings import standings_of

    with progress(options) as tick:
        work = Work(asked, tick)
        checked, judged = work.checked, work.judged
        standings = standings_of(work)

    def as_json() -> object:
        from ..reports.json_output import states

        return states(checked, judged, standings)

    def as_text(console: Console) -> None:
        from ..reports.screen import print_findings, print_status
        from ..reports.standings import standing_listing

        listing = standing_listing(checked, judged, standings)
        print_status(listing, judged, console, verbose=options.verbose)
        if options.verbose:
            print_findings(every_finding(checked, judged), checked.folder.path, console)

    def contents() -> ReportContents:
        from ..reports.standings import standing_contents

        return standing_contents(checked, judged, standings, as_json)

    show(options, as_json, as_text)
    report(options, work.root, contents)
    if fail_on_typed:
        return exit_code(every_finding(checked, judged), options, judged), [work]
    # It only looks, so what the writings still lack is no failure; that nobody may be named is.
    unread = _say_unread(work)
    return exit_code(unread, replace(options, fail_on=FailOn.ERROR), judged), [work]


def _say_unread(work: Work) -> list[Finding]:
    """Say on stderr what nobody can read now, for no line of what is shown may have room for it."""
    from ..panels.view import UNREADABLE
    from ..reports.panels import cause_lines

    unread = [one for part in work.checked.walk() for one in part.findings if one.code in UNREADABLE]
    for place, words in cause_lines(unread, work.path):
        tell(f"{place}: {words}", err=True)
    return unread


def _year(asked: Request, options: Options) -> tuple[int, list[Work]]:
    """Print the year's picture."""
    from ..reports.standings import year_contents, year_listings
    from ..work.running import Work
    from ..work.standings import year_picture

    with progress(options) as tick:
        work = Work(asked, tick)
        year = year_picture(work)

    def as_json() -> object:
        from ..reports.json_output import year_json

        return year_json(year, work.path)

    def as_text(console: Console) -> None:
        from ..reports.screen import print_year

        print_year(year_listings(year, work.checked), console)

    show(options, as_json, as_text)
    report(options, work.root, lambda: year_contents(year, work.checked, as_json))
    return exit_code(_say_unread(work), replace(options, fail_on=FailOn.ERROR)), [work]


def _write_calendar(asked: Request, file: Path, options: Options) -> int:
    """Write the deadlines of the year into a calendar file; nothing on the share is read but its settings."""
    from ..publishing import write_atomically
    from ..wording import say
    from ..work.running import Work
    from ..work.standings import calendar_year, demand_own_calendar

    file = file.absolute()
    demand_own_calendar(file)
    work = Work(asked)
    year = calendar_year(work)
    from ..reports.icalendar import calendar_of

    write_atomically(file, calendar_of(work.settings, year))
    if not options.quiet:
        tell(say("report.report_written", path=file), err=True)
    return 0
