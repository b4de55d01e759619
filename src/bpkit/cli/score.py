"""`bpkit score PATH`"""

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
def score(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
) -> None:
    """Compute final values (NA), passing and ranks."""
    from ..running import Work

    with progress(options) as tick:
        judged = Work(request(path, options), tick).judged

    def as_json() -> object:
        from ..reports.scoring_json import scoring

        return scoring(judged, path)

    def as_text(console: Console) -> None:
        from ..reports.scoring_text import print_scoring

        print_scoring(judged, console)

    show(options, as_json, as_text)
    leave((finding for one in judged.walk() for finding in one.findings), options)
