"""What belongs together in a folder: everything with one stem is one submission (POB slide 28)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from ...model.extensions import (
    AUDIO,
    DOCUMENTS,
    IMAGES,
    RECORDINGS,
    SHARED,
    VIDEO,
    WORKBOOKS,
    XML_DOCUMENTS,
    YAML,
)
from ...model.units import fold, readable
from ..file_kinds import kind_at

FACTS_TABLE = "data tulisan"
_ORDER = (*DOCUMENTS, *AUDIO, *VIDEO)  # of two files with one stem, the earlier extension is the submission


class Stem(Struct):
    """The files of one submission; without `mains` a picture that its YAML, or its row, may make one."""

    title: str
    mains: list[Path] = field(default_factory=list)  # the submission itself first, then its copies
    sidecar: Path | None = None
    pictures: list[Path] = field(default_factory=list)
    locked: bool = False
    table: Path | None = None  # the facts of all writings of its folder

    @property
    def main(self) -> Path:
        """The file that is the submission: a document, else audio or video, else the picture itself."""
        return self.mains[0] if self.mains else self.pictures[0]


class Grouped(Struct, frozen=True):
    """The submissions of a folder and what belongs to none of them."""

    stems: tuple[Stem, ...]
    strays: tuple[Path, ...]
    table: Path | None = None


def is_facts_table(file: Path) -> bool:
    """Whether this is `Data Tulisan.xlsx`, or the same as another kind of workbook."""
    return file.suffix.casefold() in WORKBOOKS and fold(file.stem) == FACTS_TABLE


def group(
    files: Sequence[Path],
    folders: Sequence[Path],
    locks: Sequence[str],
    contents: Mapping[Path, Sequence[Path]] | None = None,
) -> Grouped:
    """Put files and folders of photos together by their stems; `contents` are the files in each folder."""
    stems: dict[str, Stem] = {}
    table = next(filter(is_facts_table, files), None)
    files = [file for file in files if file != table]
    for file in files:
        if _is_submission(file):
            title = _title(file)
            stems.setdefault(title, Stem(title)).mains.append(file)
    images = [file for file in files if file.suffix.casefold() in IMAGES]
    sidecars = [file for file in files if file.suffix.casefold() in YAML]
    used = {file for stem in stems.values() for file in stem.mains}
    used |= _give_sidecars(stems, sidecars)
    used |= _graphics(stems, images, [file for file in sidecars if file not in used])
    titles = _Titles(stems.values())
    used |= _give_pictures(titles, [file for file in images if file not in used])
    if table:
        used |= _listed_graphics(stems, [file for file in images if file not in used])
    strays = [file for file in files if file not in used]
    strays += _give_folders(titles, folders, contents or {})
    for stem in stems.values():
        stem.table = table
        stem.mains.sort(key=lambda file: (_ORDER.index(file.suffix.casefold()), file.name))
        stem.locked = any(_locks(lock, file.name) for lock in locks for file in stem.mains)
    return Grouped(tuple(sorted(stems.values(), key=lambda stem: stem.title)), tuple(strays), table)


def _is_submission(file: Path) -> bool:
    """Whether a file is a document or medium: by its extension, else by its content."""
    extension = file.suffix.casefold()
    if extension not in _ORDER or extension not in SHARED:
        return extension in _ORDER
    kind = kind_at(file)
    # Whoever reads a file that can't be read now says why; nothing is lost in silence.
    return kind is None or kind in (XML_DOCUMENTS if extension in DOCUMENTS else RECORDINGS)


class _Titles:
    """Stems by their titles, however these are typed.

    A folder with a thousand writings has three thousand photos: each is looked up, not held against all.
    """

    def __init__(self, stems: Iterable[Stem]) -> None:
        self._stems: dict[str, list[Stem]] = {}
        for stem in stems:
            self._stems.setdefault(fold(stem.title), []).append(stem)
        self._lengths = {len(title) for title in self._stems}

    def of(self, name: str) -> Stem | None:
        """The first stem of this title."""
        return next(iter(self._stems.get(fold(name), ())), None)

    def beginning(self, name: str) -> Stem | None:
        """The stem with the longest title that the name begins with."""
        whole = fold(name)
        begun = (stem for length in self._lengths for stem in self._stems.get(whole[:length], ()))
        return max(begun, key=lambda stem: len(stem.title), default=None)


def _give_sidecars(stems: dict[str, Stem], sidecars: Sequence[Path]) -> set[Path]:
    given = set()
    titles = _Titles(stems.values())
    for file in sidecars:
        stem = stems.get(_title(file)) or titles.of(file.stem)
        if stem and stem.sidecar is None:
            stem.sidecar = file
            given.add(file)
    return given


def _graphics(stems: dict[str, Stem], images: Sequence[Path], sidecars: Sequence[Path]) -> set[Path]:
    """A picture with a YAML of its own name and no document: perhaps a graphic handed in as such."""
    given: set[Path] = set()
    by_name = {fold(file.stem): file for file in reversed(images)}
    for sidecar in sidecars:
        if image := by_name.get(fold(sidecar.stem)):
            title = _title(image)
            stems[title] = Stem(title, [], sidecar, [image])
            given |= {image, sidecar}
    return given


def _listed_graphics(stems: dict[str, Stem], images: Sequence[Path]) -> set[Path]:
    """Pictures of no writing, beside a table of facts: its row may say that one is a graphic."""
    given: set[Path] = set()
    for image in images:
        if (title := _title(image)) not in stems:
            stems[title] = Stem(title, pictures=[image])
            given.add(image)
    return given


def _give_pictures(titles: _Titles, images: Sequence[Path]) -> set[Path]:
    given = set()
    for file in images:
        if stem := titles.beginning(file.stem):
            stem.pictures.append(file)
            given.add(file)
    return given


def _give_folders(
    titles: _Titles, folders: Sequence[Path], contents: Mapping[Path, Sequence[Path]]
) -> list[Path]:
    strays: list[Path] = []
    for folder in folders:
        stem = titles.of(folder.name)
        if stem is None:
            strays.append(folder)
            continue
        for file in contents.get(folder, ()):
            (stem.pictures if file.suffix.casefold() in IMAGES else strays).append(file)
    return strays


def _title(file: Path) -> str:
    return unicodedata.normalize("NFC", readable(file.stem))


def _locks(lock: str, name: str) -> bool:
    """Word's lock of `Sampah.docx` is `~$mpah.docx`: it puts `~$` over the first letters of a long name.

    LibreOffice's is `.~lock.Sampah.docx#`.
    """
    if lock.startswith(".~lock."):
        return lock == f".~lock.{name}#"
    rest = lock[2:]
    return rest != "" and name.endswith(rest) and len(name) - len(rest) <= 2
