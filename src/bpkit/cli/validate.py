"""`bpkit validate PATH…`: checks what was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .answering import answer, exit_code, report, show
from .helping import help_of
from .options import Options, request, with_options
from .rounds import is_round, refuse_options, validate_rounds
from .telling import progress

if TYPE_CHECKING:
    from rich.console import Console

    from ..reports.outline import ReportContents
    from ..work.request import Request
    from ..work.running import Work


@with_options
def validate(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help=help_of("path_or_file"))],
    options: Options,
    compare: Annotated[list[Path] | None, typer.Option("--compare", help=help_of("compare"))] = None,
    deep: Annotated[bool, typer.Option("--deep", help=help_of("deep"))] = False,
) -> None:
    """Check what was handed in."""
    from msgspec.structs import replace

    from ..share import Seen

    seen = Seen()
    folders = list(map(seen.look, paths))
    if is_round(paths, options.config, seen):
        refuse_options({"--compare": bool(compare), "--deep": deep})
        validate_rounds(paths, options)
    requests = [replace(request(path, options, compare or (), deep=deep), seen=seen) for path in paths]
    if not all(folders) and any(path.is_file() for path in paths):  # what lies beside it is nobody's question
        raise typer.Exit(_validated(requests, options)[0])
    trees = [*paths, *(compare or ())]
    answer("validate", options, trees, lambda: _validated(requests, options), len(paths), deep, seen=seen)


def _validated(requests: Sequence[Request], options: Options) -> tuple[int, list[Work]]:
    """Print what was found below every path."""
    from ..work.one_file import work_on

    works: list[Work] = []
    for asked in requests:
        with progress(options) as tick:
            works.append(work_on(asked, tick))
            _ = works[-1].judged
    found = [(asked.path, work.checked) for asked, work in zip(requests, works, strict=True)]

    def as_json() -> object:
        from ..reports.json_output import validation

        objects = [validation(checked, path) for path, checked in found]
        return objects if len(objects) > 1 else objects[0]

    def as_text(console: Console) -> None:
        from ..reports.screen import print_causes_lines, print_given, print_validation

        for asked, work in zip(requests, works, strict=True):
            if len(works) > 1:
                print_given(asked.path, console, is_first=work is works[0])
            print_causes_lines(work.judged, console)
            print_validation(work.checked, console, verbose=options.verbose)

    def contents() -> ReportContents:
        from ..reports.overview import validation_contents

        return validation_contents([checked for _, checked in found], as_json)

    show(options, as_json, as_text)
    report(options, works[-1].root, contents)
    findings = (finding for _, checked in found for one in checked.walk() for finding in one.findings)
    return exit_code(findings, options), works
