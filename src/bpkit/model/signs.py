"""Characters of text as programs save it and people paste it: invisible ones, and look-alikes of typed ones.

WhatsApp and Apple's contacts put U+202A and U+202C around a number, Word gives U+2011 for a hyphen that does
not break and U+00AD for one that may, PDF writers give U+2212 or U+2012, web pages U+200B and U+00A0, and
Chinese and Japanese keyboards full-width digits and colons. A reader sees none of it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, AnyStr, cast


class _Later:
    """A pattern that is compiled when something is first asked of it."""

    def __init__(self, *pattern: Any) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._pattern), name)
        setattr(self, name, found)  # from now on it is at hand, as a pattern's own methods are
        return found


def regex(text: AnyStr, flags: re.RegexFlag = re.RegexFlag.NOFLAG) -> re.Pattern[AnyStr]:
    """`re.compile`, but done at the first search.

    Python keeps no compiled pattern on disk. Of some 200 a check of one document searches with half, and a
    folder in which nothing changed with a few; all of them would take a tenth of such a run.
    """
    return cast("re.Pattern[AnyStr]", _Later(text, flags))


# Combining grapheme joiner, Hangul fillers, the place of a picture, variation selectors: unseen, though of no
# control category.
_UNSEEN = frozenset("\u034f\u115f\u1160\u3164\uffa0\ufffc") | {chr(sign) for sign in range(0xFE00, 0xFE10)}
_BREAKS = {"\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}
_HYPHENS = dict.fromkeys("\u2010\u2011\u2012\u2043\u2212\ufe63\uff0d\u02d7", "-")
_DASHES = dict.fromkeys("\u2013\u2014\u2015\u2e3a\u2e3b\ufe58", "-")
_QUOTES = dict.fromkeys("\u02be\u02bf", "'")
_COLONS = dict.fromkeys("\u2236\ua789\ufe55\ufe13", ":") | {"\u2215": "/", "\u2044": "/"}
# Full-width letters and signs, the letters of WhatsApp's "fancy text", ligatures of PDFs.
_COMPATIBLE = regex("[\uff01-\uff5e\U0001d400-\U0001d7ff\ufb00-\ufb06]")

# What is put right in whole files of YAML (`yamlfile`).
UNSEEN = regex(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc]"
)
BLANKS = regex("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")  # U+2800 is a blank of Braille
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"
SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u00b4`\uff07"
DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u2036\u301d\u301e\u301f\uff02"

_QUOTES |= dict.fromkeys(SINGLE_QUOTES, "'") | dict.fromkeys(DOUBLE_QUOTES, '"')
_STRAIGHT, _UNDASHED = str.maketrans(_QUOTES), str.maketrans(_DASHES)


# What a text file begins with where it says how it is written; UTF-8 is marked by Notepad and Excel alone.
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF_8_MARK = b"\xef\xbb\xbf"


def decode(data: bytes) -> str:
    """The text of a file that Notepad or anything else wrote: UTF-8, marked UTF-16, else Windows-1252."""
    if data.startswith(UTF_16_MARKS):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def shortened(text: str, length: int) -> str:
    """A text of at most so many characters, `…` in the place of those that are left out.

    >>> shortened("Bank Sampah Mandiri", 12)
    'Bank Sampah…'
    """
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def visible(text: str) -> str:
    """The text as typed, without signs that nobody sees; every kind of blank is one.

    >>> visible("\u202a+62\u00a0812\u202c")
    '+62 812'
    """
    return text if text.isascii() else "".join(map(_visible, text))


def plain(text: str) -> str:
    """The text as a keyboard would have given it: hyphens, colons, digits and letters that only look alike.

    Quotation marks and long dashes stay, for people mean something by them.

    >>> plain("\uff10812\u20113456\u22127890")
    '0812-3456-7890'
    """
    return text if text.isascii() else "".join(map(_plain, visible(text)))


def undashed(text: str) -> str:
    """The plain text with a hyphen for every dash, to look for dates and telephone numbers in."""
    return text if text.isascii() else plain(text).translate(_UNDASHED)


def hyphenated(text: str) -> str:
    """The plain text with a hyphen for every dash right between two digits: `0812–3456–7890`."""
    return text if text.isascii() else re.sub("(?<=[0-9])[\u2013-\u2015](?=[0-9])", "-", plain(text))


def straight(text: str) -> str:
    """The plain text with every dash a hyphen, every apostrophe straight, every run of blanks one; NFC."""
    text = undashed(unicodedata.normalize("NFC", text)).translate(_STRAIGHT)
    return re.sub(r"\s+", " ", text).strip()


def loose(text: str) -> str:
    """The form in which pasted text compares with typed; letter case makes no difference either."""
    return straight(text).casefold()


@lru_cache(maxsize=4096)
def _visible(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Cf" or sign in _UNSEEN:
        return ""
    return " " if category == "Zs" or sign == "\u2800" else _BREAKS.get(sign, sign)


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    if sign in _HYPHENS or sign in _COLONS:
        return _HYPHENS.get(sign) or _COLONS[sign]
    return unicodedata.normalize("NFKC", sign) if _COMPATIBLE.fullmatch(sign) else sign


def shown(sign: str) -> str:
    """A sign with its number, which is all that can be seen of some: `“ (U+201C)`."""
    number = f"U+{ord(sign):04X}"
    if sign == "\t":
        return f"Tab ({number})"
    seen = sign.isprintable() and not sign.isspace() and not UNSEEN.match(sign)
    return f"{sign} ({number})" if seen else number
