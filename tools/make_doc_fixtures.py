"""Makes tests/data/semua.doc with LibreOffice: one Word 97 document with a little of everything.

    python tools/make_doc_fixtures.py

The tests read the file that lies in the repository and need neither this script nor LibreOffice.
"""

import base64
import io
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

TARGET = Path(__file__).parents[1] / "tests" / "data"
TEMPLATE = Path(__file__).with_name("doc_fixture.fodt")  # {jpeg} and {png} stand for the pictures


def frame(name: str, kind: str, width: int, height: int) -> str:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (90, 140, 60)).save(file, kind)
    data = base64.b64encode(file.getvalue()).decode()
    place = 'text:anchor-type="as-char" svg:width="4cm" svg:height="5cm"'
    picture = f"<draw:image><office:binary-data>{data}</office:binary-data></draw:image>"
    return f'<draw:frame draw:name="{name}" {place}>{picture}</draw:frame>'


def main() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace("{jpeg}", frame("Foto1", "JPEG", 120, 160)).replace(
        "{png}", frame("Foto2", "PNG", 64, 48)
    )
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "semua.fodt"
        source.write_text(text, encoding="utf-8")
        profile = f"-env:UserInstallation={Path(folder).as_uri()}/profile"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            "doc:MS Word 97",
            "--outdir",
            str(TARGET),
            str(source),
        ]
        subprocess.run(command, check=True)
    print(f"{TARGET / 'semua.doc'}: {(TARGET / 'semua.doc').stat().st_size} bytes")


if __name__ == "__main__":
    main()
