"""What a command says, in words or as JSON: nothing in it acts on the terminal."""

from __future__ import annotations

from typing import Any

import typer

from ..wording import printable


def tell(text: object, *, err: bool = False) -> None:
    """A line on stdout, or on stderr. Names of files may hold escape sequences: those are only shown."""
    typer.echo(printable(str(text)), err=err)


def tell_json(value: Any) -> None:
    """A result as JSON on stdout, and nothing else."""
    from ..reports.writing import json_text

    typer.echo(json_text(value), nl=False)
