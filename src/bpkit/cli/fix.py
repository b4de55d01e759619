"""`bpkit fix PATH`: gives folders the exact name that BP102 asks for. Nothing else is ever renamed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import ExitCode, ShareError
from .answering import demand_written, report, show
from .helping import help_of
from .options import FailOn, Options, request, with_options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from ..model.outcomes import Checked, Renaming
    from ..reports.outline import ReportContents
    from ..work.running import Work

RULE = "BP102"


@with_options
def fix(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=help_of("dry_run"))] = False,
) -> None:
    """Rename folders whose names can be read but are not in a valid form."""
    from ..work.running import Work, check_names

    work = Work(request(path, options))
    found = list(renamings(check_names(work))) if dry_run else []
    problems = {} if dry_run else _rename_all(work, found)

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


def _rename_all(work: Work, found: list[Renaming]) -> dict[Path, str]:
    """Look at the folders and rename them while no other bpkit writes into one; gives the problems."""
    from ..locking import locked
    from ..work.running import check_names

    with locked(work.root):
        found += renamings(check_names(work))
        inner = [renaming for renaming in found if renaming.old != work.root]
        problems = _rename(inner)
    # Windows renames no folder in which a file is open, as the lock is.
    return problems | _rename([renaming for renaming in found if renaming not in inner])


def _rename(found: Sequence[Renaming]) -> dict[Path, str]:
    """Rename what may be renamed, one folder in use or not; gives the problems by old path."""
    problems = {}
    for renaming in found:
        try:
            if not renaming.refused:
                rename(renaming)
        except ShareError as error:
            problems[renaming.old] = f"{error.problem} {error.remedy}".strip()
    return problems


def renamings(checked: Checked) -> Iterator[Renaming]:
    """What is to be renamed at and below a folder, the deepest first: no path changes under another."""
    from ..model.outcomes import Renaming

    for child in checked.children:
        yield from renamings(child)
    for finding in checked.findings:
        if finding.code == RULE and not finding.waived:
            old = finding.problem.path
            new = old.with_name(finding.problem.expected)
            # On Windows and macOS a name that differs by case alone is the same folder, not another.
            taken = new.exists() and not new.samefile(old)
            yield Renaming(old, new, taken)


def rename(renaming: Renaming) -> None:
    """Give the folder its new name.

    Raises:
        ShareError: it is open somewhere, or the share can't be written.
    """
    from ..publishing import wrote
    from ..wording import say

    try:
        renaming.old.rename(renaming.new)
        wrote(renaming.new)
    except OSError as error:
        raise ShareError(say("run.not_renamed", path=renaming.old), say("run.not_renamed_remedy")) from error
