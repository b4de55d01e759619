"""Patterns as in .gitignore, for `.bpkitignore` and waivers: compiled, or refused if unusable."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Any

MOST_STARS = 4  # in one part of a path: five already take minutes on a long name of one letter
MOST_FOLDER_STARS = 4  # `**` in one pattern


@lru_cache
def compiled(patterns: tuple[str, ...]) -> Any:
    """The patterns as a `GitIgnoreSpec`, whose `match_file` takes a relative path with `/`.

    Raises:
        ValueError: one is no pattern, or would take too long.
    """
    from pathspec import GitIgnoreSpec

    if any(map(_takes_long, patterns)):
        raise ValueError("too many *")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # `[[` may mean something else in a later Python
            return GitIgnoreSpec.from_lines(patterns)
    except re.error as error:
        raise ValueError(str(error)) from error


def is_pattern(pattern: str) -> bool:
    """Whether it can be used."""
    try:
        compiled((pattern,))
    except ValueError:
        return False
    return True


def _takes_long(pattern: str) -> bool:
    if pattern.startswith("#"):
        return False  # a comment, perhaps framed in stars
    parts = pattern.split("/")
    stars = max(part.count("*") for part in parts if part != "**") if set(parts) != {"**"} else 0
    return stars > MOST_STARS or parts.count("**") > MOST_FOLDER_STARS
