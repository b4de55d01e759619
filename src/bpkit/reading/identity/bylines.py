"""Where the name of an author, or of several, ends: `Siti Rahma, S.Sos dan Budi, S.E., Faskel TF-03`."""

from __future__ import annotations

import re

from ...people.degrees import is_degree
from .recognise import Look, Piece, is_person, pieces, position_start, trimmed

_MARK = re.compile(r"\s*\(([^()]{2,30})\)")  # `Siti Rahma (Semarang)`, which tells her from a namesake
# `Siti Rahma (Faskel TF-03) dan Budi Santoso (Faskel TF-04)`
_ANOTHER = re.compile(r"\)\s*(?:dan\b|serta\b|&|[/;,])\s*([A-Z][^(),;/]*?)\s*(?=\(|,|$)")
_CITY = re.compile(
    r"(?:kota|kab\.?|kabupaten|kel\.?|kec\.?|kelurahan|kecamatan)\s+[^\W\d]+(?:\s[^\W\d]+)?", re.I
)
_AND = re.compile(r"(.*?)\s*(?:\b(?:dan|serta)\b|&)\s*(.+)", re.I)
_AS_END = re.compile(
    r"\s+(?:selaku|sebagai|yang\s+bertugas\s+sebagai|dari|dan|serta|beserta|bersama|&)$", re.I
)


def name_in(head: str, *, named: bool) -> tuple[str, int]:
    """The name that a text begins with, and where it ends; `named`: it surely begins with one."""
    end = _name_end(head, named=named)
    if not end:
        return "", 0
    if (mark := _MARK.match(head, end)) and (is_person(mark[1]) or _CITY.fullmatch(mark[1])):
        end = mark.end()
    others = (found[1] for found in _ANOTHER.finditer(head, end) if is_person(found[1]))
    return " dan ".join((trimmed(head[:end]), *others)), end


def _name_end(text: str, *, named: bool) -> int:
    """Where a name with its degrees ends, or several; 0 where there is none."""
    parts = list(pieces(text))
    if not parts:
        return 0
    first = parts[0]
    inner = position_start(first.text) or 0  # `Siti Rahma Faskel TF-03`, without anything between
    before = _AS_END.sub("", trimmed(first.text[:inner]))
    if is_person(before) and (named or " " in before):
        return first.start + first.text.find(before) + len(before)
    unlikely = first.look is Look.OTHER and any(character.isdigit() for character in first.text)
    if unlikely or not (named or first.look is Look.NAME):
        return 0
    end = first.end
    for part, following in zip(parts[1:], [*parts[2:], None], strict=False):
        separated = any(sign in text[end : part.start] for sign in ";/")
        if not (_is_of_names(part, following) or (separated and _is_full_name(part))):
            break
        end = part.end
    return end


def _is_full_name(part: Piece) -> bool:
    return part.look is Look.NAME and " " in trimmed(part.text)


def _is_of_names(part: Piece, following: Piece | None) -> bool:
    """Whether a piece is a degree, or a second author: `S.Sos dan Budi Santoso`, `Budi Santoso, S.E.`."""
    if part.look is Look.DEGREE:
        return True
    several = _AND.fullmatch(part.text)
    if several and is_person(trimmed(several[2])):
        return not several[1] or is_degree(several[1]) or is_person(trimmed(several[1]))
    return part.look is Look.NAME and following is not None and following.look is Look.DEGREE
