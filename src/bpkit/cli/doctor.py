"""`bpkit doctor PATH`: whether bpkit can do its work on a folder, and what is missing if not."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from .. import limits
from ..errors import ExitCode, UserError
from .helping import help_of
from .options import Config, Format, FormatOption, Language, PeriodOption
from .telling import tell, tell_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..schemas import CheckJson
    from ..work.rounds import RoundWork
    from ..work.running import Work


SLOW = 1.0  # seconds to list one folder, from which on a share is called slow
LEAST_FREE = 200  # MiB


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
    yield from _of_share(work.root)
    yield from _office()
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
    yield from _of_share(work.root)


def _units(work: RoundWork) -> str:
    """How many units of each level there are."""
    found = [unit.level for unit in work.round.walk()]
    return ", ".join(f"{level.name}: {found.count(level)}" for level in work.program.levels)


def _of_share(root: Path) -> Iterator[Check]:
    """What the share lets bpkit do, tried and not only asked for; who works on it, and who did last."""
    from ..share import reason_of
    from ..wording import say

    try:
        begun = time.perf_counter()
        count = len(os.listdir(root))  # noqa: PTH208 - the names alone
        spent = time.perf_counter() - begun
        yield Check(True, say("doctor.readable", path=root, count=count))
        yield from _noted(spent < SLOW, "slow", seconds=f"{spent:.1f}")
    except OSError as error:
        yield Check(False, say("doctor.unreadable", path=root, reason=reason_of(error)))
        return
    try:
        locking = list(_attempted("doctor.lock", lambda: _lock(root)))
        found = _tried(root / ".bpkit")
        yield from locking  # which fails as well where nothing can be written, and says less
    except OSError as error:
        yield Check(False, say("doctor.not_writable", path=root, reason=reason_of(error)))
        return
    yield Check(True, say("doctor.writable", path=root))
    yield Check(found.keeps_free, say("doctor.atomic" if found.keeps_free else "doctor.not_atomic"))
    yield Check(True, say("doctor.case" if found.tells_case else "doctor.no_case"))
    minutes = round(abs(found.ahead) / 60)
    yield from _noted(minutes < 2, "clock", minutes=minutes)
    free = shutil.disk_usage(root).free // limits.MIB
    yield from _noted(free > LEAST_FREE, "room", free=free)
    yield from _last_work(root)


def _noted(good: bool, name: str, **values: object) -> Iterator[Check]:
    """Good, or a note that says what to do."""
    from ..wording import say

    key = f"doctor.{name}" if good else f"doctor.{name}_bad"
    if not (good and name == "slow"):
        yield Check(good, say(key, **values), needed=False)


class Tried(NamedTuple):
    """What came of trying: `ahead` is the share's clock before this computer's, in seconds."""

    tells_case: bool
    keeps_free: bool
    ahead: float


def _tried(folder: Path) -> Tried:
    """Write, read, rename and delete a file of bpkit's own. Raises OSError where one of it fails."""
    from ..share.placing import TEMPORARY, take_free_name

    mark = f"{TEMPORARY}{os.urandom(6).hex()}-Doctor"
    one, other = folder / mark, folder / f"{mark}-2"
    try:
        for file, data in ((one, b"one"), (other, b"other")):
            with file.open("xb") as sink:
                sink.write(data)
                sink.flush()
                os.fsync(sink.fileno())
        ahead = one.stat().st_mtime - time.time()
        tells_case = not one.with_name(mark.replace("Doctor", "dOCTOR")).exists()
        keeps_free = not take_free_name(one, other) and other.read_bytes() == b"other"
        if keeps_free:
            one.replace(other)
            keeps_free = other.read_bytes() == b"one"
        return Tried(tells_case, keeps_free, ahead)
    finally:
        for file in (one, other):
            with suppress(OSError):
                file.unlink(missing_ok=True)


def _last_work(root: Path) -> Iterator[Check]:
    """When bpkit last looked at the share, and whether `bpkit fix` stopped half-way."""
    from ..model.dates import in_words
    from ..share.agenda import read_book
    from ..share.run_log import last_written
    from ..wording import say
    from ..work.moves import MoveLog

    known = [when for when in (read_book(root).last_look, last_written(root)) if when]  # the book notes a day
    if not known:
        yield Check(False, say("doctor.never", path=root), needed=False)
    else:
        when = max(known).astimezone()
        yield Check(True, say("doctor.last", day=in_words(when.date()), time=f"{when:%H:%M}"))
    if MoveLog(root).open_batch:
        yield Check(False, say("doctor.fix_open", path=root), needed=False)


def _office() -> Iterator[Check]:
    """Whether LibreOffice is there, which makes PDFs of forms."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    programs = (os.environ.get(name) for name in ("ProgramFiles", "ProgramFiles(x86)"))
    places = (Path(one) / "LibreOffice" / "program" / "soffice.exe" for one in programs if one)
    yield from _noted(bool(found) or any(place.is_file() for place in places), "office")


def _tree(work: Work) -> str:
    """The level in words, and how many folders of it lie below."""
    from ..reports.outline import level_name

    layout = work.layout
    return f"{level_name(layout.level)}, {len(layout.children)}"


def _lock(root: Path) -> str:
    from ..share.locking import locked

    with locked(root):
        return ""


def _attempted(key: str, attempt: Callable[[], str]) -> Iterator[Check]:
    from ..wording import say

    try:
        yield Check(True, say(key, value=attempt()))
    except UserError as error:
        yield Check(False, f"{error.problem}. {error.remedy}" if error.remedy else error.problem)
