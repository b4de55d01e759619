"""`bpkit recap PATH`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .helping import help_of
from .leaving import demand_written, leave, show
from .options import Date, Options, Output, day, request, with_options
from .progress import progress

if TYPE_CHECKING:
    from rich.console import Console


@with_options
def recap(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
    output: Output = None,
    date: Date = None,
) -> None:
    """Write the monthly forms of a folder."""
    from ..recapping import recap as write_forms
    from ..running import Work

    with progress(options) as tick:
        recapped = write_forms(Work(request(path, options), tick), output, day(date))

    def as_json() -> object:
        from ..reports.forms_text import forms

        return forms(recapped)

    def as_text(console: Console) -> None:
        from ..reports.forms_text import print_forms

        print_forms(recapped, console)

    show(options, as_json, as_text)
    demand_written(recapped.refused)
    leave((finding for one in recapped.judged.walk() for finding in one.findings), options, recapped.judged)
