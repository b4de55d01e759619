"""Which programme a folder is of, and which folders of a share have one of their own.

A share may hold several programmes, each in a folder with its own bpkit.yaml: a tree of its own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from .. import limits, share
from ..errors import ShareError, UserError
from ..levels import default_levels
from ..model.problems import OUT_OF_SIGHT, Problem
from ..model.settings import Settings
from ..model.sheet_words import ROSTER_BOOK
from ..model.units import fold
from ..naming import parse, period_of_folder
from ..reading.tree.listing import is_leftover
from ..resources import resource
from ..settings.config import NAME, find_config
from ..wording import say

WRITINGS = "tulisan"
_NEVER = ("penilaian", "referensi", "templat")


def judges_units(path: Path, config: Path | None = None, seen: share.Seen | None = None) -> bool:
    """Whether the programme of a folder judges units: told by two lines of its settings and of its file.

    `seen` is what the share told a moment ago.
    Where one is not there or is none, whoever reads them in earnest says why.

    Raises:
        ShareError: nobody can say at the moment.
    """
    try:
        file = config or find_config(path, lenient=True, seen=seen)
        if file is None or not (named := _value(file, "rubrik")):
            return False
        return is_of_units(named, file.parent)
    except ShareError:
        raise
    except (UserError, ValueError):  # the last: a name with a sign that none may have
        return False
    except OSError as error:
        if (
            isinstance(error, FileNotFoundError | NotADirectoryError)
            or share.kind_of(error) not in OUT_OF_SIGHT
        ):
            return False
        file = error.filename or path
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error


def is_of_units(named: str, home: Path) -> bool:
    """Whether the programme that a bpkit.yaml in this folder names so judges units.

    Raises:
        OSError: its file can't be read.
    """
    own = resource("rubrics") / f"{named}.yaml"
    return _judged_in(own if own.is_file() else home / named) != WRITINGS


def _judged_in(file: Path) -> str:
    judged = _value(file, "yang_dinilai")
    if judged:
        return judged
    text = _text(file)
    return "unit" if re.search(r"^tingkat\s*:", text, re.M) and "\ninstrumen" not in text else WRITINGS


def _value(file: Path, key: str) -> str:
    """What stands behind a key at the left margin of a YAML file."""
    found = re.search(rf"^{key}\s*:\s*[\"']?([^\"'#\n]*)", _text(file), re.M)
    return found[1].strip() if found else ""


def _text(file: Path) -> str:
    return share.read(file, limits.TEXT).decode("utf-8", "replace")


def trees_in(path: Path, seen: Mapping[str, object] | None = None) -> list[Path]:
    """The folders right below this one that have settings, and with them a programme, of their own.

    `seen` are the files that the share was asked about a moment ago; then it is not asked again.
    """
    if seen:
        files = [Path(name) for name in seen if os.path.basename(name) == NAME]  # noqa: PTH119 - of many
        return sorted(file.parent for file in files if file.parent.parent == path)
    try:
        entries = [entry for entry in share.entries(path) if entry.is_dir(follow_symlinks=False)]
        folders = [Path(entry.path) for entry in entries if _may_be_tree(entry.name)]
        return [folder for folder in folders if share.exists(folder / NAME)]
    except OSError:
        return []  # what can't be listed says so itself when it is read


def _may_be_tree(name: str) -> bool:
    """Whether a folder's name leaves it open; a slow share is not asked about every city and month."""
    known = fold(name) in _NEVER or is_leftover(name) or period_of_folder(name) is not None
    return not known and parse(name, default_levels()).level is None


def roster_misfits(root: Path, settings: Settings) -> tuple[Problem, ...]:
    """What to say of a `Daftar Wilayah.xlsx` beside the bpkit.yaml in this folder, whose twin it is."""
    file = root / ROSTER_BOOK
    try:
        if settings.file != root / NAME or not share.exists(file):
            return ()
    except OSError:
        return ()  # what can't be listed says so itself
    from .roster import misfits  # most shares have none, or have one and no change in it

    return misfits(file, settings)
