"""`bpkit run PATH`: everything below it, for cron."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .answering import answer, demand_written, every_finding, exit_code, pdfs_beside, report, show
from .helping import help_of
from .options import Date, Options, Output, Pdf, day, request, with_options
from .rounds import refuse_options, run_worlds, worlds_at
from .telling import progress

if TYPE_CHECKING:
    import datetime

    from rich.console import Console

    from ..reports.outline import ReportContents
    from ..work.request import Request
    from ..work.running import Work


@with_options
def run(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
    output: Output = None,
    date: Date = None,
    site: Annotated[
        Path | None, typer.Option("--site", file_okay=False, metavar="DIR", help=help_of("run_site"))
    ] = None,
    pdf: Pdf = False,
) -> None:
    """Validate, score and recap everything below."""
    asked, printed = request(path, options), day(date)
    if worlds := worlds_at(path, options):
        refuse_options({"--site": site is not None})
        run_worlds(worlds, path, options, output, printed, pdf=pdf)
    trees = [path, output] if output else [path]
    answer(
        "run",
        options,
        trees,
        lambda: _worked(asked, options, output, printed, site, pdf=pdf),
        printed,
        pdf,
        *(_state_of(site) if site else ()),
        writes=True,
        of_the_day=True,  # the register notes that it was looked at
        seen=asked.seen,
    )


def _state_of(site: Path) -> tuple[object, ...]:
    """What an answer hangs on that renews a site: the site, and the day, for what is late is said on it."""
    import datetime

    from ..reading.tree.listing import SITE_MARK

    try:
        facts = (site / SITE_MARK).stat()
        state = f"{facts.st_size} {facts.st_mtime_ns} {facts.st_ino}"
    except OSError:
        state = "none"
    return (str(site.absolute()), state, str(datetime.date.today()))


def _worked(
    asked: Request,
    options: Options,
    output: Path | None,
    printed: datetime.date | None,
    site: Path | None,
    *,
    pdf: bool,
) -> tuple[int, list[Work]]:
    """Do the work, and print what came of it."""
    from ..work.recapping import recap
    from ..work.running import Work

    path = asked.path
    with progress(options) as tick:
        work = Work(asked, tick)
        recapped = recap(work, output, printed, below=True)

    def as_json() -> object:
        from ..reports.json_output import whole_run

        return whole_run(recapped, path)

    def as_text(console: Console) -> None:
        from ..reports.screen import print_run

        print_run(recapped, console, verbose=options.verbose)

    def contents() -> ReportContents:
        from ..reports.overview import run_contents

        return run_contents(recapped, as_json)

    show(options, as_json, as_text)
    report(options, work.root, contents)
    if site:
        _renew(work, site, quiet=options.quiet)
    failed = pdfs_beside(recapped.forms, output or work.root, wanted=pdf)
    demand_written((*recapped.refused, *failed))
    return exit_code(every_finding(recapped.checked, recapped.judged), options, recapped.judged), [work]


def _renew(work: Work, site: Path, *, quiet: bool) -> None:
    """The site with what the run found; its forms and letters are there by now."""
    from ..work.siting import build_site
    from .site import say_built

    built = build_site(work, site)
    if not quiet:
        say_built(built, err=True)
