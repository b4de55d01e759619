"""How a command gives its answer: its result on stdout, its report in a file, its exit code.

A command that only looks says again what it said where nothing changed.
"""

from __future__ import annotations

import os
import shutil
import sys
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import typer

from ..errors import ExitCode, ShareError
from .options import FailOn, Format, Options, demand_free, taken
from .telling import tell, tell_json

if TYPE_CHECKING:
    from rich.console import Console

    from ..model.outcomes import Checked, Judged, WrittenForm
    from ..model.problems import Finding
    from ..model.settings import Settings
    from ..reports.outline import ReportContents
    from ..share import Seen

# What rich and the choice of language look at.
_HEEDED = ("BPKIT_LANG", "NO_COLOR", "FORCE_COLOR", "TERM", "COLORTERM", "COLUMNS", "LINES", "TTY_COMPATIBLE")


_PIECE = 1 << 18  # bytes of an answer that are kept together


class Steady(Protocol):
    """What an answer came from."""

    @property
    def steady(self) -> bool:
        """Whether the same files give the same answer."""

    @property
    def of_the_day(self) -> bool:
        """Whether they give it on the same day only."""

    @property
    def settings(self) -> Settings:
        """The settings in force."""


Made = tuple[int, Sequence[Steady]]  # an exit code, and what the answer came from


def answer(
    command: str,
    options: Options,
    paths: Sequence[Path],
    make: Callable[[], Made],
    *more: object,
    writes: bool = False,
    of_the_day: bool = False,
    once: bool = False,
    seen: Seen | None = None,
) -> NoReturn:
    """Print an answer and leave; `make` prints it anew, `more` are options of the command's own.

    With `--report` or `--no-cache` it is always made anew. What a command that `writes` says holds
    only where it found everything as it would have written it, and what is `of_the_day` (as what hangs on a
    deadline to come) no longer than the day. What is said `once` is not said again while nothing changes.
    What is asked of the share goes into `seen`, for whoever makes the answer.
    """
    if options.no_cache or options.report is not None:
        raise typer.Exit(make()[0])
    from ..cache.store import Cache
    from ..work.answers import Answers, KeptAnswer

    question = (command, more, [str(path) for path in paths], _shown_by(options))
    with Cache.open() as cache:
        answers = Answers(cache, question, [*paths], options.config, seen)
        if known := answers.known():
            for piece in known.said():
                sys.stdout.write(piece)
            raise typer.Exit(known.code)
        cache.flush()
        said = _Said(sys.stdout)
        stdout, sys.stdout = sys.stdout, said
        try:
            code, works = make()  # while the file is open here, to open it again there costs a quarter
        finally:
            sys.stdout = stdout
        if all(work.steady for work in works):
            if writes and not answers.same_as(Answers(cache, question, [*paths], options.config)):
                raise typer.Exit(code)
            daily = of_the_day or any(work.of_the_day for work in works)
            kept = KeptAnswer([zlib.compress(b"")] if once else said.packed, code)
            answers.keep(cache, kept, (work.settings for work in works), of_the_day=daily)
    raise typer.Exit(code)


def _shown_by(options: Options) -> tuple[object, ...]:
    """Whatever of the options, the environment and the screen shows in the answer."""
    from ..wording import language_for

    size = shutil.get_terminal_size() if sys.stdout.isatty() else None
    told = (options.format, options.period, options.fail_on, options.select, options.ignore, options.verbose)
    return (*told, options.lang, language_for(None), size, [os.environ.get(name) for name in _HEEDED])


class _Said:
    """stdout, with everything that went there."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._packer = zlib.compressobj(1)
        self._parts: list[bytearray] = [bytearray()]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write, and keep what was written."""
        self._add(self._packer.compress(text.encode("utf-8", "surrogatepass")))
        return int(self._stream.write(text))

    def _add(self, packed: bytes) -> None:
        if len(self._parts[-1]) >= _PIECE:
            self._parts.append(bytearray())
        self._parts[-1] += packed

    @property
    def packed(self) -> list[bytes]:
        """Everything that was written, as `zlib` packs it, in pieces; nothing can be written after."""
        self._add(self._packer.flush())
        return [bytes(self._parts.pop(0)) for _ in range(len(self._parts))]


def show(options: Options, as_json: Callable[[], Any], as_text: Callable[[Console], None]) -> None:
    """Write the result to stdout in the format asked for."""
    if options.format is Format.JSON:
        tell_json(as_json())
    else:
        from ..reports.screen import console

        as_text(console())


def report(options: Options, root: Path, contents: Callable[[], ReportContents]) -> None:
    """Write the report that `--report` asks for; `root` is the share, which remembers it as bpkit's own."""
    if options.report is None:
        return
    from ..share.placing import write_over
    from ..share.publishing import Register
    from ..wording import say

    file = options.report.absolute()
    data = _as_bytes(file, contents())
    # Looked at again: while the share was read, somebody may have saved something of that name.
    if not write_over(file, data, demand_free(file)):
        raise taken(file)
    if file.is_relative_to(root):
        register = Register(root)
        register.note(file, data)
        register.save()
    if not options.quiet:
        tell(say("report.report_written", path=file), err=True)


def _as_bytes(file: Path, contents: ReportContents) -> bytes:
    """The report, with small pictures where its format shows them."""
    from ..reading.images.opening import thumbnails
    from ..reports.writing import report_bytes

    pictures: dict[tuple[Path, str], str] = {}
    for checked in contents.checked if file.suffix.casefold() == ".html" else ():
        pictures |= thumbnails(checked)
    return report_bytes(file, contents, pictures)


def every_finding(checked: Checked, judged: Judged) -> list[Finding]:
    """What was found in what was handed in and at the panels; what both tell of comes once."""
    submitted = [finding for one in checked.walk() for finding in one.findings]
    told = {id(finding) for finding in submitted}
    return submitted + [f for one in judged.walk() for f in one.findings if id(f) not in told]


def pdfs_beside(forms: Sequence[WrittenForm], root: Path, *, wanted: bool) -> tuple[str, ...]:
    """Make the PDFs that `--pdf` asks for, and say which; why one could not be made is the answer.

    Raises:
        UserError: LibreOffice is not there.
        LockedError: another bpkit is writing.
    """
    if not wanted:
        return ()
    from ..reports.outline import relative
    from ..wording import say
    from ..work.pdf import write_pdfs

    made, refused = write_pdfs(forms, root)
    for one in made:
        if one.status != "unchanged":
            tell(say(f"report.{one.status}", path=relative(one.path, root)), err=True)
    return tuple(refused)


def demand_written(refused: Sequence[str]) -> None:
    """End with exit code 3 where a form could not be written."""
    if refused:
        raise ShareError("\n".join(refused))


def exit_code(findings: Iterable[Finding], options: Options, judged: Judged | None = None) -> ExitCode:
    """1 where a finding that is not waived is as severe as `--fail-on` says, else 0.

    What disturbs the view of a panel in `judged` counts whatever was asked for: who may win hangs on it.
    """
    from ..model.units import Severity  # which `--help` has no use for

    thresholds = {FailOn.ERROR: Severity.ERROR, FailOn.WARNING: Severity.WARNING}
    threshold = thresholds.get(options.fail_on)
    causes = () if judged is None else (one for part in judged.walk() for one in part.causes)
    severe = threshold is not None and any(
        f.severity >= threshold and not f.waived for f in (*causes, *findings)
    )
    return ExitCode.FINDINGS if severe else ExitCode.CLEAN
