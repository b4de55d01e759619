"""`bpkit schema NAME`"""

from __future__ import annotations

import json
from typing import Annotated

import typer

from .helping import help_of
from .options import Language, speak


def schema(
    name: Annotated[str, typer.Argument(metavar="NAME", help=help_of("schema_name"))], lang: Language = None
) -> None:
    """Print a JSON Schema."""
    from ..schemas import schema as schema_of

    speak(lang)
    typer.echo(json.dumps(schema_of(name), ensure_ascii=False, indent=2))
