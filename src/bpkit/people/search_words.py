"""The words of a text that people search for, without the contacts of anybody that stand in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from .contacts import contacts_in

_SHORTEST, _LONGEST = 2, 24  # letters of a word that is searched for


def words_of(texts: Iterable[str]) -> str:
    """The words of these texts, each once, sorted, with blanks between; no contact is among them."""
    words: set[str] = set()
    for text in texts:
        words.update(search_words(text))
    return " ".join(sorted(words))


def search_words(text: str) -> list[str]:
    """The words of a text as the page that searches folds them: small letters without accents.

    >>> search_words("Café Bu Siti, HP 0812-3456-7890")
    ['cafe', 'bu', 'siti', 'hp']
    """
    for start, end in reversed([*contacts_in(text)]):
        text = f"{text[:start]} {text[end:]}"
    plain = text if text.isascii() else _without_accents(text)
    found = re.findall(r"[^\W_]+", plain.lower())
    return [word for word in found if _SHORTEST <= len(word) <= _LONGEST]


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not "\u0300" <= sign <= "\u036f")
