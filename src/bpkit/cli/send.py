"""`bpkit send PATH`: passes a folder on to the next level."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .helping import help_of
from .options import Config, Format, FormatOption, Language, PeriodOption
from .rounds import refuse_units
from .telling import tell, tell_json


def send(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    output: Annotated[
        Path | None, typer.Option("--output", file_okay=False, help=help_of("send_output"))
    ] = None,
    anyway: Annotated[str | None, typer.Option("--anyway", metavar="ALASAN", help=help_of("anyway"))] = None,
    period: PeriodOption = None,
    config: Config = None,
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Send a folder on to the next level."""
    from ..reports.json_output import sending
    from ..wording import say
    from ..work.request import Request
    from ..work.running import Work
    from ..work.sending import send as send_on

    refuse_units(path, config, "send")
    work = Work(Request(path, config=config, period=period, language=lang))
    sent = send_on(work, output, anyway)
    if format is Format.JSON:
        tell_json(sending(sent, work.path))
        return
    tell(say(f"send.{sent.status}", path=sent.target, count=len(sent.files)))
    if sent.reason:
        tell(say("send.anyway", reason=sent.reason))
        for obstacle in sent.obstacles:
            tell(f"  {obstacle}")
