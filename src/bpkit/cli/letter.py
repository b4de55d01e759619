"""`bpkit letter PATH`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .helping import help_of
from .leaving import demand_written
from .options import Config, Date, Language, Output, PeriodOption, day


def letter(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    output: Output = None,
    date: Date = None,
    period: PeriodOption = None,
    config: Config = None,
    lang: Language = None,
) -> None:
    """Write the decision letter of a KMW or the KMP, or the notice to a korkot of what to mend."""
    from ..recapping import letter as write_letter
    from ..reports.places import relative
    from ..running import Request, Work
    from ..wording import say

    work = Work(Request(path, config=config, period=period, language=lang))
    written = write_letter(work, output, day(date))
    for form in written.forms:
        typer.echo(say(f"report.{form.status}", path=relative(form.path, work.path)))
    for folder in written.without_scores:
        typer.echo(say("report.no_panel", folder=relative(folder.path / "penilaian", work.path)))
    demand_written(written.refused)
    if not written.forms and not written.without_scores:
        typer.echo(say("report.nothing_to_mend"))
