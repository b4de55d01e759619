"""Patterns as in .gitignore, for `.bpkitignore` and waivers: compiled, or refused if unusable.

And which files a waiver of bpkit.yaml is for, and whether it still holds.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import limits
from .model.settings import Settings, Waiver

MOST_STARS = limits.PATTERN_STARS
MOST_FOLDER_STARS = limits.PATTERN_FOLDER_STARS


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


def waiver_for(
    code: str, paths: Iterable[Path], settings: Settings, root: Path | None, today: date | None
) -> Waiver | None:
    """The first waiver of this rule that holds on that day and is for one of these files."""
    paths = list(paths)
    return next(
        (one for one in _of(code, settings, today) if any(_is_for(one, p, root) for p in paths)), None
    )


def waived_paths(
    code: str, paths: Iterable[Path], settings: Settings, root: Path | None, today: date | None
) -> frozenset[Path]:
    """Those of the files for which this rule is waived."""
    waivers = list(_of(code, settings, today))
    return frozenset(path for path in paths if any(_is_for(one, path, root) for one in waivers))


def _of(code: str, settings: Settings, today: date | None) -> Iterator[Waiver]:
    for waiver in settings.waivers:
        if waiver.rule == code and (waiver.until is None or today is None or today <= waiver.until):
            yield waiver


def _is_for(waiver: Waiver, path: Path, root: Path | None) -> bool:
    relative = path.relative_to(root) if root and path.is_relative_to(root) else path
    text = unicodedata.normalize("NFC", relative.as_posix().lstrip("/"))
    # A pattern that ends with a slash means a folder, and what lies in it.
    spec = compiled((unicodedata.normalize("NFC", waiver.pattern),))
    return bool(spec.match_file(text) or spec.match_file(f"{text}/"))
