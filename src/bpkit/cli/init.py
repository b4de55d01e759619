"""`bpkit init DIR`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .helping import help_of
from .options import Language, speak


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help=help_of("init_dir"))] = Path(),
    show: Annotated[bool, typer.Option("--show", help=help_of("init_show"))] = False,
    templates: Annotated[bool, typer.Option("--templates", help=help_of("init_templates"))] = False,
    lang: Language = None,
) -> None:
    """Put an example bpkit.yaml into a folder that has none, or copies of the templates."""
    from ..demo import EXAMPLE_CONFIG, copy_templates, write_example_config

    speak(lang)
    if show:
        typer.echo(EXAMPLE_CONFIG.read_text(encoding="utf-8"), nl=False)
    elif templates:
        for copy in copy_templates(directory):
            typer.echo(copy)
    else:
        typer.echo(write_example_config(directory))
