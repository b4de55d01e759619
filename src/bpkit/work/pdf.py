"""The PDF beside each form and letter, made by LibreOffice where it is installed (`--pdf`).

LibreOffice runs with a profile of its own, so that one that a person has open neither answers for it nor is
disturbed, and within a time limit, for it has been seen to hang. A PDF ends in a comment with the SHA-256 of
the form it shows: what is made of the same form is not made again, whichever LibreOffice made it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from ..errors import ShareError, UserError
from ..model.outcomes import WrittenForm
from ..share.locking import locked
from ..share.placing import beside, content
from ..share.publishing import Register, publish, retire
from ..wording import say

NAMES = ("soffice", "libreoffice", "soffice.exe")
PLACES = (  # where installers put it without saying so to the command line
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
OFFICE = "BPKIT_LIBREOFFICE"  # whoever has it elsewhere says so here
FORMS = (".xlsx", ".docx")
AT_ONCE = 12  # files that one LibreOffice is given: starting it takes longer than most forms
STARTING, A_FILE = 60.0, 15.0  # seconds; a form takes about one on a laptop of 2012
GONE = "retired"


def find_office() -> Path | None:
    """LibreOffice's program; None where it is not installed."""
    said = os.environ.get(OFFICE, "")
    found = (shutil.which(name) for name in ((said,) if said else NAMES))
    there = (place for place in (() if said else PLACES) if Path(place).is_file())
    place = next(filter(None, found), None) or next(there, None)
    return Path(place) if place else None


def write_pdfs(forms: Iterable[WrittenForm], root: Path) -> tuple[list[WrittenForm], list[str]]:
    """Bring the PDF of each form and letter beside it; what was written, and why one could not be.

    A form that went away takes its PDF with it. `root` is the folder whose register knows what bpkit wrote.

    Raises:
        UserError: a PDF is missing and LibreOffice is not there.
        LockedError: another bpkit is writing.
    """
    with locked(root):
        register = Register(root)
        made: list[WrittenForm] = []
        waiting: list[tuple[Path, bytes]] = []
        for form in (one for one in forms if one.path.suffix in FORMS):
            data = content(form.path)
            if form.status == GONE:
                gone = retire(form.path.with_suffix(".pdf"), register)
                made += (WrittenForm(one.path, one.status.value) for one in gone)
            elif data is not None and (known := _known(form.path, data)):
                made.append(WrittenForm(known, "unchanged"))
            elif data is not None:
                waiting.append((form.path, data))
        refused: list[str] = []
        for path, data, pdf in _converted(waiting):
            try:
                made.append(_published(path, data, pdf, register))
            except ShareError as error:  # one that is open keeps no other from being written
                refused.append(f"{error.problem} {error.remedy}".strip())
    return made, refused


def _published(form: Path, data: bytes, pdf: bytes, register: Register) -> WrittenForm:
    """Bring a PDF beside its form.

    Raises:
        ShareError: LibreOffice made none, or it can't be written.
    """
    if not pdf:
        raise ShareError(say("forms.pdf_failed", path=form))
    published = publish(form.with_suffix(".pdf"), pdf + _mark(data), register)
    return WrittenForm(published.path, published.status.value)


def _mark(form: bytes) -> bytes:
    """The last line of a PDF, which readers of PDF pass over."""
    return f"\n%bpkit {sha256(form).hexdigest()}\n".encode()


def _known(path: Path, form: bytes) -> Path | None:
    """The PDF that was made of this very form, under its name or beside a person's own."""
    target, mark = path.with_suffix(".pdf"), _mark(form)
    return next((one for one in (target, beside(target)) if (content(one) or b"").endswith(mark)), None)


def _converted(waiting: Sequence[tuple[Path, bytes]]) -> Iterator[tuple[Path, bytes, bytes]]:
    """Each form with its PDF; no bytes where LibreOffice made none."""
    if not waiting:
        return
    office = find_office()
    if office is None:
        raise UserError(say("forms.pdf_no_office"), say("forms.pdf_no_office_remedy"))
    with tempfile.TemporaryDirectory(prefix="bpkit-pdf-", ignore_cleanup_errors=True) as scratch:
        for start in range(0, len(waiting), AT_ONCE):
            batch = waiting[start : start + AT_ONCE]
            found = _batch(office, batch, Path(scratch))
            if len(batch) > 1 and b"" in found:  # one that brings LibreOffice down must not take others along
                found = [
                    pdf or _batch(office, [one], Path(scratch))[0]
                    for one, pdf in zip(batch, found, strict=True)
                ]
            for (path, data), pdf in zip(batch, found, strict=True):
                yield path, data, pdf


def _batch(office: Path, batch: Sequence[tuple[Path, bytes]], scratch: Path) -> list[bytes]:
    """The PDFs of some forms, which LibreOffice sees under plain names of their own."""
    folder = Path(tempfile.mkdtemp(dir=scratch))
    sources = [folder / f"{number}{path.suffix}" for number, (path, _) in enumerate(batch)]
    for source, (_, data) in zip(sources, batch, strict=True):
        source.write_bytes(data)
    profile = f"-env:UserInstallation={(scratch / 'profile').as_uri()}"
    settings = ("--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf", "--outdir", str(folder))
    _run([str(office), profile, *settings, *map(str, sources)], STARTING + A_FILE * len(batch))
    return [_pdf(source.with_suffix(".pdf")) for source in sources]


def _pdf(file: Path) -> bytes:
    """What lies there, if it is a whole PDF."""
    with suppress(OSError):
        data = file.read_bytes()
        if data.startswith(b"%PDF-") and b"%%EOF" in data[-64:]:
            return data
    return b""


def _run(command: Sequence[str], seconds: float) -> None:
    """Run LibreOffice, and end it with all that it started when its time is over."""
    own = {} if sys.platform == "win32" else {"start_new_session": True}
    try:
        office = subprocess.Popen(  # noqa: S603 - our own arguments
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **own,  # type: ignore[call-overload]
        )
    except OSError:
        return  # no PDF comes of it, and that is told
    try:
        office.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        _end(office)


def _end(office: subprocess.Popen[bytes]) -> None:
    if office.poll() is not None:
        return
    with suppress(OSError):
        if sys.platform == "win32":
            office.kill()
        else:
            os.killpg(office.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        office.wait(10)
