"""What a file in or beside `penilaian/` is by its name: a sheet, the decision, meant as either, or neither.

Notepad calls a decision `keputusan.yaml.txt`, Explorer `keputusan - Salinan.yaml`, a browser
`keputusan (1).yaml`; sheets come back as .csv, as a link to Google Sheets, in a folder of their own or one
folder too high. None of them counts as it lies there, and none may be passed over (BP814).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

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
from ...model.units import fold

FOLDER = "penilaian"
DECISION = "keputusan"
LARGEST = 64 << 20  # bytes of a file that is opened to see what it is; a form with photos has a few
LARGEST_YAML = 1 << 20  # a sheet with 300 titles has 60 KB

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

_COPY = re.compile(
    r"^(?:salinan(?: dari)?|copy of|kopi|scan(?:an)?|pindaian|foto)[ _-]+"
    r"|[ _-]*\(\d{1,3}\)$|[ _-]+(?:salinan|copy|kopi|copia|scan|pindaian|ttd|final|revisi|rev|baru)\b.*$",
    re.IGNORECASE,
)
_SHEET_NAME = re.compile(
    r"(?:(?:lembar|form|formulir|format|hasil)\W+)?(?:penilaian|nilai|skor|skoring|scoring)\b"
    r"|lembar (?:kerja )?pen\w+|score ?sheet\b"
)
# Papers that every panel files beside its sheets, and that name the assessment without being one.
_PAPERS = re.compile(
    r"\b(?:notulen|notula|undangan|daftar|absen|absensi|presensi|panduan|pedoman|petunjuk|jadwal|agenda|contoh"
    r"|template|templat|instrumen|rubrik|catatan|surat|sk|berita acara|rekap|rekapitulasi|pob|juknis"
    r"|materi|presentasi|kriteria|notulensi|risalah|hadir|dokumentasi|rab|anggaran|biaya|honor|honorarium"
    r"|kwitansi|kuitansi|tanda terima)\b"
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def extension_of(path: Path) -> str:
    """`.yaml`: in small letters, and without the blanks that a careless renaming leaves behind it."""
    return path.suffix.strip().casefold()


def counts(path: Path) -> bool:
    """Whether a file of this extension is read as a sheet or a decision."""
    return extension_of(path) in (*YAML, *WORKBOOKS)


def is_decision(path: Path) -> bool:
    """Whether this is `keputusan.yaml`, by its name as names compare."""
    return extension_of(path) in YAML and fold(path.stem) == DECISION


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
    return first in (DECISION, "putusan") or _alike(stem, DECISION)


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
    return any(word in (FOLDER, "nilai", "skor") or _alike(word, FOLDER) for word in words)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= 0.85
