"""`bpkit rubric show` and `bpkit rubric check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .helping import help_of
from .options import Language, speak

rubric = typer.Typer(help=help_of("rubric"), no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help=help_of("rubric_name"))]


@rubric.command("show", help=help_of("rubric_show"))
def show(name: Name = "pob-2010", lang: Language = None) -> None:
    """Print a rubric: instruments, weights, assumptions, quotas."""
    from ..reports.console import console
    from ..reports.rubric_text import print_rubric
    from ..rubrics import load_rubric

    speak(lang)
    print_rubric(load_rubric(name, Path.cwd()), console())


@rubric.command("check", help=help_of("rubric_check"))
def check(name: Name = "pob-2010", lang: Language = None) -> None:
    """Read a rubric and prove its worked example; any fault is a usage error."""
    from ..figures import exact
    from ..rubrics import load_rubric
    from ..wording import say

    speak(lang)
    found = load_rubric(name, Path.cwd())
    typer.echo(say("report.rubric_good", rubric=found.id, final=exact(found.example.final)))
