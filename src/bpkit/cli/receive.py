"""`bpkit receive ZIP DIR`: takes in what a province sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import ExitCode
from .helping import help_of
from .options import Config, Format, FormatOption, Language
from .telling import tell, tell_json

if TYPE_CHECKING:
    from ..model.outcomes import Received


def receive(
    parcel: Annotated[Path, typer.Argument(metavar="ZIP", help=help_of("receive_zip"))],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=help_of("receive_dir"))],
    config: Config = None,
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Check a parcel and unpack it."""
    from ..reports.json_output import receiving
    from ..work.receiving import receive as take_in
    from ..work.request import Request
    from ..work.running import Work

    got = take_in(Work(Request(folder, config=config, language=lang)), parcel)
    if format is Format.JSON:
        tell_json(receiving(got, parcel.absolute()))
    else:
        _tell(got)
    if got.status == "differs":
        raise typer.Exit(ExitCode.FINDINGS)


def _tell(got: Received) -> None:
    from ..wording import say

    words = {"written": "received", "unchanged": "received_unchanged", "differs": "differs"}
    tell(say(f"send.{words[got.status]}", path=got.target, count=got.files))
    for word, names in (("new", got.new), ("changed_since", got.changed), ("gone", got.gone)):
        for name in names:
            tell(f"  {say(f'send.{word}')}: {name}")
    if got.status == "differs":
        tell(say("send.differs_remedy"))
    if reason := got.info.get("Bpkit-Anyway"):
        tell(say("send.anyway", reason=reason))
