"""What one value, or one line, says: the fact that was asked for, and what else it carries along.

`Siti Rahma, S.Sos (Faskel TF-03, HP 0812-3456-7890)` is a name, a position, a telephone and a source, and
none of them may swallow another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum

from ...model.dates import parse_date
from ...model.signs import regex
from ...model.sources import is_own_team, is_team
from ...people.contacts import CALLED, contact_in
from ...people.names import is_degree
from .phrases import (
    Phrase,
    PhraseKind,
    is_address,
    is_organisation,
    is_person,
    is_position,
    phrases,
    position_start,
    trimmed,
    without_contact_words,
)
from .vocabulary import KINDS, Field, Owner


class Confidence(IntEnum):
    """How surely a fact is its owner's."""

    POSSIBLE = 1  # an unlabelled line that looks like it
    NEAR = 2  # a label that doesn't say whose, in the neighbourhood of one that does
    STATED = 3  # the label, or the heading above it, says whose


Said = Iterable[tuple[Field, str, Confidence]]  # a field, its text, and its highest confidence

LONGEST_NAME = 100
LONGEST_SOURCE = 80
LONGEST_KIND = 40
MOST_WORDS_BEFORE = 4  # before the word that makes a position, as in `Pejabat Sementara Ketua`
WRITERS = ("penulis", "beliau")

_REMARK = regex(rf"\s*\((?:{CALLED}|sms)\b[^)]*\)", re.I)
_ADDRESS_LABEL = regex(r"^(?:ber)?alamat(?:\s+di)?[\s:.]+", re.I)
_AS = regex(r"^(?:dan|serta|bersama|adalah|sebagai|selaku|seorang|jabatan|posisi)\s+", re.I)
_TEAM = regex(r"\b(?:tf|tim(?:\s+fas\w*)?(?:\s+kelurahan)?)[\W_]*[0-9]{1,3}[a-z]?\b", re.I)
_TEAM_AND_PERSON = regex(r"\s*([^()]{2,40}?)\s*\(([^()]{3,60})\)")
_TEAM_OF = regex(r"\b(?:faskel|fasilitator(?:\s+kelurahan)?)[\W_]*[0-9]{1,3}[a-z]?\b", re.I)
_OWN_TEAM = regex(r"\b(?:tim\s+)?(?:korkot|koorkot|koordinator\s+kota|askot|asisten\s+korkot)\b", re.I)
_EXPERT = regex(r"^(?:ta|tenaga\s+ahli|asisten\s+ta)\b|\b(?:kmw|kmp)\b", re.I)
_IS_A = regex(
    r"^\W*(.{2,60}?)\s+(?:adalah|merupakan|ialah"
    r"|(?:(?:saat ini|sekarang|kini|sehari-hari(?:nya)?)\s+)?"
    r"(?:bekerja|bertugas|menjabat)\s+(?:sebagai|selaku)"
    r"|saat ini)\s+(?:seorang\s+)?(.+)$",
    re.I,
)
_BORN = regex(r"^\W*((?:[A-Z][\w.'’]*,?\s+){1,5})(?:di)?lahir(?:kan)?\b")
# A mark, or the end of a sentence: `… (Faskel TF-21). Penulis dapat dihubungi di …`.
_END_OF_POSITION = regex(
    rf"[;|\n]|\)\s*(?:[/&]|dan\b)|\)?\.\s+(?=(?:penulis|beliau|ia|no|nomor|{CALLED}|kontak|untuk)\b)"
    r"|(?:(?<=[a-z]{5})|(?<=[0-9]{2}))\.\s+(?=(?-i:[A-Z]))",
    re.I,
)
_NUMBERED = regex(r"(^|; )\s*\(?[0-9][.)]\s*(?=[A-Z])")  # `1. Siti Rahma`, below it `2. Budi`
_REACH = regex(r"[,.;]?\s*(?:dan\s+|yang\s+)?(?:dapat|bisa)\s+di\s?hubungi.*$", re.I)
_NO_SOURCE = regex(
    r"https?:|www\.|\b(?:cerita|kisah|kegiatan|foto|dok|dokumen\w*|wawancara|data|buku|pedoman|internet|google|bps|laporan|pribadi)\b",
    re.I,
)


def said_of(owner: Owner, text: str, *, named: bool) -> Said:
    """What a value or line says of its owner; `named`: its beginning is known to be the name."""
    said = _of_author if owner is Owner.AUTHOR else _of_institution
    text = text.replace("\n", "; ")
    if _NUMBERED.search(text):  # `sub` takes five times as long to find nothing
        text = _NUMBERED.sub(r"\1", text)
    return said(text, named=named)


def _of_author(text: str, *, named: bool) -> Said:
    text = _person_before_team(text)
    span = contact_in(text)
    head = without_contact_words(text[: span[0]]) if span else text
    name, name_end = author_at(head, named=named)
    if name:
        yield Field.NAME, name, Confidence.STATED
    position = _position(head[name_end:])
    if span:
        yield Field.CONTACT, _contact(text, span), Confidence.STATED
        position = position or _position(_REMARK.sub("", text[span[1] :], count=1))
    if _TEAM.fullmatch(position):
        yield Field.SOURCE, position, Confidence.POSSIBLE
    elif position:
        yield Field.POSITION, position, Confidence.STATED


def _person_before_team(text: str) -> str:
    """`Tim Faskel 03 (Dwi Hartono)` in the usual order: `Dwi Hartono (Tim Faskel 03)`."""
    found = _TEAM_AND_PERSON.match(text)
    if found and names_team(found[1]) and is_person(found[2]):
        return f"{found[2]} ({found[1]}){text[found.end() :]}"
    return text


def _position(text: str) -> str:
    """From the first phrase that names a position to the end: what somebody does, and where."""
    for part in phrases(text):
        start = (
            position_start(part.text) if part.kind in (PhraseKind.POSITION, PhraseKind.ORGANISATION) else None
        )
        # Far into a phrase, the word belongs to a sentence: `Ia lahir di Tegal dan menjadi fasilitator`.
        if start is not None and len(part.text[:start].split()) <= MOST_WORDS_BEFORE:
            typed = _END_OF_POSITION.split(text[part.start :])[0]
            return trimmed(_AS.sub("", typed.removesuffix(".") if typed.endswith(").") else typed))
    return ""


def _of_institution(text: str, *, named: bool) -> Said:
    span = contact_in(text)
    head = without_contact_words(text[: span[0]]) if span else text
    tail = trimmed(_REMARK.sub("", text[span[1] :], count=1)) if span else ""
    name_end = institution_end(head, named=named)
    if name_end:
        yield Field.NAME, trimmed(head[:name_end]), Confidence.STATED
    if address := _address(head[name_end:]) or _address(tail):
        yield Field.ADDRESS, address, Confidence.STATED
    if span:
        yield Field.CONTACT, _contact(text, span), Confidence.STATED


def _address(text: str) -> str:
    for part in phrases(text):
        if part.kind is PhraseKind.ADDRESS:
            return trimmed(_ADDRESS_LABEL.sub("", text[part.start :]))
    return ""


def _contact(text: str, span: tuple[int, int]) -> str:
    """A number as it was typed, with the remark that belongs to it: `0812-3456-7890 (WA)`."""
    remark = _REMARK.match(text, span[1])
    return text[span[0] : remark.end() if remark else span[1]].strip()


# What stands behind a label ----------------------------------------------------------------------------


def answer(owner: Owner, asked: Field, value: str) -> Said:
    """What the value behind a label says of its owner."""
    if asked is Field.NAME:
        if len(value) <= LONGEST_NAME or contact_in(value):
            yield from said_of(owner, value, named=True)
    elif asked is Field.POSITION:
        yield from _position_answer(value)
    elif asked is Field.CONTACT:
        yield from _contact_answer(owner, value)
    else:
        yield from _address_answer(asked, value)


def _position_answer(value: str) -> Said:
    span = contact_in(value)
    if span is None:
        yield Field.POSITION, value, Confidence.STATED
        return
    before, after = without_contact_words(value[: span[0]]), trimmed(value[span[1] :])
    yield Field.POSITION, before or after, Confidence.STATED
    yield Field.CONTACT, _contact(value, span), Confidence.NEAR


def _contact_answer(owner: Owner, value: str) -> Said:
    """From the first number on, as it was typed, without a name before it or an address behind it."""
    span = contact_in(value)
    if span is None:
        if not is_address(value):
            yield Field.CONTACT, value, Confidence.POSSIBLE
        return
    if owner is Owner.AUTHOR and _position(rest := trimmed(value[span[1] :])):
        yield Field.CONTACT, _contact(value, span), Confidence.STATED  # `0812… (Siti Rahma, Faskel TF-03)`
        yield from said_of(owner, rest, named=False)
        return
    after = phrases(value) if is_address(value) else ()
    address = next((part for part in after if part.kind is PhraseKind.ADDRESS and part.start > span[0]), None)
    yield Field.CONTACT, trimmed(value[span[0] : address.start if address else None]), Confidence.STATED
    if address and owner is Owner.INSTITUTION:
        yield Field.ADDRESS, trimmed(value[address.start :]), Confidence.NEAR


def _address_answer(asked: Field, value: str) -> Said:
    said = {field: text for field, text, _ in _of_institution(value.replace("\n", ", "), named=False)}
    if Field.CONTACT in said:
        yield Field.CONTACT, said[Field.CONTACT], Confidence.NEAR
    if Field.NAME in said and Field.ADDRESS in said:
        yield Field.NAME, said[Field.NAME], Confidence.POSSIBLE
    parted = Field.CONTACT in said or Field.NAME in said
    text = said.get(Field.ADDRESS, "") if parted else value
    yield (
        asked,
        ", ".join(line.strip(" ,") for line in text.split("\n") if line.strip(" ,")),
        Confidence.STATED,
    )


def own_answer(asked: Field, value: str, line: str) -> Said:
    """Source, date, kind and title: the writing's own, whoever the lines around are about."""
    if not value:
        return
    if asked is Field.WORK:
        typed = value if is_team(value) or is_own_team(value) else line
        if len(typed) <= LONGEST_SOURCE and (is_team(typed) or is_own_team(typed) or origin_of(value)):
            yield Field.SOURCE, typed, Confidence.NEAR
    elif asked is Field.SOURCE:
        if len(value) <= LONGEST_SOURCE and not _NO_SOURCE.search(line):
            yield asked, value, Confidence.STATED
    elif asked is Field.DATE:
        yield asked, date_in(value), Confidence.STATED
    elif asked is Field.TITLE or (asked is Field.KIND and len(value) <= LONGEST_KIND):
        yield asked, value, Confidence.STATED


def said_in_sentence(text: str) -> Said:
    """`Penulis adalah Faskel TF-03, dapat dihubungi di 0812-3456-7890`: a sentence about the author."""
    born = _BORN.match(text)
    if born and not contact_in(text) and not _position(text[born.end() :]):
        yield Field.NAME, trimmed(born[1]), Confidence.STATED
    found = _IS_A.match(text)
    if not found or not (found[1].lower() in WRITERS or is_person(trimmed(found[1]))):
        return
    if found[1].lower() in WRITERS and Field.NAME in {
        asked for asked, _, _ in _of_author(found[2], named=False)
    }:
        yield from _of_author(found[2], named=False)  # `Penulis adalah Siti Rahma, Faskel TF-03`
        return
    span = contact_in(found[2])
    position = without_contact_words(_REACH.sub("", found[2][: span[0]] if span else found[2]).rstrip("."))
    if not is_position(position):
        return
    if found[1].lower() not in WRITERS:
        yield Field.NAME, trimmed(found[1]), Confidence.STATED
    yield Field.POSITION, position, Confidence.STATED
    if span:
        yield Field.CONTACT, _contact(found[2], span), Confidence.STATED


def origin_of(text: str) -> str:
    """The part of a position that says who a writing comes from: a TF, the Korkot team, a KMW expert."""
    if team := _TEAM.search(text) or _TEAM_OF.search(text):
        return team[0] if is_team(team[0]) else ""
    if is_own_team(text) and (named := _OWN_TEAM.search(text)):
        return named[0]
    return trimmed(text) if _EXPERT.search(text) and len(text) <= LONGEST_SOURCE else ""


def names_team(text: str) -> bool:
    """Whether a text is the name of a TF or of the Korkot team."""
    return bool(_TEAM.match(text)) or is_own_team(text)


def date_in(text: str) -> str:
    """The date in a value such as `Semarang, 14 Oktober 2010`; empty where there is none."""
    parts = (text, text.rpartition(",")[2], text.partition("(")[0])
    return next((trimmed(part) for part in parts if parse_date(part)), "")


# Where a name at the beginning of a text ends: `Siti Rahma, S.Sos dan Budi, S.E., Faskel TF-03` names two
# authors before their position; after an institution's name comes its address: `KSM Melati Jl. Mawar 3`, but
# `KSM Gang Mawar`.

_MARK = regex(r"\s*\(([^()]{2,30})\)")  # `Siti Rahma (Semarang)`, which tells her from a namesake
# `Siti Rahma (Faskel TF-03) dan Budi Santoso (Faskel TF-04)`
_ANOTHER = regex(r"\)\s*(?:dan\b|serta\b|&|[/;,])\s*([A-Z][^(),;/]*?)\s*(?=\(|,|$)")
_CITY = regex(r"(?:kota|kab\.?|kabupaten|kel\.?|kec\.?|kelurahan|kecamatan)\s+[^\W\d]+(?:\s[^\W\d]+)?", re.I)
_AND = regex(r"(.*?)\s*(?:\b(?:dan|serta)\b|&)\s*(.+)", re.I)
_AS_END = regex(r"\s+(?:selaku|sebagai|yang\s+bertugas\s+sebagai|dari|dan|serta|beserta|bersama|&)$", re.I)


def author_at(head: str, *, named: bool) -> tuple[str, int]:
    """The author's name at the beginning of a text, and where it ends; `named`: one surely stands there."""
    end = _name_end(head, named=named)
    if not end:
        return "", 0
    if (mark := _MARK.match(head, end)) and (is_person(mark[1]) or _CITY.fullmatch(mark[1])):
        end = mark.end()
    others = (found[1] for found in _ANOTHER.finditer(head, end) if is_person(found[1]))
    return " dan ".join((trimmed(head[:end]), *others)), end


def _name_end(text: str, *, named: bool) -> int:
    """Where a name with its degrees ends, or several; 0 where there is none."""
    parts = phrases(text)
    if not parts:
        return 0
    first = parts[0]
    inner = position_start(first.text) or 0  # `Siti Rahma Faskel TF-03`, without anything between
    before = _AS_END.sub("", trimmed(first.text[:inner]))
    if is_person(before) and (named or " " in before):
        return first.start + first.text.find(before) + len(before)
    unlikely = first.kind is PhraseKind.OTHER and any(character.isdigit() for character in first.text)
    if unlikely or not (named or first.kind is PhraseKind.NAME):
        return 0
    end = first.end
    for part, following in zip(parts[1:], [*parts[2:], None], strict=False):
        separated = any(sign in text[end : part.start] for sign in ";/")
        if not (_is_of_names(part, following) or (separated and _is_full_name(part))):
            break
        end = part.end
    return end


def _is_full_name(part: Phrase) -> bool:
    return part.kind is PhraseKind.NAME and " " in trimmed(part.text)


def _is_of_names(part: Phrase, following: Phrase | None) -> bool:
    """Whether a phrase is a degree, or a second author: `S.Sos dan Budi Santoso`, `Budi Santoso, S.E.`."""
    if part.kind is PhraseKind.DEGREE:
        return True
    several = _AND.fullmatch(part.text)
    if several and is_person(trimmed(several[2])):
        return not several[1] or is_degree(several[1]) or is_person(trimmed(several[1]))
    return part.kind is PhraseKind.NAME and following is not None and following.kind is PhraseKind.DEGREE


_STREET = regex(r"\s(?=(?:jl|jln|jalan|gg|gang)\b)", re.I)
_AREA = regex(r"(?<=\s)(?:kel|kelurahan|desa|ds|dusun|kec|kecamatan|kampung|rt|rw)\b", re.I)
_FIRST_WORDS = regex(r"(?:(?:jl|jln|jalan|gg|gang|kampung|desa|dusun)\b[. ]*)?\w+", re.I)
_STREET_NUMBER = regex(r"(?:jl|jln|gg)\b[^,;]*[0-9]", re.I)
_WORKS = regex(r"\W*(?:panitia|tim|kelompok|warga|komunitas|paguyuban|forum|pokmas)\b", re.I)
_HOUSE = regex(r"\b(?:jl|jln|gg)\b|[0-9]", re.I)
_WARD = regex(r"(?:rt|rw)[. ]*[0-9]{1,3}\s*", re.I)  # `Panitia Lomba Kampung Bersih RW 5`
_KIND = regex(rf"\W*(?:(?:{'|'.join(sorted(KINDS))})\b\W*)+", re.IGNORECASE)


def institution_end(head: str, *, named: bool) -> int:
    """Where the institution's name at the beginning of a text ends; 0 for none; `named`: as above."""
    parts = phrases(head)
    if not parts or not (named or parts[0].kind is PhraseKind.ORGANISATION):
        return 0
    kind = _KIND.match(head)
    if parts[0].kind is PhraseKind.ADDRESS and not kind and not is_organisation(head) and len(parts) > 1:
        return 0
    own = _own_name_end(head, kind.end()) if kind else 0
    following = next(
        (part for part in parts[1:] if part.kind in (PhraseKind.ADDRESS, PhraseKind.POSITION)), None
    )
    end = following.start if following else len(head)
    if following and (area := _AREA.search(head, own, end)) and len(head[: area.start()].split()) >= 2:
        end = end if kind and _WARD.fullmatch(head, area.start(), parts[0].end) else area.start()
    street = None if _named_after_works(head, end) else _STREET.search(head, own)
    return min(end, street.start()) if street and street.start() >= max(own, 1) else end


def _named_after_works(head: str, end: int) -> bool:
    """Whether it is named after a street that people mend: `Panitia Rehab Jalan Setapak RT 5`."""
    return bool(_WORKS.match(head)) and not _HOUSE.search(_WARD.sub("", head[:end]))


def _own_name_end(head: str, start: int) -> int:
    """Where the first word after an institution's kind ends: a name, though a street's (`KSM Gang Mawar`)."""
    word = _FIRST_WORDS.match(head, start)
    return word.end() if word and not _STREET_NUMBER.match(head, start) else max(start - 1, 0)
