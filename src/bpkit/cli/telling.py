"""What a command says, in words or as JSON, and how far it is: nothing in it acts on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from ..wording import printable, say
from .options import Options


def tell(text: object, *, err: bool = False) -> None:
    """A line on stdout, or on stderr. Names of files may hold escape sequences: those are only shown."""
    typer.echo(printable(str(text)), err=err)


def tell_json(value: Any) -> None:
    """A result as JSON on stdout, and nothing else."""
    from ..reports.writing import json_text

    sys.stdout.write(json_text(value))


@contextmanager
def progress(options: Options) -> Iterator[Callable[[Path], None]]:
    """A function to be told of every file before it is read."""
    if options.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True, highlight=False).status("") as status:
        yield lambda path: status.update(escape(say("report.reading", name=path.name)))
