"""`bpkit letter PATH`: writes decision letters, and notices of what to mend."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .answering import demand_written, pdfs_beside
from .helping import help_of
from .options import Config, Date, Format, FormatOption, Language, Output, Pdf, PeriodOption, day
from .rounds import is_round, letter_round
from .telling import tell, tell_json


def letter(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    output: Output = None,
    date: Date = None,
    period: PeriodOption = None,
    config: Config = None,
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
    pdf: Pdf = False,
) -> None:
    """Write the decision letter of a panel, or the notice of what to mend."""
    from ..reports.json_output import forms
    from ..reports.overview import letter_lines
    from ..work.recapping import letter as write_letter
    from ..work.request import Request
    from ..work.running import Work

    asked = Request(path, config=config, period=period, language=lang)
    if is_round([path], config):
        letter_round(asked, output, format, pdf=pdf)
    work = Work(asked)
    written = write_letter(work, output, day(date))
    if format is Format.JSON:
        tell_json(forms(written))
    else:
        for line in letter_lines(written):
            tell(line)
    failed = pdfs_beside(written.forms, output or work.root, wanted=pdf)
    demand_written((*written.refused, *failed))
