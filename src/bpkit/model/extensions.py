"""The kinds of files that there are: by which extensions people know them, by which marks of their content
bpkit does, and which reader takes a document. All that a table can say of them stands here.

The extensions decide what the tree walker takes for a submission, the content decides how it is read
(`reading/file_kinds`). Where the two disagree there is a finding (BP903), and the file is still read for what
it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from pathlib import PurePath

from msgspec import Struct

# In the order in which copies of one writing win (.docx before .doc …).
DOCUMENTS = (
    ".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot", ".odt", ".ott", ".fodt", ".rtf", ".pdf", ".xml",
)  # fmt: skip
AUDIO = (
    ".mp3", ".m4a", ".m4b", ".m4r", ".m4p", ".wav", ".wave", ".w64", ".rf64", ".bwf", ".ogg", ".oga", ".opus",
    ".spx", ".wma", ".amr", ".awb", ".3ga", ".aac", ".adts", ".ac3", ".mp2", ".mpa", ".mpga", ".flac", ".mka",
    ".weba", ".aif", ".aiff", ".aifc", ".caf", ".au", ".snd", ".qcp", ".voc", ".gsm", ".ra", ".wv", ".ape",
    ".mpc", ".tta", ".dss", ".ds2", ".dvf", ".msv", ".3gpp",  # what Android's recorder of sound writes
)  # fmt: skip
VIDEO = (
    ".mp4", ".m4v", ".mp4v", ".3gp", ".3g2", ".3gp2", ".3gpp2", ".avi", ".divx", ".xvid", ".mpg",
    ".mpeg", ".mpe", ".m1v", ".m2v", ".mpv", ".vob", ".dat", ".mod", ".mkv", ".mk3d", ".webm", ".mov", ".qt",
    ".wmv", ".asf", ".flv", ".f4v", ".ogv", ".ogx", ".ogm", ".mts", ".m2ts", ".m2t", ".ts", ".tod", ".rm",
    ".rmvb", ".dv", ".mpg4", ".mpeg4", ".m2p", ".trp",
)  # fmt: skip
# Extensions that other programs use too: a submission where the content is one, else a stray.
SHARED = (".xml", ".dat", ".mod", ".ts", ".snd", ".dv", ".mpc", ".ra", ".ape", ".gsm", ".rm", ".au")
# What is read as a score form; the first is what people are told to use.
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".xltx", ".xltm", ".xlt", ".ots", ".fods")
YAML = (".yaml", ".yml")  # of two of one name the earlier extension counts
# Spreadsheets that no reader here opens.
FOREIGN_WORKBOOKS = (
    ".csv", ".tsv", ".numbers", ".et", ".ett", ".sxc", ".xlw", ".xlk", ".xlr", ".wks", ".wk1", ".wk3", ".wk4",
    ".dif", ".slk", ".xml", ".prn", ".dbf", ".xlam", ".xla", ".gnumeric", ".uos",
)  # fmt: skip
# Files that only lead to something -> where it is.
SHORTCUTS: Mapping[str, str] = {
    ".gdoc": "Google Docs",
    ".gsheet": "Google Sheets",
    ".gslides": "Google Slides",
    ".gdraw": "Google Drawings",
    ".url": "web",
    ".webloc": "web",
    ".website": "web",
    ".lnk": "Windows",
    ".desktop": "Linux",
}


class Family(Enum):
    """What a file is good for."""

    DOCUMENT = auto()
    WORKBOOK = auto()
    PRESENTATION = auto()
    IMAGE = auto()
    RECORDING = auto()  # sound and film
    TEXT = auto()
    ARCHIVE = auto()
    OTHER = auto()


# Phones and cameras give one container many extensions, and any player takes them all.
_ISO = ".mp4 .m4a .m4b .m4r .m4p .m4v .mp4v .mov .qt .3gp .3gpp .3g2 .3gp2 .3gpp2 .3ga .f4v .mpg4 .mpeg4"
_WINDOWS_MEDIA = ".wmv .wma .asf"

# Of each kind the extensions that fit it, the usual one first.
_FAMILIES: Mapping[Family, Mapping[str, str]] = {
    Family.DOCUMENT: {
        "docx": ".docx .docm .dotx .dotm",
        "encrypted": ".docx .docm .xlsx .xlsm .pptx",  # any of Office's, behind a password
        "odt": ".odt .ott",
        "doc": ".doc .dot",
        "old": ".wps .wpd .wp .wri .sam .lwp .sdw",
        "rtf": ".rtf",
        "pdf": ".pdf",
        "word2003": ".xml",
        "flatopc": ".xml",
        "fodt": ".fodt .xml",
    },
    Family.WORKBOOK: {
        "xlsx": ".xlsx .xlsm .xlsb .xltx .xltm",
        "ods": ".ods .ots",
        "xls": ".xls .xlt",
    },
    Family.PRESENTATION: {
        "pptx": ".pptx .pptm .ppsx .potx",
        "odp": ".odp .otp",
        "ppt": ".ppt .pps",
    },
    Family.IMAGE: {
        "jpeg": ".jpg .jpeg .jpe .jfif",
        "png": ".png",
        "gif": ".gif",
        "bmp": ".bmp .dib",
        "tiff": ".tif .tiff",
        "webp": ".webp",
        "heic": ".heic .heif",
        "avif": ".avif",
        "emf": ".emf",
        "wmf": ".wmf",
    },
    Family.RECORDING: {
        "mp3": ".mp3 .mp2 .mpa .mpga",
        "m4a": _ISO,
        "wav": ".wav .wave .rf64 .bwf",
        "w64": ".w64",
        "aiff": ".aif .aiff .aifc",
        "caf": ".caf",
        "au": ".au .snd",
        "voc": ".voc",
        "qcp": ".qcp",
        "ogg": ".ogg .oga .opus .spx .ogv .ogx .ogm",
        "wma": _WINDOWS_MEDIA,
        "amr": ".amr .awb .3ga .3gp .3gpp",  # Android's recorder leaves the container out
        "aac": ".aac .adts .3ga",
        "ac3": ".ac3",
        "gsm": ".gsm",
        "flac": ".flac",
        "wavpack": ".wv",
        "monkey": ".ape",
        "musepack": ".mpc",
        "tta": ".tta",
        "dictation": ".dss .ds2 .dvf .msv",
        "mp4": _ISO,
        "3gp": _ISO,
        "mov": _ISO,
        "avi": ".avi .divx .xvid",
        "mpg": ".mpg .mpeg .mpe .m1v .m2v .mpv .m2p .vob .dat .mod",
        "ts": ".mts .m2ts .m2t .ts .trp .tod .mod .dat",
        "mkv": ".mkv .mk3d .webm .mka .weba",
        "wmv": _WINDOWS_MEDIA,
        "flv": ".flv .f4v",
        "real": ".rm .rmvb .ra",
        "dv": ".dv",
    },
    Family.TEXT: {
        "html": ".html .htm .xhtml",
        "mhtml": ".mht .mhtml",
        "xml": ".xml .svg .fods",  # a flat spreadsheet is told from other XML by its reader
        "text": ".txt .csv .md .yaml .yml",
    },
    Family.ARCHIVE: {
        "zip": ".zip",
        "rar": ".rar",
        "7z": ".7z",
        "gzip": ".gz .tgz",
        "tar": ".tar",
    },
    Family.OTHER: {
        "ole": ".msg .mpp .vsd .pub .wps",
        "exe": ".exe .scr",
        "empty": "",
        "unknown": "",
    },
}


class FileKind(Struct, frozen=True):
    """What files of one kind are good for, and the extensions that fit them, the usual one first."""

    family: Family
    extensions: tuple[str, ...]


# By the names that `reading/file_kinds` gives what it finds.
KINDS: Mapping[str, FileKind] = {
    name: FileKind(family, tuple(extensions.split()))
    for family, kinds in _FAMILIES.items()
    for name, extensions in kinds.items()
}


# By what content is known, as far as a table can say it; the rest is in `reading/file_kinds`.
# The first bytes,
IMAGE_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
)
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    *IMAGE_SIGNATURES,
    (b"ID3", "mp3"),
    (b"OggS", "ogg"),
    (b"fLaC", "flac"),
    (b"#!AMR", "amr"),
    (b"ADIF", "aac"),
    (b"\x0bw", "ac3"),
    (b"caff\0", "caf"),
    (b".snd\0", "au"),
    (b"Creative Voice File\x1a", "voc"),
    (b"riff\x2e\x91\xcf\x11", "w64"),
    (b"wvpk", "wavpack"),
    (b"MAC ", "monkey"),
    (b"MP+", "musepack"),
    (b"MPCK", "musepack"),
    (b"TTA1", "tta"),
    (b"\x02dss", "dictation"),
    (b"\x03ds2", "dictation"),
    (b"\x01ds2", "dictation"),
    (b"MS_VOICE", "dictation"),
    (b".RMF", "real"),
    (b".ra\xfd", "real"),
    (b"\x1aE\xdf\xa3", "mkv"),
    (b"FLV\x01", "flv"),
    (b"MZ", "exe"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
)
# what an OpenDocument says of itself in its `mimetype`, which folders a package has,
OPEN_DOCUMENTS = {b"text": "odt", b"spreadsheet": "ods", b"presentation": "odp"}
PACKAGE_FOLDERS = ((b"word/", "docx"), (b"xl/", "xlsx"), (b"ppt/", "pptx"))
# and which streams a compound file.
OLE_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
# Kinds of XML by what stands among the first words; XHTML is HTML.
XML_MARKS = (
    (b"schemas.microsoft.com/office/word/2003/wordml", "word2003"),
    (b"schemas.microsoft.com/office/2006/xmlpackage", "flatopc"),
    (b"application/vnd.oasis.opendocument.text", "fodt"),
    (b"<html", "html"),
)

# Which module in `reading/documents` reads a kind of document, by its function `read_<kind>`.
READERS = {kind: kind for kind in ("docx", "odt", "doc", "rtf", "pdf")} | dict.fromkeys(
    ("html", "mhtml", "text", "word2003", "flatopc", "fodt"), "flat"
)


def _of(*families: Family) -> tuple[str, ...]:
    found = (kind.extensions for kind in KINDS.values() if kind.family in families)
    return tuple(dict.fromkeys(extension for extensions in found for extension in extensions))


IMAGES = _of(Family.IMAGE)
ARCHIVES = _of(Family.ARCHIVE)
ISO_CONTAINERS = frozenset(name for name, kind in KINDS.items() if ".mp4" in kind.extensions)
# Documents that no panel can be expected to open, or that are none -> what wrote them.
FOREIGN_DOCUMENTS: Mapping[str, str] = {
    ".pages": "Apple Pages",
    ".wps": "WPS/Microsoft Works",
    **dict.fromkeys((".wpd", ".wp"), "WordPerfect"),
    ".wri": "Windows Write",
    ".sam": "AmiPro",
    ".lwp": "Lotus Word Pro",
    ".sdw": "StarOffice",
    ".odm": "LibreOffice master document",
    ".txt": "Notepad",
    ".md": "Markdown",
    ".tex": "LaTeX",
    **dict.fromkeys((*KINDS["html"].extensions, *KINDS["mhtml"].extensions), "HTML"),
    **dict.fromkeys((".xps", ".oxps"), "XPS"),
    ".djvu": "DjVu",
    ".epub": "EPUB",
    ".pub": "Publisher",
    ".one": "OneNote",
    **dict.fromkeys((*KINDS["pptx"].extensions, *KINDS["ppt"].extensions), "PowerPoint"),
    **dict.fromkeys(KINDS["odp"].extensions, "Impress"),
    ".key": "Keynote",
}
_LABELS = {"word2003": "Word 2003 XML", "flatopc": "Word XML", "fodt": "OpenDocument XML", "ole": "OLE"}
_KNOWN = frozenset(extension for kind in KINDS.values() for extension in kind.extensions)
RECORDINGS = frozenset(name for name, kind in KINDS.items() if kind.family is Family.RECORDING)
XML_DOCUMENTS = ("word2003", "flatopc", "fodt")  # much else is XML, too


def is_mislabelled(kind: str, name: str) -> bool:
    """Whether content of this kind is known to be something else than the name's extension says (BP903).

    What is empty or of no known kind is damaged rather than mislabelled.
    """
    extension = PurePath(name).suffix.lower()
    if kind in ("empty", "unknown") or extension in KINDS[kind].extensions:
        return False
    return is_known(extension)


def is_known(extension: str) -> bool:
    """Whether files of this extension are of a kind in the table."""
    return extension in _KNOWN


def label(kind: str) -> str:
    """A kind as people know it."""
    return _LABELS.get(kind, kind.upper())
