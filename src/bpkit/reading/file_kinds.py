"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from .. import limits, share
from ..model.extensions import KINDS, OLE_STREAMS, OPEN_DOCUMENTS, PACKAGE_FOLDERS, SIGNATURES, XML_MARKS
from ..model.signs import UTF_8_MARK, UTF_16_MARKS

HEAD = 8192  # bytes that are enough for nearly every file; more, up to the whole file, make it surer


def kind_at(path: Path) -> str | None:
    """The kind of a file on the share by its first bytes; None where it can't be read now."""

    def head() -> bytes:
        with share.opened(path, limits.MEDIUM) as opened:
            return share.stream(opened).read(HEAD)

    try:
        return kind_of(share.attempt(head), path.name)
    except OSError:
        return None


def kind_of(head: bytes, name: str) -> str:
    """The kind of a file (a key of `KINDS`) from its first bytes, best `HEAD` of them or all.

    The name only decides between kinds that the bytes at hand leave open, such as a package whose
    directory stands further down.
    """
    if not head:
        return "empty"
    if (length := tag_length(head)) and (sound := head[length:].lstrip(b"\0")):
        return _behind_tag(sound)
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _package(head, name)
    if head.startswith(_OLE):
        return _compound(head, name)
    for test in (_old, _by_signature, _riff, _iso, _mpeg, _windows_media, metafile, _text):
        if kind := test(head):
            return kind
    return "unknown"


_OLD_SIGNATURES = (
    (b"\xffWPC", "WordPerfect"),
    (b"\xdb\xa5", "Word 2.0"),
    (b"\x9b\xa5", "Word 1.0"),
    (b"\xdc\xa5", "Word 6.0"),
    (b"1\xbe\0\0", "Word for DOS/Windows Write"),
    (b"2\xbe\0\0", "Windows Write"),
    (b"\x01\xfe", "Microsoft Works"),
    (b"[ver]\r\n", "AmiPro"),
    (b"WordPro", "Lotus Word Pro"),
)
_OLD_STREAMS = (
    ("MatOST", "Microsoft Works"),
    ("StarWriterDocument", "StarOffice"),
)


def old_name(data: bytes) -> str:
    """The program of the years before Word 97 that wrote this; nothing where it is none of theirs."""
    if data.startswith(_OLE):
        names = _ole_names(data)
        return next((program for stream, program in _OLD_STREAMS if stream in names), "")
    return next((program for mark, program in _OLD_SIGNATURES if data.startswith(mark)), "")


def _old(head: bytes) -> str | None:
    return "old" if old_name(head) else None


def tag_length(head: bytes) -> int:
    """The bytes that an ID3v2 tag at the beginning takes; 0 where there is none."""
    if head[:3] != b"ID3" or len(head) < 10 or max(head[6:10]) > 127:
        return 0
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return 10 + size + (10 if head[5] & 0x10 else 0)


def _behind_tag(head: bytes) -> str:
    """What stands behind an ID3 tag; sound alone carries one, and mostly MP3."""
    return next((kind for test in (_by_signature, _riff, _mpeg) if (kind := test(head))), "mp3")


def _by_signature(head: bytes) -> str | None:
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:2] == b"BM" and head[14:18] in _BITMAP_HEADERS:
        return "bmp"
    if head[_TAR_AT : _TAR_AT + 5] == b"ustar":
        return "tar"
    # Readers of PDF accept rubbish before the header, up to a kilobyte of it.
    return "pdf" if b"%PDF-" in head[:1024] else None


_TAR_AT = 257  # where the head of a tar's first file says what it is
_BITMAP_HEADERS = {size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124)}


def _riff(head: bytes) -> str | None:
    if head[:4] == b"FORM":
        return "aiff" if head[8:12] in (b"AIFF", b"AIFC") else None
    return _RIFF.get(head[8:12]) if head[:4] in (b"RIFF", b"RIFX", b"RF64", b"BW64") else None


# A VideoCD's .dat is MPEG in the CD's own sectors.
_RIFF = {b"WAVE": "wav", b"AVI ": "avi", b"WEBP": "webp", b"QLCM": "qcp", b"CDXA": "mpg"}


_BRANDS = {
    b"M4A": "m4a",
    b"M4B": "m4a",
    b"qt ": "mov",
    b"3gp": "3gp",
    b"3g2": "3gp",
    b"avi": "avif",
} | dict.fromkeys((b"hei", b"hev", b"mif", b"msf", b"mia"), "heic")


def photo_brand(head: bytes | bytearray) -> str | None:
    """The kind of an iPhone's photo or AVIF by any of its brands, of which the first is the writer's own."""
    if head[4:8] != b"ftyp":
        return None
    length = min(int.from_bytes(head[:4], "big"), 256)
    brands = (bytes(head[at : at + 3]) for at in (8, *range(16, length, 4)))
    return next((kind for one in brands if (kind := _BRANDS.get(one)) in ("heic", "avif")), None)


def _iso(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:11], "mp4")
    # QuickTime from before the `ftyp` box starts with any of these.
    return "mov" if head[4:8] in (b"moov", b"mdat", b"wide", b"pnot") else None


_OPEN_DOCUMENT = re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)")


def _package(head: bytes, name: str) -> str:
    if found := _OPEN_DOCUMENT.search(head[:256]):
        return OPEN_DOCUMENTS[found[1]]
    names = list(_zip_names(head))
    for folder, kind in PACKAGE_FOLDERS:
        if any(entry.startswith(folder) for entry in names):
            return kind
    extension = PurePath(name).suffix.lower()
    if b"content.xml" in names and extension == ".odt":
        return "odt"
    if b"[Content_Types].xml" not in names and b"_rels/.rels" not in names:
        return "zip"
    return next((kind for kind in ("docx", "xlsx", "pptx") if extension in KINDS[kind].extensions), "zip")


def _zip_names(head: bytes) -> Iterator[bytes]:
    """The names in every local header and directory entry at hand."""
    for found in re.finditer(rb"PK(?:\x03\x04|\x01\x02)", head):
        # The fixed part is 30 bytes in a local header and 46 in the directory; the name follows it.
        length_at, name_at = (26, 30) if found[0] == b"PK\x03\x04" else (28, 46)
        length = head[found.start() + length_at : found.start() + length_at + 2]
        start = found.start() + name_at
        yield head[start : start + int.from_bytes(length, "little")]


_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_OLE_ENTRIES = 512  # directory entries looked at


def _ole_names(head: bytes) -> set[str]:
    """The names of the streams whose directory is at hand."""
    sector = 1 << min(int.from_bytes(head[30:32], "little"), 12)
    start = (int.from_bytes(head[48:52], "little") + 1) * sector
    return {_ole_name(head, start + 128 * index) for index in range(_OLE_ENTRIES)}


def _compound(head: bytes, name: str) -> str:
    names = _ole_names(head)
    if old_name(head):
        return "old"
    for stream, kind in OLE_STREAMS:
        if stream in names:
            return kind
    extension = PurePath(name).suffix.lower()
    return next((kind for kind in ("doc", "xls", "ppt") if extension in KINDS[kind].extensions), "ole")


def _ole_name(head: bytes, start: int) -> str:
    length = int.from_bytes(head[start + 64 : start + 66], "little")
    return head[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace")


def _mpeg(head: bytes) -> str | None:
    if head[:3] == b"\0\0\1" and head[3:4] in (b"\xba", b"\xb3"):
        return "mpg"
    if _is_transport_stream(head):
        return "ts"
    if len(head) > 4 * 33 and all(letter >> 4 == 13 for letter in head[: 33 * 100 : 33]):
        return "gsm"
    if head[:3] == b"\x1f\x07\0" and head[80:83] != b"":
        return "dv"
    if head[:1] == b"\xff" and len(head) > 3 and head[1] & 0xF6 == 0xF0:
        return "aac"
    return "mp3" if head[:1] == b"\xff" and _is_frame(head) else None


def _is_frame(head: bytes) -> bool:
    """Whether MPEG audio begins here, but for layer I: nobody uses it, and Notepad's UTF-16 begins so."""
    from .media.frames import frame_of  # documents begin otherwise, and need none of it

    return frame_of(head, 0) is not None and head[1] & 6 != 6


def _is_transport_stream(data: bytes) -> bool:
    """Whether packets of one length follow each other, be it from mid-packet on."""
    for step, least in ((188, 3), (192, 3), (204, 5)):
        for start in range(step):
            # In mid-packet three bytes that fit may be chance.
            count = least if start in (0, 4) else 12
            if len(data) > start + (count - 1) * step and data[start::step][:count] == b"G" * count:
                return True
    return False


_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_VIDEO = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")


def _windows_media(head: bytes) -> str | None:
    if not head.startswith(_ASF):
        return None
    return "wmv" if _ASF_VIDEO in head else "wma"


def metafile(head: bytes | bytearray) -> str | None:
    """EMF or WMF, the latter with and without its placeable header."""
    if head[:4] == b"\1\0\0\0" and head[40:44] == b" EMF":
        return "emf"
    return "wmf" if head[:4] == b"\xd7\xcd\xc6\x9a" or head[:6] == b"\1\0\x09\0\0\3" else None


def _text(head: bytes) -> str | None:
    start = head[:4096]
    if start.startswith(UTF_16_MARKS):
        start = start.decode("utf-16", errors="ignore").encode()
    start = start.removeprefix(UTF_8_MARK).lstrip().lower()
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if b"mime-version:" in start[:1024] and b"content-type:" in start:
        return "mhtml"
    if start.startswith((b"<?xml", b"<office:document", b"<w:worddocument", b"<pkg:package")):
        return next((kind for mark, kind in XML_MARKS if mark in start), "xml")
    if any(mark in start[:1024] for mark in (b"<html", b"<!doctype html", b"<body", b"<p class=")):
        return "html"
    return "text" if start and not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", start) else None
