"""Telephone numbers and e-mail addresses: where one stands in a text, and whether it is possible (BP406)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..model.signs import regex, undashed

# How people call a telephone beside its number; a word that is missing is added here, and nowhere else.
CARRIED = ("hp", "handphone", "hape", "ponsel", "wa", "whatsapp", "seluler")
TELEPHONES = (
    *CARRIED, "telp", "telpon", "telepon", "telephone", "tlp", "tlpn", "telfon", "telf", "tel", "phone",
)  # fmt: skip
# The same within a pattern, with what is parted: `H.P`, `Hand Phone`, `WhatsApp` as two words.
CALLED = "|".join([*TELEPHONES, r"h\.p", r"hand\s?phone", r"whats\s?app"])

# A country or area code, then digits in groups; `TF-03` before it is no part of it.
_CODE = r"(?:\(?\+?\s?62\)?[ .\-–]*[0-9]|\(0[1-9][0-9]{1,3}\)|0[1-9][0-9])"
_DIGITS = r"[0-9 .\-–—]"
PHONE = regex(
    rf"(?<![0-9A-Za-z])(?<![A-Za-z]-){_CODE}{_DIGITS}*[0-9](?:\s*/\s*(?:{_CODE}|[0-9]){_DIGITS}{{4,}}[0-9])*"
)
_ANY_EMAIL = regex(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_FEWEST_DIGITS = 7

# What can be written to or called; that is asked only of what was meant as a contact.
_EMAIL = regex(r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![\w-])")
_NUMBER = regex(r"[+(]*[0-9][0-9 ().\-]*[0-9]")
_LARGE_CITIES = ("21", "22", "24", "31", "61")  # Jakarta, Bandung, Semarang, Surabaya, Medan
_PUNCTUATION = str.maketrans("", "", " ().-")


def contact_in(text: str) -> tuple[int, int] | None:
    """Where the telephone number (else the e-mail address) in a text starts and ends."""
    for found in PHONE.finditer(text) if "0" in text or "62" in text else ():
        if sum(character.isdigit() for character in found[0]) >= _FEWEST_DIGITS:
            return found.span()
    found_mail = _ANY_EMAIL.search(text) if "@" in text else None
    return found_mail.span() if found_mail else None


def contacts_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each telephone number and e-mail address in a text starts and ends, in their order.

    >>> [*contacts_in("0812-3456-7890 atau siti@example.org")]
    [(0, 14), (20, 36)]
    """
    if "@" not in text and "0" not in text and "62" not in text:
        return
    phones = (one for one in PHONE.finditer(text) if sum(map(str.isdigit, one[0])) >= _FEWEST_DIGITS)
    found = sorted(one.span() for some in (phones, _ANY_EMAIL.finditer(text)) for one in some)
    end = 0
    for start, stop in found:
        if start >= end:
            yield start, stop
            end = stop


def is_email(text: str) -> bool:
    """Whether the whole text is an e-mail address, as forms and links can carry it."""
    return text.isascii() and _ANY_EMAIL.fullmatch(text) is not None


def digits_of(contact: str) -> str:
    """A contact as it compares: the digits of a telephone number from the country's code on, or the address.

    >>> digits_of("0812-3456-7890"), digits_of("+62 812 3456 7890"), digits_of("Siti@Example.org")
    ('6281234567890', '6281234567890', 'siti@example.org')
    """
    if "@" in contact:
        return contact.strip().casefold()
    return with_country_code(re.sub(r"[^0-9]", "", contact))


def with_country_code(digits: str) -> str:
    """The digits of a number with Indonesia's code in the place of the 0 dialled inside the country."""
    return f"62{digits[1:]}" if digits.startswith("0") else digits


@lru_cache(maxsize=4096)
def is_contact(text: str) -> bool:
    """Whether a text holds a possible Indonesian telephone number or an e-mail address, among whatever else.

    >>> is_contact("HP. 0812-3456-7890 (WA)"), is_contact("siti@example.org"), is_contact("0812")
    (True, True, False)
    """
    text = undashed(text)
    return bool(_EMAIL.search(text)) or any(_is_number(found[0]) for found in _NUMBER.finditer(text))


def _is_number(typed: str) -> bool:
    if not typed.lstrip("+( ").startswith(("0", "62", "8")):
        return False
    if _is_common(typed):
        return True
    # The library knows every country's numbering plan and takes 30 ms to import.
    from phonenumbers import NumberParseException, is_valid_number, parse

    try:
        number = parse(typed, "ID")
    except NumberParseException:
        return False
    return number.country_code == 62 and is_valid_number(number)


def _is_common(typed: str) -> bool:
    """Whether it is an Indonesian mobile number or a large city's, as most are. Tests ask the library."""
    digits = typed.translate(_PUNCTUATION)
    national = digits.removeprefix("+62" if digits.startswith("+") else "0")
    if len(national) == len(digits) or not national.isdigit():
        return False
    if national.startswith("8"):
        return 9 <= len(national) <= 12 and national[1] not in "04"
    return 9 <= len(national) <= 10 and national.startswith(_LARGE_CITIES)
