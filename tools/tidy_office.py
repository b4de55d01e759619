"""Takes out of Office files what their program put in unasked: by whom they were saved, when and where.

    python tools/tidy_office.py [FILE...]            tidies these files, else every template
    python tools/tidy_office.py --check [FILE...]    says which are not tidy, and exits 1

Run it after you changed a template or a document of the example share in Word, Excel or LibreOffice: what is
committed then differs where you changed something and nowhere else. The author (`creator`) stays.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import BadZipFile

from bpkit.office import read_parts, to_bytes

TEMPLATES = Path(__file__).parents[1] / "templates"
CORE, PROGRAM = "docProps/core.xml", "docProps/app.xml"
TYPES, SHEETS = "[Content_Types].xml", "xl/worksheets/sheet"
_CREATED, _MODIFIED = (re.compile(rf"(<dcterms:{name}[^>]*>)([^<]*)(<)") for name in ("created", "modified"))
_CREATOR = re.compile(r"<dc:creator[^>/]*>([^<]*)<")
_SAVED_BY = re.compile(r"(<cp:lastModifiedBy>)([^<]*)(<)")
_OF_A_PERSON = re.compile(r"<(Company|Manager|HyperlinkBase)>[^<]*</\1>")
_MINUTES = re.compile(r"(<TotalTime>)[^<]*(<)")
_PRINTER = re.compile(r"/printerSettings/[^/]+$")
_OF_THE_PRINTER = re.compile(r"<(?:Relationship|Override) [^>]*printerSettings[^>]*/>")
_PAGE_S_PRINTER = re.compile(r"(<pageSetup[^>]*) r:id=\"[^\"]*\"")
_FOLDER = re.compile(
    r"<mc:AlternateContent[^>]*><mc:Choice[^>]*><x15ac:absPath.*?</mc:AlternateContent>", re.S
)


def tidy(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts of an Office file without whatever tells of its last editor and his machine."""
    printers = {name for name in parts if _PRINTER.search(name)}
    kept = {name: data for name, data in parts.items() if name not in printers}
    changes: dict[str, Callable[[str], str]] = {
        CORE: _core,
        PROGRAM: _program,
        "xl/workbook.xml": lambda text: _FOLDER.sub("", text),
    }
    if printers:  # Excel keeps the settings of one machine's printer in a part
        changes |= {
            name: lambda text: _OF_THE_PRINTER.sub("", text)
            for name in kept
            if name.endswith((".rels", TYPES))
        }
        changes |= {
            name: lambda text: _PAGE_S_PRINTER.sub(r"\1", text) for name in kept if name.startswith(SHEETS)
        }
    return {
        name: changes[name](data.decode()).encode() if name in changes else data
        for name, data in kept.items()
    }


def _core(text: str) -> str:
    """Nobody saved it last but its author, at no other time than it was made."""
    author, made = _CREATOR.search(text), _CREATED.search(text)
    names = {"", author[1] if author else ""}
    text = _SAVED_BY.sub(lambda found: found[0] if found[2] in names else found[1] + found[3], text)
    return _MODIFIED.sub(lambda found: found[1] + made[2] + found[3], text) if made else text


def _program(text: str) -> str:
    return _MINUTES.sub(r"\g<1>0\g<2>", _OF_A_PERSON.sub(r"<\1/>", text))


def main() -> int:
    """Tidy the files, or check them."""
    named = [Path(word) for word in sys.argv[1:] if word != "--check"]
    untidy = 0
    for file in named or sorted([*TEMPLATES.glob("*.xlsx"), *TEMPLATES.glob("*.docx")]):
        try:
            parts = read_parts(file.read_bytes())
        except BadZipFile:
            sys.exit(f"{file} is no Office file")
        if (tidied := tidy(parts)) != parts:
            untidy += 1
            print(f"{file} {'tells who saved it' if '--check' in sys.argv else 'tidied'}")
            if "--check" not in sys.argv:
                file.write_bytes(to_bytes(tidied))
    return 1 if untidy and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
