"""`bpkit status PATH`"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .helping import help_of
from .leaving import every_finding, full_report, leave, report, show
from .options import FailOn, Options, request, with_options
from .progress import progress

if TYPE_CHECKING:
    from rich.console import Console


@partial(with_options, fail_on=FailOn.NEVER)  # it only looks; who wants an exit code asks for one
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
        from ..reports.overview import print_overview
        from ..reports.validation_text import print_findings

        print_overview(checked, judged, console)
        if options.verbose:
            print_findings(every_finding(checked, judged), checked.folder.path, console)

    def as_report(file: Path) -> bytes:
        from ..reports.listing import Contents
        from ..reports.overview import overview_listing
        from ..reports.validation_text import headline
        from ..wording import say

        listings = (overview_listing(checked, judged),)
        return full_report(file, Contents(say("page.status"), headline(checked), as_json, listings))

    show(options, as_json, as_text)
    report(options, work.root, as_report)
    leave(every_finding(checked, judged), options)
