"""`bpkit run PATH`: everything below it, for cron."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import ExitCode, UserError
from .answering import answer, demand_written, every_finding, exit_code, pdfs_beside, report, show
from .helping import help_of
from .options import Date, Options, Output, Pdf, day, moment, request, with_options
from .rounds import refuse_options, run_trees, trees_at
from .telling import progress, tell

if TYPE_CHECKING:
    import datetime

    from rich.console import Console

    from ..reports.outline import ReportContents
    from ..work.request import Request
    from ..work.running import Work


@with_options
def run(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
    output: Output = None,
    date: Date = None,
    site: Annotated[
        Path | None, typer.Option("--site", file_okay=False, metavar="DIR", help=help_of("run_site"))
    ] = None,
    log: Annotated[
        Path | None, typer.Option("--log", dir_okay=False, metavar="FILE", help=help_of("run_log"))
    ] = None,
    pdf: Pdf = False,
) -> None:
    """Validate, score and recap everything below."""
    with _logged(log, path):
        _run(path, options, output, date, site, pdf=pdf)


def _run(
    path: Path, options: Options, output: Path | None, date: str | None, site: Path | None, *, pdf: bool
) -> None:
    asked, printed = request(path, options), day(date)
    if programs := trees_at(path, options):
        refuse_options({"--site": site is not None})
        run_trees(programs, path, options, output, printed, pdf=pdf)
    trees = [path, output] if output else [path]
    answer(
        "run",
        options,
        trees,
        lambda: _worked(asked, options, output, printed, site, pdf=pdf),
        printed,
        pdf,
        *(_state_of(site) if site else ()),
        writes=True,
        of_the_day=True,  # the register notes that it was looked at
        seen=asked.seen,
    )


@contextmanager
def _logged(file: Path | None, path: Path) -> Iterator[None]:
    """A line at the end of the log, however the run ends, and whether or not it can be written."""
    begun = time.monotonic()
    code, problem = int(ExitCode.INTERNAL), ""
    try:
        yield
        code = ExitCode.CLEAN
    except typer.Exit as left:
        code = left.exit_code
        raise
    except UserError as error:
        code, problem = error.exit_code, error.problem
        raise
    except OSError as error:
        from ..share import reason_of

        code, problem = ExitCode.SHARE, reason_of(error)
        raise
    finally:
        if file is not None:
            _add_line(file, path, code, problem, time.monotonic() - begun)


def _add_line(file: Path, path: Path, code: int, problem: str, seconds: float) -> None:
    from ..share import reason_of
    from ..share.placing import append_line
    from ..wording import decimal, printable, say

    why = problem.replace("\n", " ") or say(f"run.log_{code if code in tuple(ExitCode) else 70}")
    when = moment().isoformat(sep=" ", timespec="seconds")
    spent = decimal(f"{seconds:.1f}")
    line = say("run.log_line", when=when, path=path.absolute(), code=str(code), why=why, seconds=spent)
    try:
        append_line(file.absolute(), f"{printable(line)}\n".encode(errors="replace"))
    except OSError as error:
        tell(say("run.log_unwritten", path=file, reason=reason_of(error)), err=True)


def _state_of(site: Path) -> tuple[object, ...]:
    """What an answer hangs on that renews a site: the site, and the day, for what is late is said on it."""
    import datetime

    from ..reading.tree.listing import SITE_MARK

    try:
        facts = (site / SITE_MARK).stat()
        state = f"{facts.st_size} {facts.st_mtime_ns} {facts.st_ino}"
    except OSError:
        state = "none"
    return (str(site.absolute()), state, str(datetime.date.today()))


def _worked(
    asked: Request,
    options: Options,
    output: Path | None,
    printed: datetime.date | None,
    site: Path | None,
    *,
    pdf: bool,
) -> tuple[int, list[Work]]:
    """Do the work, and print what came of it."""
    from ..work.recapping import recap
    from ..work.running import Work

    path = asked.path
    with progress(options) as tick:
        work = Work(asked, tick)
        recapped = recap(work, output, printed, below=True)

    def as_json() -> object:
        from ..reports.json_output import whole_run

        return whole_run(recapped, path)

    def as_text(console: Console) -> None:
        from ..reports.screen import print_run

        print_run(recapped, console, verbose=options.verbose)

    def contents() -> ReportContents:
        from ..reports.overview import run_contents

        return run_contents(recapped, as_json)

    show(options, as_json, as_text)
    report(options, work.root, contents)
    if site:
        _renew(work, site, quiet=options.quiet)
    failed = pdfs_beside(recapped.forms, output or work.root, wanted=pdf)
    demand_written((*recapped.refused, *failed))
    return exit_code(every_finding(recapped.checked, recapped.judged), options, recapped.judged), [work]


def _renew(work: Work, site: Path, *, quiet: bool) -> None:
    """The site with what the run found; its forms and letters are there by now."""
    from ..work.siting import build_site
    from .site import say_built

    built = build_site(work, site)
    if not quiet:
        say_built(built, err=True)
