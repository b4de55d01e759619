"""Covers the contacts that a publication keeps to itself: everybody's but those that may show."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from .contacts import CALLED, contacts_in, digits_of, is_contact

COVER = "[…]"  # in the place of a contact
NEAR = 40  # letters before a number within which a word such as `HP` says what it is

_LABELLED = re.compile(rf"\b(?:{CALLED}|kontak|contact|hubungi)\b", re.IGNORECASE)
# `62.000.000` is an amount as well as the number of a telephone in Sumatra.
_AMOUNT = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_MONEY = re.compile(r"\b(?:rp|idr|rupiah)\.?\s*$", re.IGNORECASE)


def without_contacts(text: str, shown: Collection[str], hidden: Collection[str]) -> str:
    """A text with every telephone number and e-mail address covered but those in `shown`.

    `hidden` are texts with contacts that must not show, however they are written.
    """
    pieces, end = [], 0
    for start, stop in to_cover(text, shown, hidden):
        pieces += [text[end:start], COVER]
        end = stop
    return "".join([*pieces, text[end:]]) if pieces else text


def to_cover(text: str, shown: Collection[str], hidden: Collection[str]) -> list[tuple[int, int]]:
    """Where `without_contacts` covers a text, from left to right."""
    allowed, secret = _digits(tuple(shown)), _digits(tuple(hidden))
    found = [*personal(text, allowed, secret)]
    for contact in hidden:
        if contact and contact in text and not _digits((contact,)) <= allowed:
            found += [one.span() for one in re.finditer(re.escape(contact), text)]
    apart: list[tuple[int, int]] = []
    for start, stop in sorted(found):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(stop, apart[-1][1]))
        else:
            apart.append((start, stop))
    return apart


def personal(text: str, allowed: Collection[str], hidden: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where a contact stands that is not allowed; allowed and hidden ones are given as they compare."""
    for start, stop in contacts_in(text):
        digits = digits_of(text[start:stop])
        if digits not in allowed and (digits in hidden or _is_meant(text, start, stop)):
            yield start, stop


def digits_in(texts: Iterable[str]) -> frozenset[str]:
    """The contacts in these texts, as they compare."""
    return frozenset(digits_of(text[start:end]) for text in texts for start, end in contacts_in(text))


# A page asks for those of its writing some fifty times.
_digits = lru_cache(maxsize=1024)(digits_in)


def _is_meant(text: str, start: int, stop: int) -> bool:
    """Whether a number is somebody's, and no amount."""
    before = text[max(0, start - NEAR) : start]
    if _MONEY.search(before):
        return False
    if _LABELLED.search(before):
        return True
    return is_contact(text[start:stop]) and not _AMOUNT.fullmatch(text, start, stop)
