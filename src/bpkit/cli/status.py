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
from .telling import progress

if TYPE_CHECKING:
    from rich.console import Console

    from ..reports.outline import ReportContents
    from ..work.request import Request
    from ..work.running import Work


@partial(with_options, fail_on=FailOn.NEVER)
def status(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
) -> None:
    """Show where the month stands, without writing anything."""
    asked = request(path, options)
    source = context.get_parameter_source("fail_on")
    typed = source is not None and source.name != "DEFAULT"
    if worlds := worlds_at(path, options):
        status_worlds(worlds, path, options, typed=typed)
    answer(
        "status", options, [path], lambda: _stand(asked, options, fail_on_typed=typed), typed, seen=asked.seen
    )


def _stand(asked: Request, options: Options, *, fail_on_typed: bool) -> tuple[int, list[Work]]:
    """Print where the month stands."""
    from ..work.running import Work

    with progress(options) as tick:
        work = Work(asked, tick)
        checked, judged = work.checked, work.judged

    def as_json() -> object:
        from ..reports.json_output import states

        return states(checked, judged)

    def as_text(console: Console) -> None:
        from ..reports.screen import print_findings, print_status

        print_status(checked, judged, console, verbose=options.verbose)
        if options.verbose:
            print_findings(every_finding(checked, judged), checked.folder.path, console)

    def contents() -> ReportContents:
        from ..reports.overview import status_contents

        return status_contents(checked, judged, as_json)

    show(options, as_json, as_text)
    report(options, work.root, contents)
    if fail_on_typed:
        return exit_code(every_finding(checked, judged), options, judged), [work]
    # It only looks, so what the writings still lack is no failure; that nobody may be named is.
    return exit_code((), replace(options, fail_on=FailOn.ERROR), judged), [work]
