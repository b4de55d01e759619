"""`bpkit run PATH`: everything below it, for cron."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .answering import answer, demand_written, every_finding, exit_code, report, show
from .helping import help_of
from .options import Date, Options, Output, day, request, with_options
from .rounds import run_worlds, worlds_at
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
) -> None:
    """Validate, score and recap everything below."""
    asked, printed = request(path, options), day(date)
    if worlds := worlds_at(path, options):
        run_worlds(worlds, path, options, output, printed)
    trees = [path, output] if output else [path]
    answer(
        "run",
        options,
        trees,
        lambda: _worked(asked, options, output, printed),
        printed,
        writes=True,
        of_the_day=True,  # the register notes that it was looked at
        seen=asked.seen,
    )


def _worked(
    asked: Request, options: Options, output: Path | None, printed: datetime.date | None
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
    demand_written(recapped.refused)
    return exit_code(every_finding(recapped.checked, recapped.judged), options, recapped.judged), [work]
