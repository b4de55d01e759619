"""`bpkit status PATH`: tells where everything stands, and what is new."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .answering import answer, every_finding, exit_code, report, show
from .helping import help_of
from .options import FailOn, Format, Options, request, with_options
from .rounds import (
    demand_one_programme,
    is_round,
    refuse_units,
    round_calendar,
    status_trees,
    trees_at,
)
from .telling import progress, tell

if TYPE_CHECKING:
    from rich.console import Console

    from ..model.problems import Finding
    from ..reports.news import MonthStatus
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
    new: Annotated[bool | None, typer.Option("--new/--all", help=help_of("status_new"))] = None,
) -> None:
    """Show where the month stands, without writing anything on the share."""
    asked = request(path, options)
    if ics is not None:
        raise typer.Exit(_write_calendar(asked, ics, options))
    source = context.get_parameter_source("fail_on")
    typed = source is not None and source.name != "DEFAULT"
    _refuse_news_of_a_year(year, new)
    if year:
        demand_one_programme(path, options)
        refuse_units(path, options.config, "status --year")
    told = False if year else _tells_news(new, options)
    if not year and (trees := trees_at(path, options)):
        status_trees(trees, path, options, typed=typed, told=told)

    def make() -> tuple[int, list[Work]]:
        return _year(asked, options) if year else _stand(asked, options, told=told, fail_on_typed=typed)

    if told and options.format is Format.JSON:  # a program reads an answer each time
        raise typer.Exit(make()[0])
    answer("status", options, [path], make, typed, year, told, of_the_day=True, once=told, seen=asked.seen)


def _tells_news(new: bool | None, options: Options) -> bool:
    """Whether only what is new is told: where it was asked for, and to nobody before a screen (cron).

    `--verbose` asks for all there is. Who sends the table into a file or to `more` still has a screen
    behind another stream.
    """
    if new is not None:
        return new
    has_screen = any(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    return options.format is Format.TEXT and not options.verbose and not has_screen


def _refuse_news_of_a_year(year: bool, new: bool | None) -> None:
    from ..errors import UserError
    from ..wording import say

    if year and new is not None:
        raise UserError(say("news.no_year"), say("news.no_year_remedy"))


def _stand(asked: Request, options: Options, *, told: bool, fail_on_typed: bool) -> tuple[int, list[Work]]:
    """Print where the month stands; with `told`, only what is new since that was told last, if ever."""
    from ..reports.news import status_contents
    from ..work.running import Work
    from ..work.standings import keep_told, month_pictures, month_status

    with progress(options) as tick:
        work = Work(asked, tick)
        status = month_status(work, told=told)

    def as_json() -> object:
        from ..reports.json_output import news_json, states

        if status.told is not None:
            return news_json(status)
        return states(status.checked, status.judged, status.standings)

    def contents() -> ReportContents:
        return status_contents(status, month_pictures(work), as_json)

    show(options, as_json, lambda console: _print(status, console, verbose=options.verbose))
    report(options, work.root, contents)
    if status.told is not None:  # once it was said: what a run that dies did not say is said by the next
        sys.stdout.flush()
        keep_told(work, status.told)
    # It only looks, so what the writings still lack is no failure; that nobody may be named is.
    if fail_on_typed:
        findings = every_finding(status.checked, status.judged)
        return exit_code(findings, options, status.judged), [work]
    unread = _say_unread(work)
    return exit_code(unread, options._replace(fail_on=FailOn.ERROR), status.judged), [work]


def _say_unread(work: Work) -> list[Finding]:
    """Say on stderr what nobody can read now, for no line of what is shown may have room for it."""
    from ..panels.view import UNREADABLE
    from ..reports.panels import cause_lines

    unread = [one for part in work.checked.walk() for one in part.findings if one.code in UNREADABLE]
    for place, words in cause_lines(unread, work.path):
        tell(f"{place}: {words}", err=True)
    return unread


def _print(status: MonthStatus, console: Console, *, verbose: bool) -> None:
    from ..reports.outline import title_of
    from ..reports.screen import print_findings, print_news, print_status
    from ..reports.standings import standing_listing

    checked, judged = status.checked, status.judged
    if status.news is not None:
        print_news(status.news, title_of(checked.folder), console)
        return
    print_status(standing_listing(checked, judged, status.standings), judged, console, verbose=verbose)
    if verbose:
        print_findings(every_finding(checked, judged), checked.folder.path, console)


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
    return exit_code(_say_unread(work), options._replace(fail_on=FailOn.ERROR)), [work]


def _write_calendar(asked: Request, file: Path, options: Options) -> int:
    """Write the deadlines of the year into a calendar file; nothing on the share is read but its settings."""
    from ..share.placing import write_atomically
    from ..wording import say
    from ..work.running import Work
    from ..work.standings import calendar_year, demand_own_calendar

    file = file.absolute()
    demand_own_calendar(file)
    demand_one_programme(asked.path, options)
    if is_round([asked.path], options.config):
        data = round_calendar(asked, options)
    else:
        from ..reports.icalendar import calendar_of

        work = Work(asked)
        data = calendar_of(work.settings, calendar_year(work))
    write_atomically(file, data)
    if not options.quiet:
        tell(say("report.report_written", path=file), err=True)
    return 0
