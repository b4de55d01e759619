"""`bpkit status PATH`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .helping import help_of
from .leaving import leave, show
from .options import Options, request, with_options
from .progress import progress

if TYPE_CHECKING:
    from rich.console import Console


@with_options
def status(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
) -> None:
    """Show where the month stands, without writing anything."""
    from ..running import Work

    with progress(options) as tick:
        work = Work(request(path, options), tick)
        checked, judged = work.checked, work.judged

    def as_json() -> object:
        from ..reports.overview import overview

        return overview(checked, judged)

    def as_text(console: Console) -> None:
        from ..reports.causes import print_causes
        from ..reports.overview import print_overview

        print_causes(judged, console)
        print_overview(checked, judged, console)

    show(options, as_json, as_text)
    leave((), options, judged)
