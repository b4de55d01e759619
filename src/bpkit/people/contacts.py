"""Whether somebody can be reached under what was typed as a contact (BP406)."""

from __future__ import annotations

import re
from functools import lru_cache

from ..model.signs import undashed

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![\w-])")
_NUMBER = re.compile(r"[+(]*[0-9][0-9 ().\-]*[0-9]")


@lru_cache(maxsize=4096)
def is_contact(text: str) -> bool:
    """Whether a text holds a possible Indonesian telephone number or an e-mail address, among whatever else.

    >>> is_contact("HP. 0812-3456-7890 (WA)"), is_contact("siti@example.org"), is_contact("0812")
    (True, True, False)
    """
    text = undashed(text)
    return bool(_EMAIL.search(text)) or any(_is_number(found[0]) for found in _NUMBER.finditer(text))


def _is_number(typed: str) -> bool:
    # The library knows every country's numbering plan and takes 30 ms to import.
    from phonenumbers import NumberParseException, is_valid_number, parse

    if not typed.lstrip("+( ").startswith(("0", "62", "8")):
        return False
    try:
        number = parse(typed, "ID")
    except NumberParseException:
        return False
    return number.country_code == 62 and is_valid_number(number)
