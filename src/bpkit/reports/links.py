"""Links from a report to the files it speaks of: relative, so that both may move together."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


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
