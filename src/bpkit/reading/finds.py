"""Candidates for the facts about author and institution, and what one value says of either of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from ..model.facts import Source
from ..model.sources import is_korkot, is_team
from .labels import Field, Owner
from .pieces import (
    Look,
    Piece,
    contact_in,
    is_organisation,
    is_person,
    pieces,
    position_start,
    trimmed,
    without_contact_words,
)


class Weight(IntEnum):
    """How surely a fact is its owner's."""

    POSSIBLE = 1  # an unlabelled line that looks like it
    NEAR = 2  # a label that doesn't say whose, in the neighbourhood of one that does
    STATED = 3  # the label, or the heading above it, says whose


@dataclass(slots=True)
class Find:
    """One candidate for one field; without an owner it is the writing's own (source, date, kind)."""

    owner: Owner | None
    field: Field
    text: str
    weight: Weight
    source: Source
    line: str
    block: int = 0


Said = Iterator[tuple[Field, str]]

_REMARK = re.compile(r"\s*\((?:wa|hp|telp|whatsapp|wa saja|sms)[^)]*\)", re.IGNORECASE)
_STREET = re.compile(r"\s(?=(?:jl|jln|jalan|gg|gang)\b)", re.IGNORECASE)
_AREA = re.compile(r"(?<=\s)(?:kel|kelurahan|desa|ds|dusun|kec|kecamatan|kampung|rt|rw)\b", re.IGNORECASE)
_TEAM = re.compile(
    r"\b(?:tf|tim(?:\s+fas\w*)?(?:\s+kelurahan)?|faskel|fasilitator(?:\s+[a-z]+)?)[\W_]*[0-9]{1,3}[a-z]?\b", re.I
)
_KORKOT = re.compile(r"\b(?:tim\s+)?(?:korkot|koorkot|koordinator\s+kota|askot|asisten\s+korkot)\b", re.I)
_EXPERT = re.compile(r"^(?:ta|tenaga\s+ahli|asisten\s+ta)\b|\b(?:kmw|kmp)\b", re.I)


def said_of_author(text: str, *, named: bool) -> Said:
    """Name, position and contact in one value or line; `named`: its beginning is known to be the name."""
    span = contact_in(text)
    head = without_contact_words(text[: span[0]]) if span else text
    parts = list(pieces(head))
    name_end = _name_end(head, parts, named=named)
    if name_end:
        yield Field.NAME, trimmed(head[:name_end])
    rest = head[name_end:]
    position = _position(rest)
    if span:
        yield Field.CONTACT, contact_text(text, span)
        position = position or _position(_REMARK.sub("", text[span[1] :], count=1))
    if position and not _TEAM.fullmatch(position):
        yield Field.POSITION, position
    elif position:
        yield Field.SOURCE, position


def _name_end(head: str, parts: list[Piece], *, named: bool) -> int:
    if not parts:
        return 0
    first = parts[0]
    inner = position_start(first.text)  # `Siti Rahma Faskel TF-03`, without anything between
    if inner and is_person(trimmed(first.text[:inner])):
        return first.start + inner
    if not (named or first.look is Look.NAME) or (first.look is Look.OTHER and any(c.isdigit() for c in first.text)):
        return 0
    end = first.end
    for part in parts[1:]:
        if part.look is not Look.DEGREE:
            break
        end = part.end
    return end


def _position(text: str) -> str:
    """From the first piece that names a position to the end: what somebody does, and where."""
    for part in pieces(text):
        if part.look is Look.POSITION or (part.look is Look.ORGANISATION and position_start(part.text) is not None):
            return trimmed(re.split(r"[;|\n]", text[part.start :])[0])
    return ""


def said_of_institution(text: str, *, named: bool) -> Said:
    """Name, address and contact in one value or line; `named`: its beginning is known to be the name."""
    span = contact_in(text)
    head = without_contact_words(text[: span[0]]) if span else text
    tail = trimmed(_REMARK.sub("", text[span[1] :], count=1)) if span else ""
    name_end = _institution_name_end(head, named=named)
    if name_end:
        yield Field.NAME, trimmed(head[:name_end])
    address = _address(head[name_end:]) or _address(tail)
    if address:
        yield Field.ADDRESS, address
    if span:
        yield Field.CONTACT, contact_text(text, span)


def _institution_name_end(head: str, *, named: bool) -> int:
    parts = list(pieces(head))
    if not parts or not (named or parts[0].look is Look.ORGANISATION):
        return 0
    if parts[0].look is Look.ADDRESS and not is_organisation(head) and len(parts) > 1:
        return 0
    street = _STREET.search(head)
    following = next((part for part in parts[1:] if part.look is Look.ADDRESS), None)
    end = following.start if following else len(head)
    if following and (area := _AREA.search(head, 0, end)) and len(head[: area.start()].split()) >= 2:
        end = area.start()
    return min(end, street.start()) if street and street.start() else end


def _address(text: str) -> str:
    for part in pieces(text):
        if part.look is Look.ADDRESS:
            return trimmed(text[part.start :])
    return ""


def contact_text(text: str, span: tuple[int, int]) -> str:
    """A number as it was typed, with the remark that belongs to it: `0812-3456-7890 (WA)`."""
    remark = _REMARK.match(text, span[1])
    return text[span[0] : remark.end() if remark else span[1]].strip()


def origin_of(text: str) -> str:
    """The part of a position that says who a writing comes from: a TF, the Korkot team, a KMW expert."""
    if team := _TEAM.search(text):
        return team[0] if is_team(team[0]) else ""
    if is_korkot(text) and (korkot := _KORKOT.search(text)):
        return korkot[0]
    return trimmed(text) if _EXPERT.search(text) and len(text) <= 60 else ""
