"""Lets LibreOffice make the documents and workbooks in tests/data/office from the sources in tools/fixtures.

    PYTHONPATH=/usr/lib/python3/dist-packages python tools/make_fixtures.py [NAME...]

Needs LibreOffice and its Python package `uno`, which Debian puts where the line above looks for it. The tests
read what lies in the repository and need neither. What LibreOffice can't write (Excel 95, .xlsb, Word 95) and
no program would (damaged and hostile files) is made in tests/make.
"""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image

try:
    import uno  # type: ignore[import-not-found]
    from com.sun.star.beans import NamedValue, PropertyValue  # type: ignore[import-not-found]
except ImportError:
    sys.exit(__doc__)

ROOT = Path(__file__).parents[1]
SOURCES, TARGET = ROOT / "tools" / "fixtures", ROOT / "tests" / "data" / "office"
PASSWORD = "rahasia"
EXCEL_97, CALC, EXCEL = "MS Excel 97", "calc8", "Calc MS Excel 2007 XML"
FLAT = "OpenDocument Spreadsheet Flat XML"
WORD_97, WRITER, WORD = "MS Word 97", "writer8", "MS Word 2007 XML"
LOCKED = "terkunci"  # files with a password begin with this

# What is made: the file's name, its source, and the filter that LibreOffice writes it with.
FILES = (
    ("semua.doc", "semua.fodt", WORD_97),
    ("semua.docx", "semua.fodt", WORD),
    ("semua.odt", "semua.fodt", WRITER),
    ("latin.doc", "latin.fodt", WORD_97),
    ("gambar.doc", "gambar.fodt", WORD_97),
    ("sel.xls", "sel.fods", EXCEL_97),
    ("sel.ods", "sel.fods", CALC),
    ("sel.fods", "sel.fods", FLAT),
    ("lembar.xls", "lembar.xlsx", EXCEL_97),
    ("lembar.ods", "lembar.xlsx", CALC),
    ("lembar.xlsx", "lembar.xlsx", EXCEL),
    (f"{LOCKED}.xls", "sel.fods", EXCEL_97),
    (f"{LOCKED}.ods", "sel.fods", CALC),
    (f"{LOCKED}.xlsx", "sel.fods", EXCEL),
    (f"{LOCKED}.doc", "latin.fodt", WORD_97),
    (f"{LOCKED}.odt", "latin.fodt", WRITER),
    (f"{LOCKED}.docx", "latin.fodt", WORD),
    ("templat lampiran-2.xlsx", "lampiran-2.xlsx", EXCEL),
    ("templat lembar-penilaian.xlsx", "lembar-penilaian.xlsx", EXCEL),
)


def main() -> None:
    """Make what is named, else everything."""
    wanted = sys.argv[1:]
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        office, desktop = _started(Path(scratch))
        try:
            for name, source, kind in FILES:
                if not wanted or name in wanted:
                    _make(desktop, _source(source, Path(scratch)), TARGET / name, kind)
                    print(f"{name}: {(TARGET / name).stat().st_size} bytes")
        finally:
            desktop.terminate()
            office.wait(30)


def _started(scratch: Path) -> tuple[subprocess.Popen[bytes], Any]:
    """LibreOffice with a profile of its own, and its desktop."""
    profile = f"-env:UserInstallation={(scratch / 'profile').as_uri()}"
    pipe = f"pipe,name={scratch.name}"
    office = subprocess.Popen(["soffice", profile, "--headless", "--norestore", f"--accept={pipe};urp;"])
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    for _ in range(120):
        try:
            there = resolver.resolve(f"uno:{pipe};urp;StarOffice.ComponentContext")
            return office, there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception:  # noqa: BLE001 - its own exceptions derive from nothing that is known before it runs
            time.sleep(0.5)
    sys.exit("LibreOffice does not answer.")


def _make(desktop: Any, source: Path, target: Path, kind: str) -> None:
    opened = desktop.loadComponentFromURL(source.as_uri(), "_blank", 0, _said(Hidden=True))
    password = _password(target.suffix) if target.stem == LOCKED else {}
    opened.storeToURL(target.as_uri(), _said(FilterName=kind, **password))
    opened.close(True)


def _password(extension: str) -> dict[str, Any]:
    """How a filter is told the password; those of Open XML want what the dialogue makes of it."""
    if extension not in (".docx", ".xlsx"):
        return {"Password": PASSWORD}
    said = NamedValue("CryptoType", "Standard"), NamedValue("OOXPassword", PASSWORD)
    return {"EncryptionData": uno.Any("[]com.sun.star.beans.NamedValue", said)}


def _said(**properties: Any) -> tuple[Any, ...]:
    return tuple(PropertyValue(name, 0, value, 0) for name, value in properties.items())


def _source(name: str, scratch: Path) -> Path:
    """The file that LibreOffice opens."""
    if name == "lembar.xlsx":
        sys.path.insert(0, str(ROOT / "tests"))
        from make.score_forms import edited, scored

        (scratch / name).write_bytes(edited(scored))
        return scratch / name
    if (ROOT / "templates" / name).exists():
        return ROOT / "templates" / name
    text = (SOURCES / name).read_text(encoding="utf-8")
    text = re.sub(r"\{(jpeg|png|data) (\d+) (\d+)\}", lambda m: _picture(m[1], int(m[2]), int(m[3])), text)
    (scratch / name).write_text(text, encoding="utf-8")
    return scratch / name


def _picture(kind: str, width: int, height: int) -> str:
    """What `{jpeg 800 600}` stands for: a picture of so many pixels; `{data 800 600}` for its content."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (90, 140, 60)).save(file, "PNG" if kind == "png" else "JPEG")
    data = f"<office:binary-data>{base64.b64encode(file.getvalue()).decode()}</office:binary-data>"
    return data if kind == "data" else f"<draw:image>{data}</draw:image>"


if __name__ == "__main__":
    main()
