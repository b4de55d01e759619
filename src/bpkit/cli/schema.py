"""`bpkit schema NAME`: prints a JSON Schema."""

from __future__ import annotations

from typing import Annotated

import typer

from .helping import help_of
from .options import Language, speak
from .telling import tell_json


def schema(
    name: Annotated[str, typer.Argument(metavar="NAME", help=help_of("schema_name"))], lang: Language = None
) -> None:
    """Print a JSON Schema."""
    from ..schemas import schema as schema_of

    speak(lang)
    tell_json(schema_of(name))
