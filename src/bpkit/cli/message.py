"""`bpkit message PATH`: prints texts to paste into WhatsApp or an e-mail."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..model.facts import out_of_sight
from ..reports.messages import messages_for, without_message
from ..reports.outline import Message, Recipient
from .helping import help_of
from .options import Config, Format, FormatOption, Language, PeriodOption, moment
from .rounds import refuse_units
from .telling import tell, tell_json, tell_unseen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..work.running import Work

BETWEEN = "\N{BOX DRAWINGS LIGHT HORIZONTAL}" * 20  # what keeps one message from the next on a screen


def message(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    to: Annotated[Recipient, typer.Option("--to", help=help_of("message_to"))] = Recipient.CITY,
    output: Annotated[
        Path | None, typer.Option("--output", file_okay=False, help=help_of("message_output"))
    ] = None,
    period: PeriodOption = None,
    config: Config = None,
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Say what cities or authors have to mend, as text to paste into WhatsApp or an e-mail."""
    from ..wording import say
    from ..work.request import Request
    from ..work.running import Work
    from ..work.standings import standings_of

    refuse_units(path, config, "message")
    now = moment()
    work = Work(Request(path, config, period, lang, today=now.date(), now=now, cache=True))
    found = messages_for(work.checked, standings_of(work), to)
    spared = without_message(work.checked, found)
    if format is Format.JSON:
        from ..reports.json_output import messages_json

        tell_json(messages_json(found, spared, work.path))
    elif output is None:
        _print(found)
    tell_unseen(out_of_sight(work.folder))
    if spared and format is Format.TEXT:  # not on stdout, which may go to the clipboard
        name = "message.none_author" if to is Recipient.AUTHOR else "message.none"
        tell(say(name, names=", ".join(spared)), err=True)
    if output is not None:
        _write(work, found, output.absolute())


def _print(messages: Sequence[Message]) -> None:
    for number, one in enumerate(messages):
        if number:
            tell(f"\n{BETWEEN}\n")
        tell(one.text)


def _write(work: Work, messages: Sequence[Message], output: Path) -> None:
    """A text file for each, as Notepad opens it; what a person edited stays as it is."""
    from ..model.units import fold
    from ..naming import safe
    from ..share.locking import locked, made_folder
    from ..share.publishing import Register, publish
    from ..wording import say

    root = work.root if output.is_relative_to(work.root) else output
    made_folder(output)
    with locked(root):
        register, taken = Register(root), Counter[str]()
        for one in messages:
            called = f"{one.unit} - {one.name}" if one.to is Recipient.AUTHOR else one.name
            name = safe(f"Pesan_{called}_({one.period.in_words})" if one.period else f"Pesan_{called}")
            taken[fold(name)] += 1  # two provinces may have a city of one name, and a city two of one name
            number = f" ({taken[fold(name)]})" if taken[fold(name)] > 1 else ""
            data = b"\xef\xbb\xbf" + f"{one.text}\n".replace("\n", "\r\n").encode(errors="replace")
            done = publish(output / f"{name}{number}.txt", data, register)
            tell(say(f"message.{done.status.value}", path=done.path), err=True)
