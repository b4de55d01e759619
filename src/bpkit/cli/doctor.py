"""`bpkit doctor PATH`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ..errors import ExitCode
from .helping import help_of
from .options import Config, Format, FormatOption, Language, PeriodOption
from .telling import tell, tell_json

if TYPE_CHECKING:
    from ..schemas import CheckJson
    from ..work.doctor import Check


def doctor(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))] = Path(),
    period: PeriodOption = None,
    config: Config = None,
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Check whether bpkit can work on a folder."""
    from ..wording import say
    from ..work.doctor import examine
    from ..work.request import Request
    from ..work.running import Work

    checks = list(examine(Work(Request(path, config=config, period=period, language=lang))))
    if format is Format.JSON:
        found: list[CheckJson] = [{"state": _state(one), "text": one.text} for one in checks]
        tell_json(found)
    else:
        for check in checks:
            tell(say(f"doctor.{_state(check)}", text=check.text))
    healthy = all(check.good or not check.needed for check in checks)
    raise typer.Exit(ExitCode.CLEAN if healthy else ExitCode.SHARE)


def _state(check: Check) -> Literal["good", "missing", "bad"]:
    """`good`; `bad` where bpkit can't work so, `missing` where it can."""
    return "good" if check.good else "bad" if check.needed else "missing"
