"""`bpkit doctor PATH`: whether bpkit can do its work on a folder, and what is missing if not."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from ..errors import ExitCode, UserError
from .helping import help_of
from .options import Config, Format, FormatOption, Language, PeriodOption
from .telling import tell, tell_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..schemas import CheckJson
    from ..work.rounds import RoundWork
    from ..work.running import Work


class Check(NamedTuple):
    """One thing that was looked at; `needed` tells whether bpkit can't work without it."""

    good: bool
    text: str
    needed: bool = True


def doctor(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))] = Path(),
    period: PeriodOption = None,
    config: Config = None,
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Check whether bpkit can work on a folder."""
    from ..wording import say
    from ..work.request import Request
    from .rounds import is_round

    request = Request(path, config=config, period=period, language=lang)
    if is_round([path], config):
        from ..work.rounds import RoundWork

        checks = list(examine_round(RoundWork(request)))
    else:
        from ..work.running import Work

        checks = list(examine(Work(request)))
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


def examine(work: Work) -> Iterator[Check]:
    """Look at configuration, rubric, tree, rights, lock and helpers, in the order they are needed."""
    from ..reading.media.mediainfo import can_measure
    from ..wording import say

    settings = work.settings
    if settings.file is None:
        yield Check(False, say("doctor.no_config", path=work.path), needed=False)
    else:
        yield Check(True, say("doctor.config", path=settings.file))
        cities = sum(len(province.cities) for province in settings.provinces or ())
        provinces = len(settings.provinces or ())
        roster = (
            say("doctor.roster", provinces=provinces, cities=cities) if cities else say("doctor.no_roster")
        )
        yield Check(cities > 0, roster, needed=False)
    yield from _attempted("doctor.rubric", lambda: work.rubric.id)
    yield from _attempted("doctor.tree", lambda: _tree(work))
    yield from _may_write(work.root)
    measuring = can_measure()
    yield Check(measuring, say("doctor.media" if measuring else "doctor.no_media"), needed=False)


def examine_round(work: RoundWork) -> Iterator[Check]:
    """The same of a programme whose units are judged; a bpkit.yaml is what told of it."""
    from ..wording import say
    from ..work.round_files import template_of

    units = sum(len(list(unit.walk())) for unit in work.settings.units or ())
    yield Check(True, say("doctor.config", path=work.settings.file))
    roster = say("doctor.round_roster", units=units) if units else say("doctor.no_round_roster")
    yield Check(units > 0, roster, needed=False)
    yield Check(True, say("doctor.program", name=work.program.name, program=work.program.id))
    for form in work.program.forms:
        if form.template and template_of(work, form) is None:
            yield Check(False, say("doctor.no_template", form=form.name, file=form.template))
    yield from _attempted("doctor.tree", lambda: _units(work))
    yield from _may_write(work.root)


def _units(work: RoundWork) -> str:
    """How many units of each level there are."""
    found = [unit.level for unit in work.round.walk()]
    return ", ".join(f"{level.name}: {found.count(level)}" for level in work.program.levels)


def _may_write(root: Path) -> Iterator[Check]:
    from ..wording import say

    writable = os.access(root, os.W_OK)
    yield Check(writable, say("doctor.writable" if writable else "doctor.not_writable", path=root))
    if writable:
        yield from _attempted("doctor.lock", lambda: _lock(root))


def _tree(work: Work) -> str:
    """The level in words, and how many folders of it lie below."""
    from ..reports.outline import level_name

    layout = work.layout
    return f"{level_name(layout.level)}, {len(layout.children)}"


def _lock(root: Path) -> str:
    from ..locking import locked

    with locked(root):
        return ""


def _attempted(key: str, attempt: Callable[[], str]) -> Iterator[Check]:
    from ..wording import say

    try:
        yield Check(True, say(key, value=attempt()))
    except UserError as error:
        yield Check(False, f"{error.problem} {error.remedy}")
