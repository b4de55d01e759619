"""bpkit's own YAML files as people type them: read, or refused with the line and key of every fault."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

from .. import share, yamlfile
from ..errors import ShareError, UserError
from ..model import hints
from ..model.problems import UnreadableError
from ..wording import say

Mistake = tuple[int, str]  # line, problem
Steps = tuple[int | str, ...]  # keys and places in lists, from the top of the file
LONGEST = 60  # signs of a file that a message repeats: it may not even be YAML of ours
MOST_LISTED = 20  # options that a message still lists


def read(file: Path, remedy: str, data: bytes | None = None) -> Any:
    """The YAML of a file as `yamlfile.read` gives it; `data` is what was read of it a moment ago.

    Raises:
        UserError: it is not there, or no YAML.
        ShareError: the file can't be read.
    """
    try:
        if data is None and not share.exists(file):
            if not share.exists(file.parent):  # the share went away, and nobody typed a wrong name
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(file))
            raise UserError(say("typed.no_file", path=file), say("typed.no_file_remedy"))
        return yamlfile.read(share.read(file, share.LARGEST_TEXT) if data is None else data)
    except share.TooLargeError as error:
        raise refused(file, [(1, say("typed.too_large", detail=error.args[1], column=1))], remedy) from error
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
    except UnreadableError as error:
        place = error.place
        problem = say(f"typed.{error.variant}", **error.values, column=place.column)
        raise refused(file, [(place.line or 1, problem)], remedy) from error


def refused(file: Path, faults: Collection[Mistake], remedy: str) -> UserError:
    """The error that names every fault of a file, one a line."""
    lines = [say("typed.where", file=file.name, line=line) + problem for line, problem in sorted(faults)]
    return UserError("\n".join(lines), remedy)


def fault_of(
    typed: Any,
    detail: Any,
    keys: Callable[[Steps], Collection[str]],
    expected: Callable[[Any], tuple[str, Collection[str]]],
) -> Mistake:
    """What pydantic found, in plain words.

    `keys` gives the keys that are valid in the mapping at these steps; `expected` says what a value should
    have been, and the choices where there are some.
    """
    loc: Steps = detail["loc"]
    path = tuple(_steps(typed, loc))
    line = line_of(typed, path)
    if detail["type"] == "extra_forbidden":
        key = _short(str(loc[-1]))
        return line, say("typed.unknown_key", key=key, near=nearest(key, keys(loc[:-1])))
    if detail["type"] == "missing":
        return line, say("typed.missing_key", key=loc[-1])
    key = next((str(step) for step in reversed(path) if isinstance(step, str)), say("typed.file"))
    words, options = expected(detail)
    value = "…" if isinstance(detail["input"], dict | list) else _short(str(detail["input"]))
    near = nearest(value, options, listed=True) if options else ""
    return line, say("typed.wrong_value", key=key, value=value, expected=words, near=near)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def line_of(typed: Any, steps: Steps) -> int:
    """The line of the deepest thing on the way that is there."""
    return (yamlfile.place_of(typed, steps) or (1, 1))[0]


def nearest(word: str, options: Collection[str], *, listed: bool = False) -> str:
    """The nearest option, or all of them where none is near and they are not `listed` already."""
    folded = {option.casefold(): option for option in options}
    if near := hints.nearest(word.casefold(), folded):
        return say("typed.near", near=folded[near])
    return "" if listed or len(options) >= MOST_LISTED else say("typed.options", options=", ".join(options))


def _steps(typed: Any, loc: Steps) -> Iterator[int | str]:
    """The steps of the path that the file has; pydantic adds names of its own for the branches of a type."""
    for step in loc:
        if step in typed if isinstance(typed, dict) else isinstance(typed, list) and isinstance(step, int):
            yield step
            typed = typed[step]
