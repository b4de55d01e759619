"""`bpkit doctor PATH`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import ExitCode
from .helping import help_of
from .options import Config, Language, PeriodOption


def doctor(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))] = Path(),
    period: PeriodOption = None,
    config: Config = None,
    lang: Language = None,
) -> None:
    """Check whether bpkit can work on a folder."""
    from ..doctor import examine
    from ..running import Request, Work
    from ..wording import say

    healthy = True
    for check in examine(Work(Request(path, config=config, period=period, language=lang))):
        word = "good" if check.good else "bad" if check.needed else "missing"
        typer.echo(say(f"doctor.{word}", text=check.text))
        healthy = healthy and (check.good or not check.needed)
    raise typer.Exit(ExitCode.CLEAN if healthy else ExitCode.SHARE)
