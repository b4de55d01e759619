"""The words of Rich Text Format that matter to a reader, and the code pages it names by number."""

from __future__ import annotations

import codecs

from .content import DocumentPart

# Destinations whose words are not the document's, though no `\\*` says so.
SKIPPED = {
    *("annotation", "atnauthor", "atnid", "bkmkend", "bkmkstart", "colortbl", "datafield", "filetbl"),
    *("fldinst", "generator", "info", "listtable", "listtext", "nonshppict", "pgdsctbl", "pntext"),
    *("revtbl", "rsidtbl", "rxe", "shprslt", "tc", "txe", "xe", "xmlnstbl"),
}
# Destinations that `\\*` lets old readers skip, and that hold what this one wants.
WANTED = frozenset(("shppict", "shpinst", "do", "picprop", "objclass"))
SHAPES = ("shp", "shpgrp")
SIDES = ("shpleft", "shptop", "shpright", "shpbottom")  # of a shape, in twips
BOXES = ("shptxt", "dptxbxtext")
MARGINS = (DocumentPart.HEADER, DocumentPart.FOOTER)
PARTS = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), DocumentPart.HEADER),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), DocumentPart.FOOTER),
    **dict.fromkeys(BOXES, DocumentPart.TEXT_BOX),
    "footnote": DocumentPart.NOTE,
}
INTO = {
    "fonttbl": "fonts",
    "stylesheet": "styles",
    "pict": "picture",
    "sn": "sn",
    "sv": "sv",
    "objclass": "objclass",
} | dict.fromkeys(("shpinst", "do", "picprop"), "nothing")
SIGNS = {b"~": "\xa0", b"_": "-", b"\n": "\n", b"\r": "\n", b"{": "{", b"}": "}", b"\\": "\\"}
WORDS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
}
PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}

# 0, 1 and 2 (ANSI, default, symbol) are left to the document.
_CHARSETS = {
    77: 10000,
    128: 932,
    129: 949,
    130: 1361,
    134: 936,
    136: 950,
    161: 1253,
    162: 1254,
    163: 1258,
    177: 1255,
    178: 1256,
    186: 1257,
    204: 1251,
    222: 874,
    238: 1250,
    254: 437,
    255: 850,
}
_NAMES = {10000: "mac_roman", 65001: "utf-8", 1361: "johab"}


def code_page(number: int | None) -> str | None:
    """Python's name of a code page (`\\ansicpg1252`); None where there is none of that number."""
    if not number:
        return None
    name = _NAMES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def charset_page(charset: int) -> str | None:
    """Likewise for a font's character set (`\\fcharset204`); None leaves it to the document's own."""
    return code_page(_CHARSETS.get(charset))
