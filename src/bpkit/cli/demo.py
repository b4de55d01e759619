"""`bpkit demo DIR`: copies the example share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .helping import help_of
from .options import Language, speak
from .telling import tell


def demo(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help=help_of("demo_dir"))],
    program: Annotated[str | None, typer.Option("--program", help=help_of("demo_program"))] = None,
    lang: Language = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=help_of("quiet"))] = False,
) -> None:
    """Copy the example share."""
    from ..resources import DEFAULT_PROGRAM
    from ..wording import say
    from ..work.demo import EXAMPLE, copy_example

    speak(lang)
    name = EXAMPLE if program is None or program == DEFAULT_PROGRAM else program
    path = copy_example(directory, name)
    if not quiet:
        tell(say("report.demo_done", path=path))
