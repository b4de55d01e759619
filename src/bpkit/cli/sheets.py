"""`bpkit sheets PATH`: makes forms for assessors to score on."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from .helping import help_of
from .options import Config, Language, Output, PeriodOption
from .rounds import is_round, sheets_round
from .telling import tell


class SheetFormat(StrEnum):
    """How a sheet is made."""

    XLSX = "xlsx"
    YAML = "yaml"


def sheets(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    assessor: Annotated[
        list[str] | None, typer.Option("--assessor", metavar="NAME", help=help_of("assessor"))
    ] = None,
    format: Annotated[SheetFormat, typer.Option("--format", help=help_of("sheet_format"))] = SheetFormat.XLSX,  # noqa: A002
    output: Output = None,
    period: PeriodOption = None,
    config: Config = None,
    lang: Language = None,
) -> None:
    """Make a score sheet for every assessor of a panel."""
    from ..reports.outline import relative
    from ..wording import say
    from ..work.panel import make_sheets
    from ..work.request import Request
    from ..work.running import Work

    asked = Request(path, config=config, period=period, language=lang)
    if is_round([path], config):
        sheets_round(asked, assessor or (), f".{format}", output)
    work = Work(asked)
    for form in make_sheets(work, assessor or (), f".{format}", output):
        tell(say(f"report.{form.status}", path=relative(form.path, work.path)))
