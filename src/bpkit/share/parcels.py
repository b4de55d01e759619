"""A parcel: a folder on its way to the next level, as one zip that holds a bag (BagIt, RFC 8493).

The manifest has the SHA-256 of every file. The same files give the same bytes: names in order, no clock, and
nothing packed, for photos and documents are packed already. A parcel comes from anywhere, so that every name
in it is looked at before anything of it is written.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import struct
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO, cast
from urllib.parse import unquote

from msgspec import Struct

from .. import limits, share
from ..model.signs import regex

PAYLOAD = "data/"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
BAGIT, INFO = "bagit.txt", "bag-info.txt"
_TAGS = (BAGIT, INFO, MANIFEST)
_DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day a zip knows
_CHUNK = limits.MIB
_RESERVED = regex(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_FORBIDDEN = regex(r'[\x00-\x1f\x7f<>:"\\|?*\ud800-\udfff]')
# What opening or unpacking a zip raises over its own damage, and what else slips out of zipfile then: names
# that are no text, sizes that are none, a password. Whoever opens a zip anywhere in bpkit asks this.
ZIP_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
ZIP_FAULTS = (*ZIP_DAMAGE, struct.error, ValueError, OverflowError, LookupError, RuntimeError, OSError)


class Misfit(Struct, frozen=True):
    """A name in a parcel that does not fit, and why: the key of its words."""

    name: str
    why: str


class PayloadFile(Struct, frozen=True):
    """A file of the payload: its path in the bag without `data/`, its digest, and its place in the zip."""

    name: str
    digest: str
    inner: str


class Parcel(Struct, frozen=True):
    """What a zip holds: `faults` is everything in it that does not fit."""

    file: Path
    entries: tuple[PayloadFile, ...] = ()
    info: Mapping[str, str] = {}
    faults: tuple[Misfit, ...] = ()


def is_unsafe(name: str) -> bool:
    """Whether a relative path can't lie on every system, or would leave its folder, or is bpkit's own.

    >>> is_unsafe("../a"), is_unsafe("C:/a"), is_unsafe("Kota/aux.txt"), is_unsafe("Kota/Bank Sampah.docx")
    (True, True, True, False)
    """
    return _FORBIDDEN.search(name) is not None or any(map(_is_unsafe_part, name.split("/")))


def _is_unsafe_part(part: str) -> bool:
    own = part.casefold() == ".bpkit" or part.startswith(".~bpkit-")
    return part in ("", ".", "..") or part[-1] in ". " or own or _RESERVED.fullmatch(part) is not None


def collisions(names: Sequence[str]) -> list[str]:
    """The names that some systems take for another's: by case, by Unicode form, a file for a folder."""
    files: dict[str, str] = {}
    folders: dict[str, str] = {}
    bad = []
    for name in names:
        parts = name.split("/")
        above = ["/".join(parts[:end]) for end in range(1, len(parts))]
        if _alike(name) in files or any(folders.setdefault(_alike(one), one) != one for one in above):
            bad.append(name)
        files.setdefault(_alike(name), name)
    return bad + [name for key, name in files.items() if key in folders]


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def write_parcel(target: IO[bytes], called: str, files: Mapping[str, Path], info: Mapping[str, str]) -> None:
    """Write a bag of these files, by their paths in it, as a zip.

    Raises:
        OSError: a file can't be read, or the target can't be written.
    """
    with zipfile.ZipFile(target, "w") as made:
        digests = {name: _put(made, f"{called}/{PAYLOAD}{name}", files[name]) for name in sorted(files)}
        octets = sum(entry.file_size for entry in made.infolist())
        told = {**info, "Payload-Oxum": f"{octets}.{len(files)}"}
        lines = (f"{key}: {' '.join(value.split())}\n" for key, value in told.items())
        tags = {
            BAGIT: _DECLARED,
            INFO: "".join(lines).encode(),
            MANIFEST: _manifest({f"{PAYLOAD}{name}": digest for name, digest in digests.items()}),
        }
        tags[TAG_MANIFEST] = _manifest({name: sha256(data).hexdigest() for name, data in tags.items()})
        for name, data in tags.items():
            made.writestr(_entry(f"{called}/{name}"), data)


def _put(made: zipfile.ZipFile, name: str, file: Path) -> str:
    digest = sha256()
    with share.opened(file, limits.MEDIUM) as source, made.open(_entry(name), "w", force_zip64=True) as sink:
        while piece := source.read(_CHUNK):
            digest.update(piece)
            sink.write(piece)
    return digest.hexdigest()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
    return entry


def _manifest(digests: Mapping[str, str]) -> bytes:
    # A line end and the sign itself are written as RFC 8493 (2.1.3) says.
    return "".join(f"{digests[name]}  {name.replace('%', '%25')}\n" for name in sorted(digests)).encode()


def read_parcel(file: Path) -> Parcel:
    """What a zip holds, every hash and name of it checked; nothing is unpacked.

    Raises:
        OSError: the zip itself can't be read.
    """
    with _watched(file) as stream:
        try:
            with zipfile.ZipFile(stream) as opened:
                return _read(file, opened)
        except ZIP_FAULTS:
            return Parcel(file, faults=(Misfit(file.name, "no_zip"),))


class _Watched:
    """A file that remembers whether it could be read: zipfile takes much of that for damage of the zip."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.trouble: OSError | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._file.read(size)
        except OSError as error:
            self.trouble = error
            raise

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def _watched(file: Path) -> Iterator[BinaryIO]:
    """A zip to be read. Raises OSError where the share failed meanwhile, whatever came of that."""
    with share.opened(file, limits.PARCEL) as opened:
        watched = _Watched(opened)
        try:
            yield cast("BinaryIO", watched)
        finally:
            if watched.trouble:
                raise watched.trouble


def _read(file: Path, opened: zipfile.ZipFile) -> Parcel:
    listed = opened.infolist()
    faults = [*_unfit(listed)]
    if faults:
        return Parcel(file, faults=tuple(faults))
    inner = {entry.filename for entry in listed if not entry.filename.endswith("/")}
    called = min(inner, default="").partition("/")[0]
    names = {name.removeprefix(f"{called}/"): name for name in inner if name.startswith(f"{called}/")}
    missing = [Misfit(tag, "missing") for tag in (*_TAGS, TAG_MANIFEST) if tag not in names]
    if missing:
        return Parcel(file, faults=tuple(missing))
    faults += [Misfit(name, "not_listed") for name in sorted(inner - {*names.values()})]
    tags = {tag: _small(opened, names[tag]) for tag in (*_TAGS, TAG_MANIFEST)}
    listing, tag_listing = _listing(tags[MANIFEST]), _listing(tags[TAG_MANIFEST])
    faults += [
        Misfit(tag, "changed") for tag in _TAGS if tag_listing.get(tag) != sha256(tags[tag]).hexdigest()
    ]
    faults += [Misfit(name, "missing") for name in sorted(listing.keys() - names.keys())]
    known = {*listing, *_TAGS, TAG_MANIFEST}
    faults += [Misfit(name, "not_listed") for name in sorted(names.keys() - known)]
    faults += [Misfit(name, "unsafe") for name in sorted(listing) if not name.startswith(PAYLOAD)]
    there = sorted(listing.keys() & names.keys())
    faults += [Misfit(name, "changed") for name in there if _digest(opened, names[name]) != listing[name]]
    entries = (PayloadFile(name.removeprefix(PAYLOAD), listing[name], names[name]) for name in there)
    return Parcel(file, tuple(entries), _told(tags[INFO]), tuple(faults))


def _unfit(listed: Sequence[zipfile.ZipInfo]) -> Iterator[Misfit]:
    """What is wrong with the names and sizes, before a byte is unpacked."""
    if len(listed) > limits.PARCEL_ENTRIES or sum(entry.file_size for entry in listed) > limits.PARCEL:
        yield Misfit("*", "too_large")
    names = [entry.orig_filename.rstrip("/") for entry in listed if not entry.filename.endswith("/")]
    for entry in listed:
        if why := _why_unfit(entry):
            yield Misfit(entry.orig_filename, why)
    yield from (Misfit(name, "collision") for name in collisions(names))


def _why_unfit(entry: zipfile.ZipInfo) -> str:
    name = entry.orig_filename
    if is_unsafe(name.removesuffix("/")):
        return "unsafe"
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "link"
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "packed"
    tight = entry.file_size > limits.BOMB_RATIO * max(entry.compress_size, 1)
    return "too_large" if entry.file_size > limits.BOMB_SIZE and tight else ""


def _small(opened: zipfile.ZipFile, inner: str) -> bytes:
    if opened.getinfo(inner).file_size > limits.PARCEL_TAG:
        raise ValueError(inner)
    sink = BytesIO()
    _copied(opened, inner, sink)
    return sink.getvalue()


def _digest(opened: zipfile.ZipFile, inner: str) -> str:
    """The SHA-256 of a file in the zip; "" where it can't be unpacked."""
    try:
        return _copied(opened, inner)
    except ZIP_FAULTS:
        return ""


def _copied(opened: zipfile.ZipFile, inner: str, sink: IO[bytes] | None = None) -> str:
    digest = sha256()
    with opened.open(inner) as source:
        while piece := source.read(_CHUNK):
            digest.update(piece)
            if sink:
                sink.write(piece)
    return digest.hexdigest()


def _listing(data: bytes) -> dict[str, str]:
    pairs = (line.partition("  ") for line in data.decode().splitlines() if line)
    return {unquote(name): digest for digest, _, name in pairs}


def _told(data: bytes) -> dict[str, str]:
    pairs = (line.partition(": ") for line in data.decode().splitlines())
    return {key: value for key, _, value in pairs}


def unpack(parcel: Parcel, folder: Path) -> None:
    """Unpack a parcel that has no faults into a new folder.

    Raises:
        OSError: the folder can't be written, or the zip changed since it was checked.
    """
    share.make_folder(folder)  # and none above it: a share that went away is not made anew
    with _watched(parcel.file) as stream, zipfile.ZipFile(stream) as opened:
        for entry in parcel.entries:
            target = folder / entry.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as sink:
                if _copied(opened, entry.inner, sink) != entry.digest:
                    raise OSError(0, "changed while it was unpacked", str(parcel.file))


class ZipContents(Struct, frozen=True):
    """What any zip holds: the size and CRC-32 of every file by its name; `faults` is what does not fit."""

    files: Mapping[str, tuple[int, int]] = {}
    faults: tuple[Misfit, ...] = ()


def list_zip(file: Path) -> ZipContents:
    """What a zip by a stranger holds, every name of it looked at; nothing is unpacked.

    Raises:
        OSError: the zip itself can't be read.
    """
    with _watched(file) as stream:
        try:
            with zipfile.ZipFile(stream) as opened:
                listed = opened.infolist()
                faults = [*_unfit(listed)]
        except ZIP_FAULTS:
            return ZipContents(faults=(Misfit(file.name, "no_zip"),))
    # Without the mark for UTF-8 the letters are those of some code page, and nobody says which.
    faults += [
        Misfit(one.filename, "letters")
        for one in listed
        if not (one.flag_bits & 0x800 or one.filename.isascii())
    ]
    # Not `is_dir`, which asks for a last letter: of a name that begins with NUL zipfile keeps none.
    inner = (one for one in listed if not one.filename.endswith("/"))
    files = {one.filename: (one.file_size, one.CRC) for one in inner}
    return ZipContents(files, tuple(faults))


def unpack_names(file: Path, targets: Mapping[str, Path]) -> dict[Path, str]:
    """Unpack these names of a zip into new files; gives the SHA-256 of each.

    Raises:
        OSError: a file can't be written, or the zip can't be unpacked.
    """
    digests = {}
    with _watched(file) as stream:
        try:
            with zipfile.ZipFile(stream) as opened:
                for name, target in targets.items():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with target.open("xb") as sink:
                        digests[target] = _copied(opened, name, sink)
                        sink.flush()
                        os.fsync(sink.fileno())
                    stamp = time.mktime((*opened.getinfo(name).date_time, 0, 0, -1))
                    os.utime(target, (stamp, stamp))
        except OSError:
            raise
        except ZIP_FAULTS as error:
            raise OSError(errno.EIO, f"{error}", str(file)) from error
    return digests


def crc_of(file: Path) -> int:
    """The CRC-32 of a file, as zips keep it. Raises OSError where it can't be read."""
    found = 0
    with share.opened(file, limits.MEDIUM) as source:
        while piece := source.read(_CHUNK):
            found = zlib.crc32(piece, found)
    return found
