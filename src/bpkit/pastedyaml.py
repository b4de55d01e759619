"""YAML that went through Word, mail or a web page: signs that stand for others are put right before reading.

Blanks of other kinds become blanks, what nobody sees is dropped, quotes that Word curled around a whole key
or value are quotes, and a dash that it lengthened before an entry of a list is a hyphen. Lines stay what they
were; nothing inside a value changes but for the signs that nobody sees.
"""

from __future__ import annotations

import re

from .model.signs import BLANKS, DASHES, DOUBLE_QUOTES, SINGLE_QUOTES, UNSEEN

LONGEST = 255  # letters of a quotation; longer ones are no titles, and would make the search quadratic

# What opens a quotation, and what may close it where one of the two was straightened again.
_DOUBLE = ("“„‟«″〝＂", '”“‟»″〞〟＂"')
_SINGLE = ("‘‚‛‹′‵´`＇", "’‘‛›′‵´`＇'")

_START = r"(?P<start>^[ \t]*(?:- +)*|[\[{,] *|: +)"
_END = r"(?=[ \t]*(?::(?:[ \t]|$)|[,\]}]|$|#))"
_STRAIGHT = r"\"(?:[^\"\\\n]|\\.)*\"" + _END + r"|'(?:[^'\n]|'')*'" + _END
_CURLED = "|".join(
    rf"[{re.escape(opening)}](?P<{name}>[^\n]{{0,{LONGEST}}}?)[{re.escape(closing)}]{_END}"
    for name, (opening, closing) in {"double": _DOUBLE, "single": _SINGLE}.items()
)
_HALF = rf"\"(?P<half>[^\"“\n]{{0,{LONGEST}}})[”″]{_END}"  # only the closing one was curled
_QUOTED = re.compile(rf"{_START}(?:{_STRAIGHT}|{_CURLED}|{_HALF})", re.MULTILINE)

_ENTRY = re.compile(rf"^([ \t]*)[{DASHES}•·▪*] +(?=\S)", re.MULTILINE)
_WIDE_COLON = re.compile("^([ \t]*(?:- +)*[a-z_]+) *： *", re.MULTILINE)

_ANY_SIGN = re.compile(f"[{DASHES}{SINGLE_QUOTES}{DOUBLE_QUOTES}：，｛｝［］]")


def put_right(text: str) -> str:
    """The text as it would have been typed."""
    if text.isascii():
        return _ENTRY.sub(r"\1- ", text) if "* " in text else text
    text = BLANKS.sub(" ", UNSEEN.sub("", text))
    text = _ENTRY.sub(r"\1- ", _WIDE_COLON.sub(r"\1: ", text))
    return _QUOTED.sub(_straight, text)


def odd_sign(line: str) -> tuple[int, str] | None:
    """The first sign of a line that YAML takes for a letter and people for punctuation, and its column."""
    found = _ANY_SIGN.search(line)
    return (found.start() + 1, found[0]) if found else None


def _straight(found: re.Match[str]) -> str:
    """A curled quotation in straight quotes; one that was straight stays as it is."""
    said = next((found[name] for name in ("double", "single", "half") if found[name] is not None), None)
    if said is None:
        return found[0]
    escaped = said.replace("\\", "\\\\").replace('"', '\\"')
    return f'{found["start"]}"{escaped}"'
