"""`bpkit recap PATH`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .helping import help_of
from .leaving import demand_written, leave, report, show
from .options import Date, Options, Output, day, request, with_options
from .telling import progress

if TYPE_CHECKING:
    from rich.console import Console

    from ..reports.outline import ReportContents


@with_options
def recap(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
    output: Output = None,
    date: Date = None,
) -> None:
    """Write the monthly forms of a folder."""
    from ..work.recapping import recap as write_forms
    from ..work.running import Work

    with progress(options) as tick:
        work = Work(request(path, options), tick)
        recapped = write_forms(work, output, day(date))

    def as_json() -> object:
        from ..reports.json_output import forms

        return forms(recapped)

    def as_text(console: Console) -> None:
        from ..reports.screen import print_forms

        print_forms(recapped, console, verbose=options.verbose)

    def contents() -> ReportContents:
        from ..reports.overview import recap_contents

        return recap_contents(recapped, as_json)

    show(options, as_json, as_text)
    report(options, work.root, contents)
    demand_written(recapped.refused)
    leave((finding for one in recapped.judged.walk() for finding in one.findings), options, recapped.judged)
