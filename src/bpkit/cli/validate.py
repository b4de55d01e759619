"""`bpkit validate PATH…`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .helping import help_of
from .leaving import leave, report, show
from .options import Options, request, with_options
from .telling import progress

if TYPE_CHECKING:
    from rich.console import Console

    from ..model.outcomes import Checked, Judged
    from ..reports.outline import ReportContents


@with_options
def validate(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help=help_of("path"))],
    options: Options,
    compare: Annotated[list[Path] | None, typer.Option("--compare", help=help_of("compare"))] = None,
    deep: Annotated[bool, typer.Option("--deep", help=help_of("deep"))] = False,
) -> None:
    """Check what was handed in."""
    from ..work.running import Work

    found: list[tuple[Path, Checked]] = []
    judged: list[Judged] = []
    for path in paths:
        with progress(options) as tick:
            work = Work(request(path, options, compare or (), deep=deep), tick)
            found.append((path, work.checked))
            judged.append(work.judged)

    def as_json() -> object:
        from ..reports.json_output import validation

        objects = [validation(checked, path) for path, checked in found]
        return objects if len(objects) > 1 else objects[0]

    def as_text(console: Console) -> None:
        from ..reports.screen import print_causes_lines, print_validation

        for one, (_, checked) in zip(judged, found, strict=True):
            print_causes_lines(one, console)
            print_validation(checked, console, verbose=options.verbose)

    def contents() -> ReportContents:
        from ..reports.overview import validation_contents

        return validation_contents([checked for _, checked in found], as_json)

    show(options, as_json, as_text)
    report(options, work.root, contents)
    leave((finding for _, checked in found for one in checked.walk() for finding in one.findings), options)
