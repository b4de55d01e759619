"""What a command says, in words or as JSON, and how far it is: nothing in it acts on the terminal."""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ..wording import printable, say
from .options import Options

if TYPE_CHECKING:
    from ..model.problems import Problem
    from ..work.seals import Sealed

_COLUMNS = re.compile(r"(?:\S+(?: \S+)* {2,})+(?=\S)")  # all but the last column of a row
LOGGED_EVERY = 60.0  # seconds
FIRST_SECONDS = 2.0
MINUTES_FROM = 100  # seconds that are left


def tell(text: object, *, err: bool = False) -> None:
    """A line on stdout, or on stderr. Names of files may hold escape sequences: those are only shown."""
    words = printable(str(text))
    if (sys.stderr if err else sys.stdout).isatty():
        words = in_columns(words, shutil.get_terminal_size().columns)
    typer.echo(words, err=err)


def in_columns(text: str, width: int) -> str:
    """The text with its rows of columns (`BP101  galat  …`) going on below their last one on a narrow screen.

    Everything else is left to the terminal: a command that is to be copied must stay one line.
    """
    return "\n".join(_row(line, width) for line in text.split("\n"))


def _row(line: str, width: int) -> str:
    head = _COLUMNS.match(line)
    if head is None or len(line) <= width or head.end() > width * 2 // 3:
        return line
    import textwrap

    indent = " " * head.end()
    return textwrap.fill(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def tell_unseen(unseen: Iterable[Problem]) -> None:
    """What could not be read, on stderr, where no list of findings says so: what was made lacks it."""
    for one in unseen:
        tell(say("run.unseen", path=one.path), err=True)


def tell_sealed(sealed: Sequence[Sealed], *, opened: bool) -> None:
    """Which seals were made or opened, on stderr; that a chain was begun comes first."""
    if adopted := max((one.adopted for one in sealed), default=0):
        tell(say("report.seal_adopted", count=adopted), err=True)
    for one in sealed:
        words = "report.seal_opened" if opened else "report.seal_written"
        tell(say(words, path=one.file, number=one.number), err=True)


def tell_json(value: Any) -> None:
    """A result as JSON on stdout, and nothing else."""
    from ..reports.writing import json_pieces

    for piece in json_pieces(value):
        sys.stdout.write(piece)


def asked(question: str, default: str | None = None, *, remedy: str, **values: object) -> str:
    """The answer to a question, from the terminal or the next line of stdin.

    Raises:
        UserError: there is none.
    """
    from ..errors import UserError
    from ..wording import say

    words = say(question, **values)
    try:
        answer: str = typer.prompt(words, default=default, show_default=bool(default), err=True)
    except typer.Abort as error:
        raise UserError(say("start.no_answer", question=words), say(remedy)) from error
    return answer.strip()


@contextmanager
def progress(options: Options) -> Iterator[Callable[[Path, int, int], None]]:
    """A function to be told of every file that was read: on a screen at once, in a log once a minute."""
    if options.quiet:
        yield lambda *_: None
        return
    pace = Pace()
    if not sys.stderr.isatty():
        yield lambda _, done, count: pace.log(done, count)
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True, highlight=False).status("") as status:
        yield lambda path, done, count: status.update(escape(printable(pace.shown(path, done, count))))


class Pace:
    """How fast files are read, and how long those that are left will take."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = self._logged = clock()

    def shown(self, path: Path, done: int, count: int) -> str:
        """The line on a screen."""
        return say("report.reading", name=path.name, done=done, count=count, pace=self._pace(done, count))

    def log(self, done: int, count: int) -> None:
        """A line on stderr, if the last one is a minute old."""
        if self._clock() - self._logged >= LOGGED_EVERY:
            self._logged = self._clock()
            tell(say("report.reading_log", done=done, count=count, pace=self._pace(done, count)), err=True)

    def _pace(self, done: int, count: int) -> str:
        """Rate and remaining time; nothing in the first seconds, which tell little."""
        spent = self._clock() - self._begun
        if spent < FIRST_SECONDS or not done:
            return ""
        seconds = round(spent * (count - done) / done)
        in_minutes = seconds >= MINUTES_FROM
        left = (
            say("report.minutes", count=-(-seconds // 60))
            if in_minutes
            else say("report.seconds", count=seconds)
        )
        return say("report.pace", rate=max(1, round(done / spent)), left=left)
