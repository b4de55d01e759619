"""`bpkit score PATH`: reckons NA, passing and ranks; `--trace` tells what a value came of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from .answering import answer, exit_code, report, show
from .helping import help_of
from .options import Date, Format, Options, day, request, with_options
from .rounds import is_round, score_round, seal_round
from .telling import progress, tell, tell_json, tell_sealed

if TYPE_CHECKING:
    import datetime

    from rich.console import Console

    from ..reports.outline import ReportContents
    from ..work.request import Request
    from ..work.running import Work


@with_options
def score(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    options: Options,
    seal: Annotated[bool, typer.Option("--seal", help=help_of("seal"))] = False,
    date: Date = None,
    unseal: Annotated[str | None, typer.Option("--unseal", metavar="ALASAN", help=help_of("unseal"))] = None,
    trace: Annotated[str | None, typer.Option("--trace", metavar="JUDUL", help=help_of("trace"))] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAMA", help=help_of("seal_by"))] = None,
) -> None:
    """Compute final values (NA), passing and ranks."""
    if trace is not None:
        _trace(path, trace, options)
    if is_round([path], options.config):
        if seal or unseal is not None:
            seal_round(request(path, options), unseal, by)
        score_round(path, options)
    from ..work.running import Work

    if seal or unseal is not None:
        _seal(Work(request(path, options)), unseal, day(date), by)
    asked = request(path, options)
    answer("score", options, [path], lambda: _scored(asked, options), seal, unseal, seen=asked.seen)


def _scored(asked: Request, options: Options) -> tuple[int, list[Work]]:
    """Print what the panels made of their sheets."""
    from ..work.running import Work

    path = asked.path
    with progress(options) as tick:
        work = Work(asked, tick)
        judged = work.judged

    def as_json() -> object:
        from ..reports.json_output import scoring

        return scoring(judged, path)

    def as_text(console: Console) -> None:
        from ..reports.screen import print_scoring

        print_scoring(judged, console, verbose=options.verbose)

    def contents() -> ReportContents:
        from ..reports.overview import scoring_contents

        return scoring_contents(judged, as_json)

    show(options, as_json, as_text)
    report(options, work.root, contents)
    findings = (finding for one in judged.walk() for finding in one.findings)
    return exit_code(findings, options, judged), [work]


def _seal(work: Work, reason: str | None, day: datetime.date | None, by: str | None) -> None:
    """Seal the decision, or open its seal for a reason, and say so on stderr."""
    from ..work.panel import open_seal, seal_decision

    sealed = seal_decision(work, day, by) if reason is None else open_seal(work, reason, by)
    tell_sealed([sealed], opened=reason is not None)


def _trace(path: Path, title: str, options: Options) -> NoReturn:
    """Say where one title's value comes from, and leave."""
    from ..reports.tracing import trace_lines, traces_json
    from ..work.tracing import traced

    asked = request(path, options)
    with progress(options) as tick:
        found = traced(asked, title, tick)
    if options.format is Format.JSON:
        tell_json(traces_json(found, asked.path.absolute(), title))
    else:
        for whose, _, trace in found:
            for line in trace_lines(whose, trace, asked.path.absolute()):
                tell(line)
    raise typer.Exit
