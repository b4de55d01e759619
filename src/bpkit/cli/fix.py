"""`bpkit fix PATH`: what can be mended without guessing. First it is only shown; `--undo` takes it back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import ExitCode, UserError
from .answering import demand_written, report, show
from .helping import help_of
from .options import FailOn, Options, request, with_options
from .rounds import refuse_units
from .telling import tell

if TYPE_CHECKING:
    from rich.console import Console

    from ..model.outcomes import Mended
    from ..reports.outline import ReportContents
    from ..work.running import Work


@with_options
def fix(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
    reviewed: Annotated[
        Path | None, typer.Argument(metavar="[PLAN.xlsx]", help=help_of("fix_plan_file"))
    ] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="PLAN.xlsx", dir_okay=False, help=help_of("fix_plan"))
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help=help_of("fix_apply"))] = False,
    undo: Annotated[bool, typer.Option("--undo", help=help_of("fix_undo"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", hidden=True, help=help_of("dry_run"))] = False,
) -> None:
    """Mend names of folders, move writings out of subfolders and unpack zips."""
    from ..work.running import Work

    path, reviewed = _sorted(path, reviewed)
    refuse_units(path, options.config, "fix")
    work = Work(request(path, options))
    result = _worked(work, reviewed, apply=apply and not dry_run, undo=undo and not dry_run)
    if plan is not None:
        _write_plan(work, result, plan.absolute(), quiet=options.quiet)

    def as_json() -> object:
        from ..reports.json_output import mended_json

        return mended_json(result)

    def as_text(console: Console) -> None:
        from ..reports.screen import print_mended

        print_mended(result, console, verbose=options.verbose)

    def contents() -> ReportContents:
        from ..reports.overview import mended_contents

        return mended_contents(result, as_json)

    show(options, as_json, as_text)
    report(options, work.root, contents)
    if result.stage == "apply":
        demand_written(list(result.problems.values()))
    refused = any(line.refused for line in result.lines) or bool(result.problems or result.stale)
    found = options.fail_on is not FailOn.NEVER and refused
    raise typer.Exit(ExitCode.FINDINGS if found else ExitCode.CLEAN)


def _sorted(path: Path, reviewed: Path | None) -> tuple[Path, Path | None]:
    """The folder and the plan, in whichever order they were given: `--apply PLAN.xlsx FOLDER` as well."""
    from ..wording import say

    if path.suffix.casefold() == ".xlsx" and not path.is_dir():
        if reviewed is None:
            raise UserError(say("fix.no_folder"), say("fix.no_folder_remedy"))
        return reviewed, path
    return path, reviewed


def _worked(work: Work, reviewed: Path | None, *, apply: bool, undo: bool) -> Mended:
    """The plan, or what was made of it."""
    from ..model.outcomes import Mended
    from ..wording import say
    from ..work import fix_apply, fix_plan

    if apply and undo:
        raise UserError(say("fix.both"), say("fix.both_remedy"))
    if undo:
        return fix_apply.undo(work)
    answers = fix_apply.read_plan(reviewed) if reviewed else None
    if apply:
        return fix_apply.apply(work, answers)
    lines = fix_plan.plan(work)
    stale: tuple[str, ...] = ()
    if answers is not None:
        lines, stale = fix_apply.reconciled(lines, answers, work.path)
    return Mended("plan", work.path, lines, {}, stale)


def _write_plan(work: Work, result: Mended, file: Path, *, quiet: bool) -> None:
    """Write the plan as a workbook, never over anything.

    Raises:
        UserError: something of that name is there, or it is to be no .xlsx.
        ShareError: it can't be written.
    """
    from ..share.placing import write_over
    from ..share.publishing import Register
    from ..wording import say
    from ..work.fix_apply import plan_data

    if file.suffix.casefold() != ".xlsx":
        raise UserError(say("fix.plan_kind", path=file), say("fix.plan_kind_remedy"))
    data = plan_data(result, file)
    if file.exists() or not write_over(file, data, None):
        raise UserError(say("fix.plan_taken", path=file), say("fix.plan_taken_remedy"))
    if file.is_relative_to(work.root):
        register = Register(work.root)
        register.note(file, data)
        register.save()
    if not quiet:
        tell(say("fix.plan_written", path=file), err=True)
