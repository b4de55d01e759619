"""`bpkit start ACTION`: what the files do that people double-click, or drop a folder on.

Every action is a few commands of bpkit one after the other, with the result opened in the browser. The
window is kept open by the starter itself, so that whatever went wrong can be read.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..errors import ExitCode, ShareError, UserError
from ..wording import language, say
from .helping import help_of
from .options import Language, moment, speak
from .telling import asked, tell

TASK = "bpkit"
AT = "06:00"


class Action(StrEnum):
    """What a starter asks for."""

    BEGIN = "mulai"
    CHECK = "periksa"
    SCORE = "nilai"
    MONTH = "bulan-ini"
    SCHEDULE = "jadwalkan"
    DAILY = "harian"


def start(
    action: Annotated[Action, typer.Argument(metavar="ACTION", help=help_of("start_action"))],
    paths: Annotated[list[Path] | None, typer.Argument(metavar="PATH", help=help_of("start_paths"))] = None,
    home: Annotated[
        Path | None, typer.Option("--home", envvar="BPKIT_HOME", help=help_of("start_home"))
    ] = None,
    open_result: Annotated[bool, typer.Option("--open/--no-open", help=help_of("start_open"))] = True,
    lang: Language = None,
) -> None:
    """Do what a starter is for."""
    from ..work.starters import dropped

    speak(lang)
    given = paths or [Path(name) for name in dropped(os.environ)]
    for path in given:
        if not path.exists():
            remedy = say("start.not_there_remedy", starter=os.environ.get("BPKIT_STARTER") or action.value)
            raise ShareError(say("start.not_there", path=path), remedy)
    work = _Start(Path(os.path.normpath((home or Path()).absolute())), given, open_result)
    raise typer.Exit(work.actions[action]())


class _Start:
    """One double click: the share, what was dropped, and whether somebody is there to look."""

    def __init__(self, home: Path, paths: Sequence[Path], opens: bool) -> None:
        self.home = home
        self.paths = paths or [home]
        self.opens = opens
        self.actions: Mapping[Action, Callable[[], int]] = {
            Action.BEGIN: self.begin,
            Action.CHECK: self.check,
            Action.SCORE: self.score,
            Action.MONTH: self.month,
            Action.SCHEDULE: self.schedule,
            Action.DAILY: self.daily,
        }

    def begin(self) -> int:
        """Set the share up from `Daftar Wilayah.xlsx`, or make that to fill in."""
        from ..naming import ROSTER_BOOK
        from ..settings.config import NAME
        from ..work.beginning import settings_of
        from ..work.roster import differences, papers_in, read_roster

        book, file = self.home / ROSTER_BOOK, self.home / NAME
        if not book.is_file():
            code = _command("init", self.home, "--form")
            if code == ExitCode.CLEAN:
                self._open(book)
            return code
        there = settings_of(file)
        roster = read_roster(book, there)
        if roster.is_blank and not file.is_file():
            tell(say("start.blank_book", file=book))
            tell(say("start.form_next", file=ROSTER_BOOK))
            self._open(book)
            return ExitCode.USAGE
        code = _command("init", self.home, "--no-ask")
        now = settings_of(file)
        roster = read_roster(book, now)
        is_other = not roster.is_blank and differences(now, roster.settings, papers_in(file), roster.papers)
        if is_other and _agreed("renew_ask", likely=False, book=ROSTER_BOOK):
            return _command("init", self.home, "--no-ask", "--apply")
        return code

    def check(self) -> int:
        """Check what was dropped."""
        return self._reported("validate", self.paths, "Hasil Periksa.html")

    def score(self) -> int:
        """The steps of a panel's month, of which somebody chooses one."""
        from .rounds import is_round

        steps = {"1": self._make_sheets, "2": self._work, "3": self._decide, "4": self._send}
        menu = "menu"
        if is_round(self.paths, None):  # whose papers nobody sends on
            menu = "menu_units"
            del steps["4"]
        tell(say(f"start.{menu}", name=", ".join(path.name for path in self.paths)))
        text = _asked("menu_ask", "2", last=len(steps))
        if text not in steps:
            raise UserError(say("start.menu_bad", text=text), say("start.menu_bad_remedy", last=len(steps)))
        return max(steps[text](path) for path in self.paths)

    def _make_sheets(self, path: Path) -> int:
        code = _command("sheets", path)
        if code == ExitCode.CLEAN:
            self._open(path / "penilaian" if (path / "penilaian").is_dir() else path)
        return code

    def _work(self, path: Path) -> int:
        return self._reported("run", [path], "Hasil Nilai.html")

    def _decide(self, path: Path) -> int:
        return _command("score", path, "--seal") or _command("letter", path)

    def _send(self, path: Path) -> int:
        from ..levels import default_levels
        from ..naming import parse

        level = parse(path.name, default_levels()).level
        more = [] if level and level.is_lowest else ["--output", _asked("send_ask", str(_desktop()))]
        return _command("send", path, *more)

    def month(self) -> int:
        """Make this period's folders, if somebody says so, and show how things stand."""
        from ..settings.config import NAME
        from ..work.program_trees import trees_in

        homes = [self.home] if (self.home / NAME).is_file() else []
        homes += trees_in(self.home)
        if not homes:
            tell(say("start.no_config_yet"))
            return self.begin()
        for home in homes:
            _begin_period(home)
        return self._reported("status", [self.home], "Bulan Ini.html", "--all")

    def daily(self) -> int:
        """What a schedule calls: everything, with a line in the log."""
        code = self._reported("run", [self.home], "Hasil Harian.html", "--quiet")
        with (results_folder() / "harian.log").open("a", encoding="utf-8") as log:
            log.write(f"{moment():%Y-%m-%d %H:%M} {code} {self.home}\n")
        return code

    def schedule(self) -> int:
        """Have the daily run called every working day: by Task Scheduler, or else by cron."""
        log = results_folder()
        is_new = (_with_tasks if os.name == "nt" else _with_cron)(daily_command(self.home))
        tell(say("start.scheduled" if is_new else "start.scheduled_already", path=self.home, log=log))
        return ExitCode.CLEAN

    def _reported(self, command: str, paths: Sequence[Path], name: str, *more: object) -> int:
        """A command with its report, which is opened."""
        report = results_folder() / name
        code = _command(command, *paths, "--report", report, *more)
        if code in (ExitCode.CLEAN, ExitCode.FINDINGS):
            tell(say("start.opened", path=report))
            self._open(report)
        return code

    def _open(self, path: Path) -> None:
        if self.opens:
            typer.launch(str(path))


def _begin_period(home: Path) -> None:
    """Make the folders of the month, or of a programme's period, that today is in, where somebody says so.

    When the next meeting is, no calendar tells: it is offered once the newest has anything in it.
    """
    from ..model.spans import COUNTED, name_of
    from ..model.units import Period
    from ..settings.config import NAME
    from ..work.beginning import months_there, settings_of
    from ..work.program_trees import judges_units

    today = moment().date()
    if not judges_units(home):
        period = Period(today.year, today.month)
        if period not in months_there(home) and _agreed("month_ask", likely=True, month=period.in_words):
            _command("init", home, "--month", period)
        return
    from ..settings.programs import load_program
    from ..work.round_folders import host_asked, missing_span

    settings = settings_of(home / NAME)
    program = load_program(settings.rubric, home)
    span = missing_span(home, program, settings, today)
    likely = span is not None and program.cycle not in COUNTED
    if span is None or not _agreed("month_ask", likely=likely, month=name_of(span)):
        return
    host = _asked("host_ask", "") if host_asked(program) else ""
    _command("init", home, "--month", name_of(span), *(["--host", host] if host else []))


def results_folder() -> Path:
    """Where reports and the log of starters lie: on this computer, for a share may be read-only."""
    from platformdirs import user_documents_path

    folder = user_documents_path() / "bpkit"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ShareError(say("run.unwritable", path=folder), say("run.unwritable_remedy")) from error
    return folder


def _command(*arguments: object) -> int:
    """Do one command of bpkit, and give its exit code; what stops it is said here."""
    from .application import application

    words = [*map(str, arguments), "--lang", language()]
    try:
        return int(application(words)(words, standalone_mode=False) or 0)
    except UserError as error:
        tell(f"bpkit: {error.problem}\n{error.remedy}", err=True)
        return error.exit_code


def _asked(question: str, default: str, **values: object) -> str:
    """The answer, or the default where nobody is there."""
    try:
        return asked(f"start.{question}", default, remedy="start.no_answer_remedy", **values)
    except UserError:
        return default


def _agreed(question: str, *, likely: bool, **values: object) -> bool:
    """Yes or no; what is `likely` where nobody is there, or only Enter is pressed."""
    default = "y" if likely else say("start.no_letter")
    try:
        text = asked(f"start.{question}", default, remedy="start.no_answer_remedy", **values)
    except UserError:
        text = default
    return text.casefold() in ("y", "ya", "yes")


def _desktop() -> Path:
    from platformdirs import user_desktop_path

    return user_desktop_path()


# Schedules ------------------------------------------------------------------------------------------


def daily_command(home: Path) -> list[str]:
    """The command that a schedule calls; a bpkit of one file is its own program."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "bpkit"]
    return [*program, "start", Action.DAILY.value, "--no-open", "--lang", language(), "--home", str(home)]


def _with_tasks(command: Sequence[str]) -> bool:
    """A task of Windows; making it again replaces it."""
    line = subprocess.list2cmdline(command)
    days = "MON,TUE,WED,THU,FRI"
    create = ["schtasks", "/Create", "/F", "/TN", TASK, "/TR", line, "/SC", "WEEKLY", "/D", days, "/ST", AT]
    _called(create, None, line)
    return True


def _with_cron(command: Sequence[str]) -> bool:
    """A line of this user's crontab; False where it is there already."""
    import shlex

    call = shlex.join(command).replace("%", r"\%")  # a line of cron ends at %
    line = f"0 6 * * 1-5 {call} >/dev/null 2>&1"
    there = _called(["crontab", "-l"], None, call, missing_is_fine=True)
    if line in there.splitlines():
        return False
    _called(["crontab", "-"], f"{there.rstrip()}\n{line}\n".lstrip("\n"), call)
    return True


def _called(command: Sequence[str], typed: str | None, line: str, *, missing_is_fine: bool = False) -> str:
    """What a program of the system prints; why it can't is said with what it was to do."""
    try:
        done = subprocess.run(command, input=typed, capture_output=True, text=True, check=False)  # noqa: S603
        reason = (
            "" if done.returncode == 0 or missing_is_fine else done.stderr.strip() or str(done.returncode)
        )
    except OSError as error:
        reason = error.strerror or str(error)
    if reason:
        problem = say("start.not_scheduled", program=command[0], reason=reason)
        raise ShareError(problem, say("start.not_scheduled_remedy", command=line))
    return done.stdout if done.returncode == 0 else ""
