"""How a command ends: its result on stdout, its report in a file, its exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from ..errors import ExitCode, ShareError
from .options import FailOn, Format, Options
from .telling import tell, tell_json

if TYPE_CHECKING:
    from rich.console import Console

    from ..model.outcomes import Checked, Judged
    from ..model.problems import Finding
    from ..reports.outline import ReportContents


def show(options: Options, as_json: Callable[[], Any], as_text: Callable[[Console], None]) -> None:
    """Write the result to stdout in the format asked for."""
    if options.format is Format.JSON:
        tell_json(as_json())
    else:
        from ..reports.screen import console

        as_text(console())


def report(options: Options, root: Path, contents: Callable[[], ReportContents]) -> None:
    """Write the report that `--report` asks for; `root` is the share, which remembers it as bpkit's own."""
    if options.report is None:
        return
    from ..publishing import Register, write_atomically
    from ..wording import say

    file = options.report.absolute()
    data = _as_bytes(file, contents())
    write_atomically(file, data)
    if file.is_relative_to(root):
        register = Register(root)
        register.note(file, data)
        register.save()
    if not options.quiet:
        tell(say("report.report_written", path=file), err=True)


def _as_bytes(file: Path, contents: ReportContents) -> bytes:
    """The report, with small pictures where its format shows them."""
    from ..reading.images.opening import thumbnails
    from ..reports.writing import report_bytes

    pictures: dict[tuple[Path, str], str] = {}
    for checked in contents.checked if file.suffix.casefold() == ".html" else ():
        pictures |= thumbnails(checked)
    return report_bytes(file, contents, pictures)


def every_finding(checked: Checked, judged: Judged) -> list[Finding]:
    """What was found in what was handed in and at the panels; what both tell of comes once."""
    submitted = [finding for one in checked.walk() for finding in one.findings]
    told = {id(finding) for finding in submitted}
    return submitted + [f for one in judged.walk() for f in one.findings if id(f) not in told]


def demand_written(refused: Sequence[str]) -> None:
    """End with exit code 3 where a form could not be written."""
    if refused:
        raise ShareError("\n".join(refused))


def leave(findings: Iterable[Finding], options: Options, judged: Judged | None = None) -> NoReturn:
    """End with the exit code of these findings."""
    raise typer.Exit(exit_code(findings, options, judged))


def exit_code(findings: Iterable[Finding], options: Options, judged: Judged | None = None) -> ExitCode:
    """1 where a finding that is not waived is as severe as `--fail-on` says, else 0.

    What disturbs the view of a panel in `judged` counts whatever was asked for: who may win hangs on it.
    """
    from ..model.units import Severity  # which `--help` has no use for

    thresholds = {FailOn.ERROR: Severity.ERROR, FailOn.WARNING: Severity.WARNING}
    threshold = thresholds.get(options.fail_on)
    causes = () if judged is None else (one for part in judged.walk() for one in part.causes)
    heavy = threshold is not None and any(
        f.severity >= threshold and not f.waived for f in (*causes, *findings)
    )
    return ExitCode.FINDINGS if heavy else ExitCode.CLEAN
