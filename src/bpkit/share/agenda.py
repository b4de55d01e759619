"""The register on the share, `.bpkit/buku-agenda.csv`: lines are added at its end and never touched again.

It is made for Excel as it is set up in Indonesia: UTF-8 with a mark at its beginning, semicolons, and
nothing that Excel would reckon with as a formula. Somebody who saves it from Excel changes separators, dates
and the way letters are kept; what can still be read counts.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from .. import share
from ..model.agenda import AgendaBook, Event, Line
from ..model.dates import parse_date
from ..model.signs import decode, regex
from ..model.zones import WIB, WIT, WITA, ZONES

NAME = "buku-agenda.csv"
COLUMNS = ("Tanggal", "Jam", "Kejadian", "Judul", "Kota", "Bulan", "Berkas", "Sebelumnya", "SHA-256")
NOTHING = "-"  # in the last column where there is no digest: a line that broke off has an empty one

# A line that somebody is just writing looks like one that broke off: it is given time to come to its end.
_LOOKS, _A_MOMENT = 5, 0.002  # seconds
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_FORMULA = regex(r"\s*[=+\-@'\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                      r"\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}]")  # fmt: skip
# Line ends in a name would tear its line; bytes that are no UTF-8 could not be written.
_UNSAFE = regex("[\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ESCAPED = regex(r"\\u([0-9a-f]{4})")
_EVENTS = frozenset(event.value for event in Event)
_DIGEST = regex("[0-9a-f]{64}")
_TIME = regex("([0-9]{1,2})[:.]([0-9]{2})[:.]([0-9]{2}) *(WIB|WITA|WIT)")


def file_of(root: Path) -> Path:
    """Where the register of a share lies."""
    return root / ".bpkit" / NAME


def read_book(root: Path) -> AgendaBook:
    """What the register says; a line that nobody understands says nothing, and stays.

    Raises:
        OSError: it can't be read at the moment.
    """
    file = file_of(root)
    return AgendaBook(parsed(share.read(file)) if share.exists(file) else ())


def parsed(data: bytes) -> Iterator[Line]:
    """The lines of a register."""
    for line in data.split(b"\n"):
        text = decode(line).strip("\r")
        for separator in (";", ",", "\t"):
            if separator in text and (found := _parsed(text, separator)):
                yield found
                break


def add_lines(root: Path, lines: Iterable[Line]) -> None:
    """Add lines at the end; whoever else adds some meanwhile loses none. Hold the share's lock.

    A line that broke off when a run was killed gets its end first, so that it swallows no other.

    Raises:
        OSError: the share can't be written, or Excel holds the file.
    """
    text = "".join(map(_written, lines))
    if not text:
        return
    file = file_of(root)
    share.make_folder(file.parent)
    # Neither through a link that somebody put there, nor into a pipe.
    never = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | never, 0o666)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise share.SpecialFileError(errno.EINVAL, os.strerror(errno.EINVAL), os.fspath(file))
        share.as_its_folder(file)
        data = (_start(handle) + text).encode()
        while data:
            data = data[os.write(handle, data) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _start(handle: int) -> str:
    """What has to come before new lines: the head of a new register, the end of a line that broke off."""
    for _ in range(_LOOKS):
        size = os.lseek(handle, 0, os.SEEK_END)
        if size == 0:
            return _BOM + ";".join(COLUMNS) + "\r\n"
        os.lseek(handle, size - 1, os.SEEK_SET)
        if os.read(handle, 1) == b"\n":
            return ""
        time.sleep(_A_MOMENT)
    return "\r\n"


def _written(line: Line) -> str:
    # The office's own clock, by whatever name its computer calls it.
    zone = next((one for one in (WITA, WIT) if line.when.utcoffset() == one.utcoffset(None)), WIB)
    when = line.when.astimezone(zone)
    cells = (
        str(when.date()),
        f"{when:%H:%M:%S} {zone}",
        line.event.value,
        line.title,
        line.city,
        line.period,
        line.path,
        line.before,
        line.sha256 or NOTHING,
    )
    return ";".join(map(_cell, cells)) + "\r\n"


def _cell(text: str) -> str:
    text = _UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
    if _FORMULA.match(text) and text != NOTHING:
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if re.search('[";]', text) or text != text.strip() else text


def _typed(cell: str) -> str:
    if cell.startswith("'") and _FORMULA.match(cell, 1):
        cell = cell[1:]
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), cell)


def _parsed(text: str, separator: str) -> Line | None:
    import csv  # most folders that are checked have no register

    try:
        cells = next(csv.reader([text], delimiter=separator), [])
    except csv.Error:  # a line end of old Macs in it, or a cell beyond measure
        return None
    if len(cells) != len(COLUMNS) or cells[2] not in _EVENTS:
        return None
    when, digest = _time(cells[0], cells[1]), cells[8].strip()
    if when is None or not (digest == NOTHING or _DIGEST.fullmatch(digest)):
        return None
    title, city, period, path, before = map(_typed, cells[3:8])
    return Line(when, Event(cells[2]), path, title, city, period, before, "" if digest == NOTHING else digest)


def _time(day: str, clock: str) -> datetime | None:
    found, time = parse_date(day), _TIME.fullmatch(clock.strip())
    if found is None or time is None:
        return None
    try:
        hours, minutes, seconds = map(int, time.groups()[:3])
        return datetime(found.year, found.month, found.day, hours, minutes, seconds, tzinfo=ZONES[time[4]])
    except ValueError:
        return None
