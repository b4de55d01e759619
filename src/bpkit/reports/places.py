"""Paths, links and places as people and programs read them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ..model.place import PhotoName, Place
from ..rules.catalogue import photo_in_words
from ..wording import say


def relative(path: Path, given: Path) -> str:
    """The path as seen from the given one, with `/`; a path elsewhere (`--compare`) stays whole."""
    # As text: asked for every finding and fact, pathlib's own way takes most of a report's time.
    whole, base = path.as_posix(), given.as_posix()
    if whole == base:
        return "."
    return whole.removeprefix(base if base.endswith("/") else f"{base}/")


def shown(path: Path, given: Path) -> str:
    """The same for people: the given path itself is `this folder`."""
    return say("report.this_folder") if path == given else relative(path, given)


def in_words(place: Place | None) -> str | None:
    """`line 12, column 3` or `sheet Penilaian, cell F7` in the language of the run."""
    if place is None:
        return None
    parts = [
        photo_in_words(value) if isinstance(value, PhotoName) else say(f"report.place_{name}", value=value)
        for name in ("sheet", "cell", "line", "column", "page", "part")
        if (value := getattr(place, name)) is not None
    ]
    return ", ".join(parts) or None


def named_in(place: str, message: str) -> bool:
    """Whether a message names the place already, at its beginning or further on."""
    return place.casefold() in message.casefold()


@dataclass(frozen=True, slots=True)
class Links:
    """Links as seen from the folder that the report lies in."""

    folder: Path

    def to(self, path: Path) -> str:
        """What to write into `href`: `../Semarang/Dari%20Sampah.docx`."""
        try:
            steps = Path(os.path.relpath(path.absolute(), self.folder.absolute())).parts
        except ValueError:  # another drive of Windows
            return path.absolute().as_uri()
        # A first step with a colon would read as a scheme.
        start = "./" if steps and ":" in steps[0] else ""
        return start + "/".join(quote(os.fsencode(step), safe="()") for step in steps) or "./"
