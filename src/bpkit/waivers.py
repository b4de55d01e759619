"""Which files a waiver of bpkit.yaml is for, and whether it still holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from .model.settings import Settings, Waiver
from .patterns import compiled


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
