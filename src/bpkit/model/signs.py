"""Signs that nobody sees or that look like others: what Word, mail and web pages paste along."""

from __future__ import annotations

import re

# Blanks of other kinds: no-break (Word, HTML), thin and wide ones.
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
# Soft hyphens, zero-width signs, marks of writing direction, variation selectors, a BOM in mid-text.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb"
)
UNSEEN = re.compile(f"[{_UNSEEN}]")
BLANKS = re.compile(f"[{_BLANKS}]")
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"
SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u00b4`\uff07"
DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u2036\u301d\u301e\u301f\uff02"
# Digits and signs as wide as an East Asian letter.
_WIDE = {0xFF01 + n: 0x21 + n for n in range(0x5E)}
_ALIKE = {
    **{wide: chr(narrow) for wide, narrow in _WIDE.items()},
    **dict.fromkeys(map(ord, DASHES), "-"),
    **dict.fromkeys(map(ord, SINGLE_QUOTES), "'"),
    **dict.fromkeys(map(ord, DOUBLE_QUOTES), '"'),
}


def without_unseen(text: str) -> str:
    """The text without the signs that nobody sees, and with plain blanks.

    >>> without_unseen("8\\u200b,\\u00a05")
    '8, 5'
    """
    return text if text.isascii() else BLANKS.sub(" ", UNSEEN.sub("", text))


def plain(text: str) -> str:
    """The text as a keyboard types it: straight quotes, one kind of dash, no sign that nobody sees.

    >>> plain("Jum\\u2019at \\u2013 \\uff18")
    "Jum'at - 8"
    """
    return text if text.isascii() else without_unseen(text).translate(_ALIKE)


def shown(sign: str) -> str:
    """A sign with its number, which is all that can be seen of some: `“ (U+201C)`."""
    number = f"U+{ord(sign):04X}"
    if sign == "\t":
        return f"Tab ({number})"
    seen = sign.isprintable() and not sign.isspace() and not UNSEEN.match(sign)
    return f"{sign} ({number})" if seen else number
