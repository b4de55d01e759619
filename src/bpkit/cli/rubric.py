"""`bpkit rubric show` and `bpkit rubric check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..resources import DEFAULT_PROGRAM
from .helping import help_of
from .options import Format, FormatOption, Language, speak
from .telling import tell, tell_json
from .usage import WordedCommand, WordedGroup

if TYPE_CHECKING:
    from ..schemas import RubricCheckJson

rubric = typer.Typer(cls=WordedGroup, help=help_of("rubric"), no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help=help_of("rubric_name"))]


@rubric.command("show", cls=WordedCommand, help=help_of("rubric_show"))
def show(
    name: Name = DEFAULT_PROGRAM,
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Print a rubric: instruments, weights, assumptions, quotas."""
    from ..reports.json_output import rubric_json
    from ..reports.screen import console, print_rubric
    from ..settings.rubrics import load_rubric

    speak(lang)
    found = load_rubric(name, Path.cwd())
    if format is Format.JSON:
        tell_json(rubric_json(found))
    else:
        print_rubric(found, console())


@rubric.command("check", cls=WordedCommand, help=help_of("rubric_check"))
def check(
    name: Name = DEFAULT_PROGRAM,
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Read a rubric and prove its worked example; any fault is a usage error."""
    from ..figures import exact
    from ..settings.rubrics import load_rubric
    from ..wording import decimal, say

    speak(lang)
    found = load_rubric(name, Path.cwd())
    final = exact(found.example.final)
    if format is Format.JSON:
        proven: RubricCheckJson = {"rubric": found.id, "sha256": found.sha256, "example": final}
        tell_json(proven)
    else:
        tell(say("report.rubric_good", rubric=found.id, final=decimal(final)))
