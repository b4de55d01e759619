"""How a command ends: its result on stdout, its report in a file, its exit code."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from ..errors import ExitCode
from ..model.units import Severity
from .options import FailOn, Format, Options

if TYPE_CHECKING:
    from rich.console import Console

    from ..model.findings import Finding

_THRESHOLDS = {FailOn.ERROR: Severity.ERROR, FailOn.WARNING: Severity.WARNING}


def show(options: Options, as_json: Callable[[], Any], as_text: Callable[[Console], None]) -> None:
    """Write the result to stdout in the format asked for."""
    if options.format is Format.JSON:
        typer.echo(json.dumps(as_json(), ensure_ascii=False, indent=2))
    else:
        from ..reports.console import console

        as_text(console())


def leave(findings: Iterable[Finding], options: Options) -> NoReturn:
    """End with exit code 1 where a finding that is not waived weighs as much as `--fail-on` says."""
    threshold = _THRESHOLDS.get(options.fail_on)
    heavy = threshold is not None and any(f.severity >= threshold and not f.waived for f in findings)
    raise typer.Exit(ExitCode.FINDINGS if heavy else ExitCode.CLEAN)
