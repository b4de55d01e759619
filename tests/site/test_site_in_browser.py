"""The pages in a real browser, from a folder as by double click; left out where there is no Chromium."""

import functools
import os
import re
import shutil
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from make.shares import korkot, make_share, write_document
from make.sites import ReadPage, site_of

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium")
FRAME = (
    '<!DOCTYPE html><title>x</title><body style="margin:0">'
    '<iframe id="f" src="{src}" style="width:360px;height:900px;border:0"></iframe>'
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("peramban")
    share = make_share(root / "Berbagi")
    write_document(share / korkot("Semarang") / "Kali <b>Bersih<b>.docx", author="Zainal Arifin", photos=0)
    (share / korkot("Semarang") / "Jalan" / "komentar").mkdir(parents=True)
    (share / korkot("Semarang") / "Jalan" / "komentar" / "a.txt").write_text(
        "<script>document.title=1</script>"
    )
    site_of(share, root / "situs web")
    return root / "situs web"


def dom(address: str, profile: Path) -> str:
    """The page as it stands once its scripts have run."""
    command = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
    command += ["--allow-file-access-from-files"] if "bingkai" in address else []
    done = subprocess.run(
        [*command, "--virtual-time-budget=3000", "--dump-dom", address],
        capture_output=True, check=True, timeout=60, env={**os.environ, "HOME": str(profile)},
    )  # fmt: skip
    return done.stdout.decode()


def found(text: str) -> list[str]:
    results = re.search('<ol id="hasil".*?</ol>', text, re.DOTALL)
    assert results is not None
    return re.findall("<a [^>]*>(.*?)</a>", results[0])


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("sampah bank", ["Bank Sampah"]),
        ("zainal", ["Kali &lt;b&gt;Bersih&lt;b&gt;"]),
        ("posyan", ["Posyandu"]),
        ("tidakadakatanya", []),
    ],
)
def test_searching_works_by_double_click(site: Path, tmp_path: Path, asked: str, titles: list[str]) -> None:
    address = f"{(site / 'cari.html').as_uri()}#{asked.replace(' ', '%20')}"
    text = dom(address, tmp_path)
    first = found(text)[: len(titles)] if titles else found(text)
    assert first == titles


def test_searching_works_from_a_server_below_a_path(site: Path, tmp_path: Path) -> None:
    handler = functools.partial(_Quiet, directory=str(site.parent))
    with _served(handler) as port:
        assert found(dom(f"http://127.0.0.1:{port}/situs%20web/cari.html#batik", tmp_path))[0] == "Batik"


def test_the_search_offers_the_months_provinces_and_media_there_are(site: Path, tmp_path: Path) -> None:
    text = dom((site / "cari.html").as_uri(), tmp_path)
    options = re.findall('<option value="([^"]+)"', text)
    assert options == ["Jawa Tengah", "2010-10", "tulisan"]


def test_hostile_words_run_nothing(site: Path, tmp_path: Path) -> None:
    (file,) = (site / "tulisan").glob("jalan-*.html")
    text = dom(file.as_uri(), tmp_path)
    assert "<title>Jalan" in text
    assert [one for one in ReadPage(text).tags if one == "script"] == ["script"]


@pytest.mark.parametrize("name", ["index.html", "cari.html", "kemajuan.html", "tulisan"])
def test_no_page_is_wider_than_a_telephone(site: Path, tmp_path: Path, name: str) -> None:
    file = site / name
    if file.is_dir():
        (file,) = file.glob("bank-sampah-*.html")
    frame = tmp_path / "bingkai.html"
    script = (
        "<script>document.getElementById('f').onload=e=>"
        "{document.title=e.target.contentDocument.documentElement.scrollWidth}</script>"
    )
    frame.write_text(FRAME.format(src=file.as_uri()) + script)
    width = re.search("<title>([0-9]+)</title>", dom(frame.as_uri(), tmp_path / "profil"))
    assert width is not None
    assert int(width[1]) <= 360


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class _served:  # noqa: N801
    """A web server while it is asked."""

    def __init__(self, handler: functools.partial[_Quiet]) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)

    def __enter__(self) -> int:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return int(self._server.server_address[1])

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
