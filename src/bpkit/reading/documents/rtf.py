"""Rich Text Format (.rtf) of Word, WordPad and LibreOffice."""

from __future__ import annotations

import codecs
import re
from copy import copy
from pathlib import Path

from msgspec.structs import replace

from ... import limits
from ...model.problems import Kind, Problem, UnreadableError
from ..images.photos import PicturePlace
from .content import CM_A_TWIP, Block, DocumentContent, DocumentPart, Flow, ListItem, Picture, reader
from .numbering import number_of
from .rtf_pictures import FILLING, PICTURE, RtfPicture, RtfShape, included

_TOKEN = re.compile(
    rb"(?P<text>[^\\{}\r\n\x00]+)|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})? ?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})|(?P<brace>[{}])|\\(?P<sign>[^a-zA-Z])|[\r\n\x00]+|\\"
)
_BRACE = re.compile(rb"[{}]|\\bin([0-9]{1,9}) ?|\\.", re.DOTALL)


_MOST_PICTURES = limits.PICTURES
MOST_TOKENS = limits.RTF_TOKENS
_LONGEST_LINK = 4096  # bytes of a field's instruction
_LABEL = 400  # bytes, with the words that format it
_CONTROL = re.compile(rb"\\'[0-9a-f]{2}|\\[a-z]+-?[0-9]* ?|[{}]")
_DEEPEST = limits.RTF_DEPTH


@reader
def read_rtf(path: Path, data: bytes) -> DocumentContent:
    """The blocks of an .rtf in reading order; one that breaks off is read as far as it goes."""
    start = data.find(b"{\\rtf", 0, 1024)
    if start < 0:
        raise UnreadableError(Kind.BROKEN, "no {\\rtf at the beginning")
    document = _RtfReader(path, data)
    ended = document.run(start)
    detail = "no last brace: it breaks off, or nests without end"
    cut = () if ended else (Problem(path, kind=Kind.BROKEN, detail=detail),)
    return DocumentContent(tuple(document.blocks()), cut, page_cm=document.page_cm())


class _GroupState:
    """What a group inherits and gives back at its end."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.part: DocumentPart | None = None  # of the story that this very group began
        self.into = "text"  # or fonts, styles, picture, sn, sv, nothing
        self.begins = False  # whether this very group turned to what `into` says
        self.bold = self.italic = self.hidden = self.deleted = self.centred = self.table = False
        self.size: float | None = None
        self.style = 0
        self.depth = 0  # of the paragraph in its list, where it is an item
        self.code: str | None = None
        self.doubles = 1  # letters behind \\u for readers without Unicode
        self.shape: RtfShape | None = None  # that stands around
        self.begins_shape = False
        self.property = ""  # of a shape or a picture, whose value this is
        self.in_picture = False  # among the properties of a picture, not of a shape
        self.program: str | None = None  # whose object stands around
        self.included: tuple[str, int] | None = None  # the picture this field links to; pictures before it


class _RtfReader:
    def __init__(self, path: Path, data: bytes) -> None:
        self.path, self.data, self.at = path, data, 0
        self.body, self.heads = Flow(), list[Flow]()
        self.state, self.stack = _GroupState(self.body), list[_GroupState]()
        self.code, self.page = "cp1252", {"paperw": 0, "paperh": 0}
        self.fonts: dict[int, str | None] = {}
        self.font = 0
        self.styles: dict[int, str] = {}
        self.number = (0, "")  # of the last item, and whether numbers are letters
        self.letters = bytearray()  # not decoded yet: a letter may take two bytes
        self.doubles = self.high = 0  # letters still to leave out; the first half of a letter past U+FFFF
        self.starred = False
        self.drawn, self.count = RtfPicture(), 0
        self.words = ""  # the name or property being read
        self.property = ""

    def run(self, start: int) -> bool:
        """Reads on to the last closing brace; False if it doesn't come to it.

        Raises:
            UnreadableError: words and groups without end, which take minutes.
        """
        self.at = start
        for _ in range(MOST_TOKENS):
            found = _TOKEN.match(self.data, self.at)
            if not found:
                return False
            self.at, kind = found.end(), found.lastgroup
            if kind == "text":
                self.text(found["text"], found.start())
            elif kind in ("word", "number"):
                self.word(found["word"].decode().lower(), int(found["number"]) if kind == "number" else None)
            elif kind == "hex":
                self.text(bytes.fromhex(found["hex"].decode()), found.start())
            elif kind == "sign":
                self.sign(found["sign"])
            elif kind == "brace" and not self.brace(found["brace"]):
                return not self.stack
        raise UnreadableError(Kind.UNSAFE, "words and groups without end", f"> {MOST_TOKENS} \\…")

    def brace(self, sign: bytes) -> bool:
        """Open or close a group; False where reading ends: behind the last one, or too deep."""
        if sign == b"}":
            self.close()
            return bool(self.stack)
        if len(self.stack) < _DEEPEST:
            self.open()
            return True
        return False

    def blocks(self) -> list[Block]:
        while self.stack:
            self.close()
        return [block for flow in (*self.heads, self.body) for block in flow.finish()]

    def page_cm(self) -> tuple[float, float] | None:
        width, height = (round(self.page[side] * CM_A_TWIP, 2) for side in ("paperw", "paperh"))
        return (width, height) if width > 0 and height > 0 else None

    # Groups -------------------------------------------------------------------------------------------

    def open(self) -> None:
        self.flush()
        self.stack.append(self.state)
        self.state = copy(self.state)
        self.state.part, self.state.begins, self.state.begins_shape = None, False, False
        self.state.included = None
        self.doubles, self.starred = 0, False

    def close(self) -> None:
        self.flush()
        ended, self.state = self.state, self.stack.pop()
        self.doubles, self.starred = 0, False
        if ended.part in (DocumentPart.NOTE, DocumentPart.TEXT_BOX):
            self.state.flow.hang(ended.flow.finish())
        if ended.begins_shape and ended.shape:
            for picture in ended.shape.pictures(self.path):
                self.show(picture)
        if ended.included and ended.included[1] == self.count:
            self.show(PicturePlace(self.path, "").linked(ended.included[0]))
        if ended.begins:
            self.close_destination(ended)

    def close_destination(self, ended: _GroupState) -> None:
        """Take what stood in a destination that ends here."""
        if ended.into == "picture":
            self.hold(self.drawn.picture(self.path, f"image{self.count + 1}"))
        elif ended.into == "objclass":
            self.state.program = self.words.strip()
        elif ended.into == "sn":
            self.property = self.words.strip()
        elif ended.into == "sv" and ended.in_picture:
            if ended.property == "wzDescription":
                self.drawn.alt_text = self.words.strip()
        elif ended.into == "sv" and ended.shape:
            ended.shape.said[ended.property] = self.words.strip()

    def hold(self, picture: Picture | None) -> None:
        """A picture stands in the text, or is a property of the shape around."""
        shape = self.state.shape if self.state.into == "sv" else None
        if picture and shape is None:
            self.show(picture)
        elif picture and shape and self.state.property in (PICTURE, FILLING):
            shape.held[self.state.property] = picture

    def show(self, picture: Picture) -> None:
        self.count += 1
        if self.count <= _MOST_PICTURES:
            self.state.flow.show(replace(picture, name=f"image{self.count}"))

    def skip(self) -> None:
        """To the brace that closes this group; the bytes of a picture go by at the speed of a search."""
        depth, data, end = 1, self.data, self.at - 1
        while depth:
            end = end if end >= self.at else data.find(b"}", self.at)
            if end >= 0 and data.find(b"{", self.at, end) < 0 and data.find(b"\\", self.at, end) < 0:
                self.at, depth = end + 1, depth - 1
                continue
            if not (found := _BRACE.search(data, self.at)):
                self.at = len(data)
                return
            self.at = found.end() + int(found[1] or 0)
            depth += {b"{": 1, b"}": -1}.get(found[0], 0)
        self.at -= 1

    def pass_over(self, word: str) -> None:
        """Leave a destination out; of a field only whether it is a link to a picture matters."""
        start = self.at
        self.skip()
        if word == "fldinst" and self.stack:
            name = included(self.data[start : min(self.at, start + _LONGEST_LINK)])
            self.stack[-1].included = (name, self.count) if name else None
        elif word in LABELS and self.stack:
            # What an old reader shall show before an item: a sign, or the item's number.
            label = _CONTROL.sub(b"", self.data[start : min(self.at, start + _LABEL)]).strip()
            self.number = number, sign = number_of(label.decode("ascii", "replace"), self.number) or (0, "")
            # Word puts it before the words that begin the paragraph's format anew.
            self.stack[-1].flow.item = ListItem("#" if number else "*", number=number, sign=sign)

    def begin(self, word: str) -> None:
        """Turn to the destination, or the shape, that this group is."""
        state = self.state
        if word in SHAPES:
            state.shape, state.begins_shape, state.in_picture = RtfShape(state.shape), True, False
        elif word in PARTS:
            # A text box in a header is as much the header's as the words beside it.
            in_margin = word in BOXES and state.flow.part in MARGINS
            state.part, state.into, state.table = PARTS[word], "text", False
            state.flow = Flow(state.flow.part if in_margin else PARTS[word])
            if state.part in MARGINS:
                self.heads.append(state.flow)
        elif word in INTO:
            state.into, state.begins, self.words = INTO[word], True, ""
            state.property = self.property
            state.in_picture = state.in_picture or word in ("picprop", "pict")
            if word == "pict":
                self.drawn = RtfPicture(state.program)

    # What stands in them ------------------------------------------------------------------------------

    def text(self, text: bytes, start: int) -> None:
        if self.doubles:
            left_out = min(self.doubles, len(text))
            self.doubles -= left_out
            text = text[left_out:]
        into = self.state.into
        if into == "text":
            if not self.state.hidden and not self.state.deleted:
                self.letters += text
        elif into == "picture":
            end = _BRACE.search(self.data, start)
            self.at = end.start() if end else len(self.data)
            self.drawn.add_hex(self.data[start : self.at])
        elif into != "nothing":
            self.words += text.decode("cp1252", errors="replace")
            if into == "styles" and ";" in self.words:
                self.styles[self.state.style] = self.words.partition(";")[0].strip().lower()
                self.words = ""

    def flush(self) -> None:
        if self.letters:
            text = self.letters.decode(self.state.code or self.code, errors="replace")
            self.letters.clear()
            self.write(text)

    def write(self, text: str) -> None:
        state = self.state
        if state.into == "text" and not state.hidden and not state.deleted:
            state.flow.write(text, state.bold, state.size, state.italic)
        elif state.into in ("sv", "objclass"):
            self.words += text

    def sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.starred = True
        elif sign in SIGNS:
            self.flush()
            self.write(SIGNS[sign])

    def unicode(self, number: int) -> None:
        self.doubles = self.state.doubles
        number %= 0x10000
        if 0xD800 <= number < 0xDC00:
            self.high = number
            return
        if 0xDC00 <= number < 0xE000:
            number = 0x10000 + (self.high - 0xD800 << 10) + number - 0xDC00 if self.high else 0xFFFD
        self.high = 0
        self.write(chr(number))

    def word(self, word: str, number: int | None) -> None:
        self.flush()
        starred, self.starred, self.doubles = self.starred, False, 0
        if (starred and word not in WANTED and word not in PARTS) or word in SKIPPED:
            self.pass_over(word)
        elif word in PARTS or word in INTO or word in SHAPES:
            self.begin(word)
        elif word == "u":
            self.unicode(number or 0)
        elif word == "bin":
            self.drawn.add_bytes(self.data[self.at : self.at + max(number or 0, 0)])
            self.at += max(number or 0, 0)
        elif word in WORDS:
            self.write(WORDS[word])
        elif word in SIDES and self.state.shape:
            self.state.shape.said[word] = str(number or 0)
        else:
            self.say(word, number)

    def say(self, word: str, number: int | None) -> None:
        """What a word says of what is being read."""
        if self.state.into == "picture":
            self.drawn.say(word, number)
        elif self.state.into == "text":
            if not self.mark(word):
                self.format(word, number)
        elif self.state.into in ("fonts", "styles"):
            self.define(word, number)

    def mark(self, word: str) -> bool:
        """Whether the word ends a paragraph, a cell or a row."""
        state = self.state
        style = self.styles.get(state.style, "")
        if state.flow.item and word in ("par", "nestcell", "sect", "cell"):
            state.flow.item = replace(state.flow.item, depth=state.depth)
        if word in ("par", "nestcell") or (word == "sect" and not state.table):
            state.flow.end_paragraph(style, state.centred, state.table)
        elif word == "cell":
            state.flow.end_cell(style, state.centred)
        elif word == "row":
            state.flow.end_row()
        return word in ("par", "nestcell", "sect", "cell", "row")

    def format(self, word: str, number: int | None) -> None:
        state, on = self.state, number != 0
        if word == "pard":
            state.style, state.centred, state.table, state.depth = 0, False, False, 0
        elif word == "plain":
            state.bold, state.italic, state.hidden, state.size, state.code = False, False, False, None, None
        elif word in ("b", "i", "v", "deleted"):
            setattr(state, {"b": "bold", "i": "italic", "v": "hidden"}.get(word, word), on)
        elif word in ("ql", "qc", "qr", "qj"):
            state.centred = word == "qc"
        elif word == "intbl":
            state.table = on
        elif word in ("paperw", "paperh"):
            self.page[word] = number or 0
        elif word == "fs" and number:
            state.size = number / 2
        elif word == "uc":
            state.doubles = min(max(number or 0, 0), 8)
        else:
            self.define(word, number)

    def define(self, word: str, number: int | None) -> None:
        """Fonts, styles and code pages, where they are defined and where they are used."""
        if word == "f":
            self.font = number or 0
            self.state.code = self.fonts.get(self.font)
        elif word == "s":
            self.state.style = number or 0
        elif word == "ilvl":
            self.state.depth = min(max(number or 0, 0), 8)
        elif word == "fcharset" and self.state.into == "fonts":
            self.fonts[self.font] = charset_page(number or 0)
        elif word == "cpg" and self.state.into == "fonts":
            self.fonts[self.font] = code_page(number)
        elif word == "ansicpg":
            self.code = code_page(number) or self.code
        elif word in PAGES:
            self.code = PAGES[word]


# The words of Rich Text Format that matter to a reader, and the code pages it names by number -----------

# Destinations whose words are not the document's, though no `\\*` says so.
SKIPPED = {
    *("annotation", "atnauthor", "atnid", "bkmkend", "bkmkstart", "colortbl", "datafield", "filetbl"),
    *("fldinst", "generator", "info", "listtable", "listtext", "nonshppict", "pgdsctbl", "pntext"),
    *("revtbl", "rsidtbl", "rxe", "shprslt", "tc", "txe", "xe", "xmlnstbl"),
}
LABELS = ("listtext", "pntext")  # two of them: what stands before an item of a list
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
    "fonttbl": "fonts", "stylesheet": "styles", "pict": "picture", "sn": "sn", "sv": "sv",
    "objclass": "objclass", "shpinst": "nothing", "do": "nothing", "picprop": "nothing",
}  # fmt: skip
SIGNS = {b"~": "\xa0", b"_": "-", b"\n": "\n", b"\r": "\n", b"{": "{", b"}": "}", b"\\": "\\"}
WORDS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}

# 0, 1 and 2 (ANSI, default, symbol) are left to the document.
_CHARSETS = {
    77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255,
    178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
}  # fmt: skip
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
