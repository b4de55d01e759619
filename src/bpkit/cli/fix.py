"""`bpkit fix PATH`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import ExitCode, ShareError
from .helping import help_of
from .leaving import demand_written, report, show
from .options import FailOn, Options, request, with_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from ..model.outcomes import Renaming
    from ..reports.outline import ReportContents


@with_options
def fix(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=help_of("dry_run"))] = False,
) -> None:
    """Rename folders whose names can be read but are not in a valid form."""
    from ..work.renaming import renamings
    from ..work.running import Work, check_names

    work = Work(request(path, options))
    found = list(renamings(check_names(work)))
    problems = {} if dry_run else _rename(found)

    def as_json() -> object:
        from ..reports.json_output import renamings_json

        return renamings_json(found, problems, work.path, dry_run=dry_run)

    def as_text(console: Console) -> None:
        from ..reports.screen import print_renamings

        print_renamings(found, problems, work.path, console, whole=options.verbose)

    def contents() -> ReportContents:
        from ..reports.overview import renamings_contents

        return renamings_contents(found, problems, work.path, as_json, dry_run=dry_run)

    show(options, as_json, as_text)
    report(options, work.root, contents)
    demand_written(list(problems.values()))
    refused = options.fail_on is not FailOn.NEVER and any(renaming.refused for renaming in found)
    raise typer.Exit(ExitCode.FINDINGS if refused else ExitCode.CLEAN)


def _rename(found: Sequence[Renaming]) -> dict[Path, str]:
    """Rename what may be renamed, one folder in use or not; gives the problems by old path."""
    from ..work.renaming import rename

    problems = {}
    for renaming in found:
        try:
            if not renaming.refused:
                rename(renaming)
        except ShareError as error:
            problems[renaming.old] = f"{error.problem} {error.remedy}".strip()
    return problems
