"""How a command that only looks gives its answer: said again where nothing changed."""

from __future__ import annotations

import os
import shutil
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from .options import Options

if TYPE_CHECKING:
    from ..work.running import Work

# What rich and the choice of language look at.
_HEEDED = ("BPKIT_LANG", "NO_COLOR", "FORCE_COLOR", "TERM", "COLORTERM", "COLUMNS", "LINES", "TTY_COMPATIBLE")

Made = tuple[int, "Sequence[Work]"]  # an exit code, and the works that the answer came from


def answer(
    command: str,
    options: Options,
    paths: Sequence[Path],
    make: Callable[[], Made],
    *more: object,
    writes: bool = False,
) -> NoReturn:
    """Print an answer and leave; `make` prints it anew, `more` are options of the command's own.

    With `--report` or `--no-cache` it is always made anew. What a command that `writes` says holds
    only where it found everything as it would have written it.
    """
    if options.no_cache or options.report is not None:
        raise typer.Exit(make()[0])
    from ..cache.store import Cache
    from ..work.answers import Answer, Answers

    question = (command, more, [str(path) for path in paths], _shown_by(options))
    with Cache.open() as cache:
        answers = Answers(cache, question, [*paths], options.config)
        if known := answers.known():
            for piece in known.said():
                sys.stdout.write(piece)
            raise typer.Exit(known.code)
    said = _Said(sys.stdout)
    stdout, sys.stdout = sys.stdout, said
    try:
        code, works = make()
    finally:
        sys.stdout = stdout
    if all(work.steady for work in works):
        with Cache.open() as cache:
            if writes and not answers.same_as(Answers(cache, question, [*paths], options.config)):
                raise typer.Exit(code)
            answers.keep(cache, Answer(said.packed, code), (work.settings for work in works))
    raise typer.Exit(code)


def _shown_by(options: Options) -> tuple[object, ...]:
    """Whatever of the options, the environment and the screen shows in the answer."""
    from ..wording import language_for

    size = shutil.get_terminal_size() if sys.stdout.isatty() else None
    told = (options.format, options.period, options.fail_on, options.select, options.ignore, options.verbose)
    return (*told, options.lang, language_for(None), size, [os.environ.get(name) for name in _HEEDED])


class _Said:
    """stdout, with everything that went there."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._packer = zlib.compressobj(1)
        self._parts: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write, and keep what was written."""
        self._parts.append(self._packer.compress(text.encode("utf-8", "surrogatepass")))
        return int(self._stream.write(text))

    @property
    def packed(self) -> bytes:
        """Everything that was written, as `zlib` packs it; nothing can be written after."""
        return b"".join([*self._parts, self._packer.flush()])
