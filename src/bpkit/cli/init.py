"""`bpkit init DIR`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .helping import help_of
from .options import Language, speak
from .telling import tell


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help=help_of("init_dir"))] = Path(),
    show: Annotated[bool, typer.Option("--show", help=help_of("init_show"))] = False,
    templates: Annotated[bool, typer.Option("--templates", help=help_of("init_templates"))] = False,
    program: Annotated[str | None, typer.Option("--program", help=help_of("init_program"))] = None,
    lang: Language = None,
) -> None:
    """Put an example bpkit.yaml into a folder that has none, or copies of the templates."""
    from ..wording import say
    from ..work.demo import (
        EXAMPLE_CONFIG,
        TEMPLATES_FOLDER,
        begin_program,
        copy_templates,
        write_example_config,
    )

    speak(lang)
    if program is not None:
        from datetime import date

        for made in begin_program(directory, program, date.today()):
            tell(made)
        return
    if show:
        typer.echo(EXAMPLE_CONFIG.read_text(encoding="utf-8"), nl=False)
    elif templates:
        for copy in copy_templates(directory):
            tell(copy)
        tell(say("report.templates_use", file=directory / "bpkit.yaml", folder=TEMPLATES_FOLDER), err=True)
    else:
        tell(write_example_config(directory))
