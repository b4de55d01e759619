"""`bpkit fix PATH`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import ExitCode
from .helping import help_of
from .options import Options, request, with_options


@with_options
def fix(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=help_of("dry_run"))] = False,
) -> None:
    """Rename folders whose names can be read but are not in a valid form."""
    from ..fixing import rename, renamings
    from ..running import Work, check_names
    from ..wording import say

    found = list(renamings(check_names(Work(request(path, options)))))
    for renaming in found:
        if not renaming.refused and not dry_run:
            rename(renaming)
        key = "report.fix_refused" if renaming.refused else "report.fixed"
        typer.echo(say(key, old=renaming.old.name, new=renaming.new.name))
    if not found:
        typer.echo(say("report.nothing_to_fix"))
    raise typer.Exit(ExitCode.FINDINGS if any(renaming.refused for renaming in found) else ExitCode.CLEAN)
