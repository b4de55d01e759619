"""A real browser for tests, and a share with something on every kind of page, all of it hostile."""

from __future__ import annotations

import functools
import os
import shutil
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from make.oldformats import pdf, pdf_text
from make.pictures import photo_of
from make.shares import KMW, korkot, make_share, write_document
from make.wordfiles import docx, drawing, p, table

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# So that it asks nobody for anything: updates, suggestions, lists.
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-extensions"
).split()
HOSTILE = "<script>document.title=1</script><img src=x onerror=document.title=2>"
LONG = "Pembangunanjalanlingkungandenganswadayamasyarakat" * 3  # no blank to break at


@contextmanager
def started() -> Iterator[Browser]:
    """The machine's Chromium; the test is left out where there is none, or no Playwright."""
    if PROGRAM is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install 'bpkit[browser]'")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=PROGRAM, args=QUIET)
        yield browser
        browser.close()


def write_hostile_share(share: Path) -> Path:
    """Every kind of page: documents, a PDF, audio, graphics, comments, winners, a knowledge product."""
    make_share(share)
    with (share / "bpkit.yaml").open("a", encoding="utf-8") as file:
        file.write("situs: {surel: kmw@example.org, whatsapp: 0812-9999-8888}\n")
    folder = share / korkot("Semarang")
    write_document(folder / "Kali <b>Bersih<b>.docx", author="Zainal <i>Arifin<i>", photos=0)
    write_document(folder / f"{LONG[:90]}.docx", author='O\'Brien "Ani" <b>', photos=1)
    escaped = HOSTILE.replace("<", "&lt;")
    body = p("Latar", "Heading1") + p(f"{escaped} {LONG} ") + p(inner=drawing())
    body += p(f"Foto 1. {escaped}", "Caption")
    body += p("Tabel 1. Anggaran") + table(*[tuple(p(f"{LONG[:20]} {n}") for n in range(6))] * 3)
    (folder / "Jalan.docx").write_bytes(docx(body, {"word/media/a.jpg": photo_of("x", (1600, 1200))}))
    (folder / "Jalan.yaml").write_text(
        f"penulis: {{nama: 'Rina {HOSTILE}'}}\nlembaga: {{nama: '{HOSTILE}', kontak: 024-7654321}}\n"
    )
    (folder / "Pindaian.pdf").write_bytes(pdf([pdf_text(72, 700, "Warga membangun jalan")]))
    with wave.open(str(folder / "Suara.wav"), "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))  # browsers play nothing slower
        sound.writeframes(b"\x80" * 80_000)
    (folder / "Komik.jpg").write_bytes(photo_of("komik", (2000, 1500)))
    (folder / "Komik.yaml").write_text("media: grafis\n")
    write_document(share / KMW / "produk pengetahuan" / "Buku Saku.docx", author="Wati Utami", photos=0)
    proposal = folder / "penilaian" / "keputusan.yaml"
    proposal.parent.mkdir()
    proposal.write_text("tingkat: korkot\nurutan: [Bank Sampah, Posyandu, Jalan]\nalasan: Rapat.\n")
    comments = folder / "Jalan" / "komentar"
    comments.mkdir(parents=True)
    (comments / "a.txt").write_text(f"Nama: {HOSTILE}\nTanggal: 1 November 2010\n\n{HOSTILE}\n{LONG}")
    # The letter is out: values and ranks show.
    (share / KMW / "Surat Penetapan_KMW (Jawa Tengah)_(Oktober 2010).docx").write_bytes(b"x")
    return share


def kinds_of_pages(site: Path) -> list[str]:
    """A page of each kind, as seen from the site."""
    fixed = ["index.html", "cari.html", "terpilih.html", "produk.html", "media.html", "kemajuan.html"]
    found = (sorted((site / name).glob("*.html"))[0] for name in ("bulan", "propinsi", "kota", "penulis"))
    writings = ("jalan-", "pindaian-", "suara-", "komik-", "bank-sampah-", "buku-saku-", "kali-")
    told = (next((site / "tulisan").glob(f"{name}*.html")) for name in writings)
    progress = site / "kemajuan" / "2010-10.html"
    return [*fixed, *(one.relative_to(site).as_posix() for one in (*found, *told, progress))]


def writing(site: Path, name: str) -> str:
    """The address of a writing's page, by how its name begins."""
    return next((site / "tulisan").glob(f"{name}-*.html")).as_uri()


@contextmanager
def asked_of(page: Page) -> Iterator[list[str]]:
    """The addresses that a page asks for which are no files of the site."""
    asked: list[str] = []
    page.on("request", lambda request: None if request.url.startswith("file:") else asked.append(request.url))
    yield asked


def until(page: Page, condition: str) -> None:
    """Wait until JavaScript says so. Playwright's own way of waiting is what the pages' policy forbids."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never: {condition}")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on a web server of this machine."""
    handler = functools.partial(_Quiet, directory=os.fspath(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
