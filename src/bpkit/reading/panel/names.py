"""What a file in or beside `penilaian/` is by its name: a sheet, the decision, meant as either, or neither.

Notepad calls a decision `keputusan.yaml.txt`, Explorer `keputusan - Salinan.yaml`, a browser
`keputusan (1).yaml`; sheets come back as .csv, as a link to Google Sheets, in a folder of their own or one
folder too high. None of them counts as it lies there, and none may be passed over (BP814).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from ... import limits
from ...model.extensions import (
    ARCHIVES,
    DOCUMENTS,
    FOREIGN_WORKBOOKS,
    IMAGES,
    KINDS,
    SHORTCUTS,
    WORKBOOKS,
    YAML,
    is_known,
)
from ...model.hints import OF_FILE, is_near
from ...model.problems import Kind, Problem
from ...model.signs import regex
from ...model.units import fold
from ..tree.listing import Entries, FolderLister

FOLDER = "penilaian"
DECISION = "keputusan"
LARGEST = limits.PANEL_FILE
LARGEST_YAML = limits.PANEL_YAML

# What a sheet or decision is written, printed or photographed as.
PAPERS = (
    *DOCUMENTS,
    *IMAGES,
    *(extension for name in ("html", "mhtml", "ppt", "pptx", "odp") for extension in KINDS[name].extensions),
    *(".pages", ".wps", ".xps"),
)
# What Notepad, editors, browsers, mail programs and Explorer put behind a name.
_APPENDED = (
    ".txt", ".text", ".bak", ".old", ".orig", ".tmp", ".backup", ".md", ".json", ".asc", ".eml", ".msg", "",
)  # fmt: skip

_COPY = regex(
    r"^(?:salinan(?: dari)?|copy of|kopi|scan(?:an)?|pindaian|foto)[ _-]+"
    r"|[ _-]*\(\d{1,3}\)$|[ _-]+(?:salinan|copy|kopi|copia|scan|pindaian|ttd|final|revisi|rev|baru)\b.*$",
    re.IGNORECASE,
)
_SHEET_NAME = regex(
    r"(?:(?:lembar|form|formulir|format|hasil)\W+)?(?:penilaian|nilai|skor|skoring|scoring)\b"
    r"|lembar (?:kerja )?pen\w+|score ?sheet\b"
)
# Papers that every panel files beside its sheets, and that name the assessment without being one.
_PAPERS = regex(
    r"\b(?:notulen|notula|undangan|daftar|absen|absensi|presensi|panduan|pedoman|petunjuk|jadwal|agenda|contoh"
    r"|template|templat|instrumen|rubrik|catatan|surat|sk|berita acara|rekap|rekapitulasi|pob|juknis"
    r"|materi|presentasi|kriteria|notulensi|risalah|hadir|dokumentasi|rab|anggaran|biaya|honor|honorarium"
    r"|kwitansi|kuitansi|tanda terima)\b"
)
_WORD = regex(r"[^\W\d_]{2,}")


def extension_of(path: Path) -> str:
    """`.yaml`: in small letters, and without the blanks that a careless renaming leaves behind it."""
    return path.suffix.strip().casefold()


def counts(path: Path) -> bool:
    """Whether a file of this extension is read as a sheet or a decision."""
    return extension_of(path) in (*YAML, *WORKBOOKS)


def is_decision(path: Path) -> bool:
    """Whether this is `keputusan.yaml`, by its name as names compare."""
    return extension_of(path) in YAML and fold(path.stem) == DECISION


def is_decision_book(path: Path) -> bool:
    """Whether this is `Keputusan.xlsx`, or the same as another kind of workbook."""
    return extension_of(path) in WORKBOOKS and fold(path.stem) == DECISION


def stem_of(path: Path) -> str:
    """The name without its extensions, however many: `keputusan` of `keputusan.yaml.txt`."""
    name = path.name
    known = (*YAML, *WORKBOOKS, *FOREIGN_WORKBOOKS, *SHORTCUTS, *ARCHIVES, *PAPERS, *_APPENDED[:-1])
    while (extension := Path(name).suffix) and extension.strip("~ ").casefold() in known:
        name = name.removesuffix(extension)
    return name.strip("~ ")


def bare_stem(path: Path) -> str:
    """The folded stem without what copying added: `keputusan` of `Salinan keputusan (2).yaml`."""
    stem = fold(stem_of(path))
    while stem != (shorter := _COPY.sub("", stem).strip(" _-")) and shorter:
        stem = shorter
    return stem


def may_hold_text(path: Path) -> bool:
    """Whether the extension leaves open that it is a sheet or a decision under another name."""
    extension = path.suffix.strip("~ ").casefold()
    known = is_known(extension) or extension in (*FOREIGN_WORKBOOKS, *SHORTCUTS)
    return extension in (*YAML, *WORKBOOKS, *_APPENDED) or not known


def means_decision(path: Path) -> bool:
    """Whether the name is that of the decision, however it is written."""
    stem = bare_stem(path)
    if is_called_paper(path):
        return False
    first = next(iter(_WORD.findall(stem)), "")
    return first in (DECISION, "putusan") or is_near(stem, DECISION, OF_FILE)


def means_sheet(path: Path, assessors: Sequence[str]) -> bool:
    """Whether the name is that of a sheet, or of an assessor of the panel."""
    stem = bare_stem(path).replace("_", " ")
    if is_called_paper(path):
        return False
    return bool(_SHEET_NAME.match(stem)) or any(names_assessor(path, assessor) for assessor in assessors)


def is_called_paper(path: Path) -> bool:
    """Whether the name is that of another paper of the panel's, as `Daftar Hadir Penilaian`."""
    return bool(_PAPERS.search(bare_stem(path).replace("_", " ")))


def is_called_sheet(path: Path) -> bool:
    """Whether the name is that which `bpkit sheets` gives: `Lembar Penilaian_…`."""
    return bare_stem(path).replace("_", " ").startswith("lembar penilaian")


def is_folder_link(path: Path) -> bool:
    """Whether a link or a shortcut, and no folder, goes by the name of the panel's folder."""
    linked = path.suffix.casefold() in SHORTCUTS or (path.suffix == "" and path.is_symlink())
    return linked and means_folder(stem_of(path))


def is_folder_file(path: Path) -> bool:
    """Whether a file stands where the panel's folder should: it was packed, or copied as something else."""
    packed = path.suffix.casefold() in ARCHIVES and bare_stem(path) == FOLDER
    return packed or fold(path.name) == FOLDER


def names_assessor(path: Path, assessor: str) -> bool:
    """Whether a file's name holds an assessor's: both of the first two words, or nothing but words of it."""
    stem = set(_WORD.findall(bare_stem(path).replace("_", " ")))
    words = _WORD.findall(fold(assessor.partition(",")[0]))
    return bool(words) and bool(stem) and (set(words[:2]) <= stem or stem <= set(words))


def means_folder(name: str) -> bool:
    """Whether a folder's name was meant as `penilaian`: `Penilaian KMW`, `nilai`, `Penliaian`."""
    words = _WORD.findall(fold(name).replace("_", " "))
    return any(word in (FOLDER, "nilai", "skor") or is_near(word, FOLDER, OF_FILE) for word in words)


# What lies in the folder and about it ------------------------------------------------------------

DEEPEST = limits.PANEL_DEPTH
MOST_FILES, MOST_FOLDERS = 500, 50  # that are looked at in such a folder


class SideFolder(Struct, frozen=True):
    """A folder where no sheet is looked for, with the files in it and below it."""

    folder: Path
    files: tuple[Path, ...]


class PanelSurroundings(Struct, frozen=True):
    """What lies about a panel's folder by its names: files that do not count, and the folders near it."""

    inside: tuple[Path, ...] = ()  # of `penilaian/`
    unfinished: tuple[Path, ...] = ()  # there, too: files that are still being copied or downloaded
    below: tuple[SideFolder, ...] = ()  # folders in `penilaian/`
    beside: tuple[Path, ...] = ()  # files of the unit's folder that belong to nothing
    near: tuple[SideFolder, ...] = ()  # folders beside `penilaian/` that belong to nothing
    assessors: tuple[str, ...] = ()  # whom bpkit.yaml names

    @property
    def is_empty(self) -> bool:
        """Whether nothing lies there."""
        return not (self.inside or self.unfinished or self.below or self.beside or self.near)


NOTHING_AROUND = PanelSurroundings()


class PanelListing(Struct, frozen=True):
    """The entries of every folder that means `penilaian`."""

    folder: Path | None = None  # where bpkit writes: the one that is spelt like that, if there are several
    files: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()  # by their extension neither sheets nor a decision
    folders: tuple[Path, ...] = ()
    unsafe: tuple[Problem, ...] = ()

    @property
    def strays(self) -> tuple[Path, ...]:
        """What is astray there, unless it turns out that it was meant as a sheet."""
        return (*self.others, *self.folders)


def list_panel(listing: FolderLister, here: Entries) -> PanelListing:
    """What lies in `penilaian/`: sync clients may leave `Penilaian` beside it, and both are read."""
    folders = [folder for folder in here.folders if fold(folder.name) == FOLDER]
    folders.sort(key=lambda folder: folder.name != FOLDER)
    inside = [listing(folder) for folder in folders]
    files = [file for entries in inside for file in entries.files]
    return PanelListing(
        folder=next(iter(folders), None),
        files=tuple(file for file in files if counts(file)),
        others=tuple(file for file in files if not counts(file)),
        folders=tuple(folder for entries in inside for folder in entries.folders),
        unsafe=tuple(damage for entries in inside for damage in entries.unsafe),
    )


def around(
    listing: FolderLister, panel: PanelListing, beside: Sequence[Path], assessors: tuple[str, ...]
) -> PanelSurroundings:
    """Where sheets and decisions may lie that do not count there; `beside` belongs to nothing else."""
    near = [path for path in beside if path in listing(path.parent).folders]
    return PanelSurroundings(
        inside=panel.others,
        unfinished=tuple(damage.path for damage in panel.unsafe if damage.kind is Kind.IN_USE),
        below=tuple(_side_folder(listing, folder) for folder in panel.folders),
        beside=tuple(path for path in beside if path not in near),
        near=tuple(_side_folder(listing, folder) for folder in near),
        assessors=assessors,
    )


def _side_folder(listing: FolderLister, folder: Path) -> SideFolder:
    """The folder with its files, so far as a look into it is quick on a slow share."""
    files: list[Path] = []
    waiting = deque([(folder, DEEPEST)])
    for _ in range(MOST_FOLDERS):
        if not waiting or len(files) >= MOST_FILES:
            break
        inner, depth = waiting.popleft()
        here = listing(inner)
        files += here.files
        waiting += [(below, depth - 1) for below in here.folders if depth > 1]
    return SideFolder(folder, tuple(files[:MOST_FILES]))
