"""Compound files (OLE 2), in which old Word and Excel documents and embedded objects lie.

Their tables may claim any size and lead in circles: whoever follows them reads for ever. No stream is read
that claims more than a file of its length could hold.
"""

from __future__ import annotations

import io
import struct
from typing import Any

from ... import limits
from ...model.problems import Kind, UnreadableError

_SHIFT, _COUNTS = 30, (44, 64, 72)  # of the header: size of a sector; sectors of the three tables
_SLACK = limits.COMPOUND_SLACK


class CompoundFile:
    """The streams of a compound file by their names.

    Raises:
        UnreadableError: it is none, or damaged.
    """

    def __init__(self, data: bytes) -> None:
        from olefile import OleFileIO  # type: ignore[import-untyped]

        self._length = len(data)
        try:
            (shift,) = struct.unpack_from("<H", data, _SHIFT)
            counts = [struct.unpack_from("<I", data, at)[0] for at in _COUNTS]
            if max(counts) << min(shift, 32) > _SLACK * len(data):
                raise UnreadableError(Kind.BROKEN, "tables larger than the file")
            self._package: Any = OleFileIO(io.BytesIO(data))
        except _FAULTS as error:
            raise UnreadableError(Kind.BROKEN, str(error)) from error

    def __contains__(self, name: str) -> bool:
        return bool(self._package.exists(name))

    def size(self, name: str) -> int:
        """Bytes that the directory says a stream has; raises UnreadableError where it is none."""
        try:
            return int(self._package.get_size(name))
        except _FAULTS as error:
            raise UnreadableError(Kind.BROKEN, str(error)) from error

    def read(self, name: str) -> bytes:
        """A stream, as far as it is there.

        Raises:
            UnreadableError: it is missing or damaged, or claims more than the whole file.
        """
        try:
            if self.size(name) > _SLACK * self._length:
                raise UnreadableError(Kind.BROKEN, f"{name} larger than the file")
            return bytes(self._package.openstream(name).read())
        except _FAULTS as error:
            raise UnreadableError(Kind.BROKEN, str(error)) from error


# olefile meets a damaged directory with whatever it stumbles on.
_FAULTS = (OSError, struct.error, IndexError, ValueError, KeyError, TypeError, AttributeError)
