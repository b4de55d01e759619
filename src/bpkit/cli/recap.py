"""`bpkit recap PATH`: writes the forms of a month."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .answering import answer, demand_written, exit_code, pdfs_beside, report, show
from .helping import help_of
from .options import Date, Options, Output, Pdf, day, request, with_options
from .rounds import is_round, recap_round
from .telling import progress

if TYPE_CHECKING:
    import datetime

    from rich.console import Console

    from ..reports.outline import ReportContents
    from ..work.request import Request
    from ..work.running import Work


@with_options
def recap(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
    output: Output = None,
    date: Date = None,
    pdf: Pdf = False,
) -> None:
    """Write the monthly forms of a folder."""
    if is_round([path], options.config):
        recap_round(path, options, output, pdf=pdf)
    asked, printed = request(path, options), day(date)
    trees = [path, output] if output else [path]
    answer(
        "recap",
        options,
        trees,
        lambda: _written(asked, options, output, printed, pdf=pdf),
        printed,
        pdf,
        writes=True,
        of_the_day=True,  # the register notes that it was looked at
        seen=asked.seen,
    )


def _written(
    asked: Request, options: Options, output: Path | None, printed: datetime.date | None, *, pdf: bool
) -> tuple[int, list[Work]]:
    """Write the forms, and print which."""
    from ..work.recapping import recap as write_forms
    from ..work.running import Work

    with progress(options) as tick:
        work = Work(asked, tick)
        recapped = write_forms(work, output, printed)

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
    failed = pdfs_beside(recapped.forms, output or work.root, wanted=pdf)
    demand_written((*recapped.refused, *failed))
    findings = (finding for one in recapped.judged.walk() for finding in one.findings)
    return exit_code(findings, options, recapped.judged), [work]
