"""One writing alone, as its author checks it before handing it in: wherever it lies, and nothing beside it.

What belongs to it (its YAML or row, its loose photos) is read with it. Nobody's month, roster or panel is
asked, and the register is not looked at.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from ..errors import ShareError, UserError
from ..levels import levels_of
from ..model.extensions import IMAGES
from ..model.outcomes import Checked, Judged
from ..model.units import fold, unit_name
from ..naming import FolderName, parse
from ..reading.folders import Tick
from ..reading.tree.listing import FolderLister
from ..reading.tree.stems import Grouped, Stem, group, is_facts_table
from ..reading.tree.walker import Layout
from ..rules.checking import check
from ..share import Seen
from ..wording import say
from .incoming import Incoming
from .request import Request
from .running import Work


class OneFile(Work):
    """The file of one submission, with its settings where a bpkit.yaml lies above it."""

    def __init__(self, request: Request, tick: Tick = lambda *_: None) -> None:
        self.file = Path(os.path.abspath(request.path))  # noqa: PTH100 - as a folder's, without its links
        super().__init__(replace(request, path=self.file.parent), tick)

    @cached_property
    def layout(self) -> Layout:
        """The folder as if nothing else lay in it."""
        stem = self._stem()
        level, unit = levels_of(self.settings).lowest, None
        name = parse(self.path.name, levels_of(self.settings))
        if isinstance(name, FolderName) and name.level == level:
            known = self.settings.unit(level, name.unit)
            unit = known.name if known else unit_name(name.unit)
        names = tuple(file.name for file in stem.mains)
        return Layout(self.path, level, unit, stems=(stem,), entries=names)

    def _stem(self) -> Stem:
        grouped = self._grouped()
        for stem in grouped.stems:
            if self.file in (*stem.mains, *stem.pictures, stem.sidecar):
                return stem
        raise UserError(say("run.no_writing", path=self.file), say("run.no_writing_remedy"))

    def _grouped(self) -> Grouped:
        """What has the file's name, put together as in a city's folder."""
        title = fold(self.file.stem)
        lister = FolderLister(self.path, self.settings.root or self.path)
        try:
            here = lister(self.path)
        except OSError as error:
            raise ShareError(say("run.unreadable", path=self.path), say("run.unreadable_remedy")) from error
        # Loose photos begin with the title; another document that does so is another writing.
        files = [one for one in here.files if self._belongs(one, title)]
        folders = [one for one in here.folders if fold(one.name) == title]
        return group(files, folders, here.locks, {one: lister(one).files for one in folders})

    @staticmethod
    def _belongs(file: Path, title: str) -> bool:
        stem = fold(file.stem)
        is_photo = file.suffix.casefold() in IMAGES and stem.startswith(title)
        return stem == title or is_photo or is_facts_table(file)

    @cached_property
    def incoming(self) -> Incoming:
        """Nothing: what is not handed in yet is nobody's to miss."""
        return Incoming()

    @cached_property
    def _worked(self) -> tuple[Checked, Judged]:
        """The findings about the submission's own files, and about what is compared with it; no panel."""
        stems = self.layout.stems  # which is let go once the folder is read
        folder = self.folder
        if not folder.submissions:
            raise UserError(say("run.no_writing", path=self.file), say("run.no_writing_remedy"))
        own = {file for submission in folder.submissions for file in submission.files}
        own |= {stem.table for stem in stems if stem.table}
        findings = check(folder, self.context, self.selection)
        told = (one for one in findings if one.problem.path in own or one.code.startswith("BP9"))
        return Checked(folder, tuple(told)), Judged(folder, None)


def is_one_file(path: Path, seen: Seen | None = None) -> bool:
    """Whether a given path is a file; what can't be looked at is left to whoever says why.

    `seen` is what the share was asked a moment ago.
    """
    if seen and os.path.abspath(path) in seen.folders:  # noqa: PTH100 - as the signature names it
        return False
    try:
        return path.is_file()
    except OSError:
        return False


def work_on(request: Request, tick: Tick = lambda *_: None) -> Work:
    """The work on whatever the path is: one writing's file, or a folder of any level."""
    return OneFile(request, tick) if is_one_file(request.path, request.seen) else Work(request, tick)
