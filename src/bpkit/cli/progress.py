"""A progress line on stderr while files are read, on a terminal alone: a log wants none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..wording import say
from .options import Options


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
