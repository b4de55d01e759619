"""PDF: text, pages and their size, photos; a scan is known by its pages being pictures without words."""

from __future__ import annotations

import atexit
import json
import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ... import limits
from ...model.problems import Kind, Problem, UnreadableError
from ..processes import get, killed_after, put, started
from .content import CM_A_POINT, DocumentContent, reader

if TYPE_CHECKING:
    import subprocess

    from .pdf_pages import PdfPages


_COVER_WORDS = 100  # a typed cover before scanned pages has fewer
_REFUSED = {"locked": Kind.PROTECTED, "broken": Kind.BROKEN}


@reader
def read_pdf(path: Path, data: bytes) -> DocumentContent:
    """The blocks of a .pdf in reading order; whatever is wrong with it is a damage."""
    from .pdf_layout import arrange, is_as_asked

    found = ask(data)
    kind = _REFUSED.get(found.refused, Kind.BROKEN)
    damages = tuple(Problem(path, kind=kind, detail=trouble) for trouble in found.troubles)
    if not found.pages:
        none = Problem(path, kind=Kind.BROKEN, detail="no page can be read")
        return DocumentContent((), damages or (none,))
    first = found.pages[0]
    size = round(first.width * CM_A_POINT, 2), round(first.height * CM_A_POINT, 2)
    trusted = found.count if is_as_asked(found.pages) else None
    return DocumentContent(tuple(arrange(found.pages)), (*damages, *_scanned(path, found)), trusted, size)


def _scanned(path: Path, found: PdfPages) -> Iterator[Problem]:
    """Pages that are pictures, with nothing typed but a cover."""
    words = sum(len(line.text.split()) for page in found.pages for row in page.rows for line in row)
    if found.scanned and (not words or (words < _COVER_WORDS and 2 * found.scanned >= len(found.pages))):
        typed = len(found.pages) - found.scanned
        detail = f"every page is a picture, {typed} typed" if typed else "every page is a picture"
        yield Problem(path, found="scan", kind=Kind.NO_TEXT, detail=detail)


# PDFium in a process of its own, within limits of memory and time; one process reads many files ---------
# A PDF of half a kilobyte whose form draws itself twice takes eight gigabytes, and a stream may inflate to
# one. Where the process dies of a file, that file is unsafe, and the next one gets a new process. On Windows
# there is no limit of memory without further packages; there the time alone is limited.

SECONDS = limits.PDF_SECONDS
MEMORY = limits.PDF_MEMORY
_ONE_AT_A_TIME = Lock()  # PDFium is not made for threads


def start() -> None:
    """Start the process ahead of the first file, which takes as long as reading ten.

    So it gets ready while whoever asks loads what he needs; what hinders it is told when a file is asked for.
    """
    with _ONE_AT_A_TIME, suppress(UnreadableError):
        _CHILD.running()


def ask(data: bytes) -> PdfPages:
    """What PDFium makes of a file.

    Raises:
        UnreadableError: the file takes more than the limits allow; or no process could be started.
    """
    with _ONE_AT_A_TIME:
        return _CHILD.ask(data)


class _Child:
    """The process, started when the first PDF is met or seen."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()

    def ask(self, data: bytes) -> PdfPages:
        from .pdf_pages import unpacked

        process = self.running()
        with killed_after(SECONDS, process) as timer:
            try:
                said = json.loads(_exchange(process, data))
            except (OSError, EOFError, struct.error, ValueError) as error:
                late = not timer.is_alive()
                self.end()
                why = f"{SECONDS:.0f} s" if late else f"{MEMORY >> 20} MiB"
                raise UnreadableError(Kind.UNSAFE, str(error), why, variant="heavy") from error
        if "fault" in said:
            raise RuntimeError(said["fault"])
        return unpacked(said)

    def running(self) -> subprocess.Popen[bytes]:
        """The process; another one where there is none or it died."""
        if self._owner != os.getpid():  # this process was copied from the one that talks to it
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            within = f"{MEMORY}, {SECONDS + 5:.0f}"
            try:
                self._process = started(f"from {__package__}.pdf_pages import serve; serve({within})")
            except OSError as error:
                raise UnreadableError(Kind.BROKEN, f"PDFium can't be started: {error}") from error
        return self._process

    def end(self) -> None:
        """Let the process go."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


_CHILD = _Child()
atexit.register(_CHILD.end)


def _exchange(process: subprocess.Popen[bytes], data: bytes) -> bytes:
    put(process.stdin, data)
    return get(process.stdout)
