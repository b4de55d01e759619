"""Where a name at the beginning of a text ends, and what else is said of its owner begins.

`Siti Rahma, S.Sos dan Budi, S.E., Faskel TF-03` names two authors before their position; after an
institution's name comes its address: `KSM Melati Jl. Mawar 3`, but `KSM Gang Mawar`.
"""

from __future__ import annotations

import re

from ...people.degrees import is_degree
from .labels import ORGANISATIONS, words_of
from .phrases import Phrase, PhraseKind, is_organisation, is_person, phrases, position_start, trimmed

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
    parts = list(phrases(text))
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


_STREET = re.compile(r"\s(?=(?:jl|jln|jalan|gg|gang)\b)", re.I)
_AREA = re.compile(r"(?<=\s)(?:kel|kelurahan|desa|ds|dusun|kec|kecamatan|kampung|rt|rw)\b", re.I)
_FIRST_WORDS = re.compile(r"(?:(?:jl|jln|jalan|gg|gang|kampung|desa|dusun)\b[. ]*)?\w+", re.I)
_STREET_NUMBER = re.compile(r"(?:jl|jln|gg)\b[^,;]*[0-9]", re.I)
_WORKS = re.compile(r"\W*(?:panitia|tim|kelompok|warga|komunitas|paguyuban|forum|pokmas)\b", re.I)
_HOUSE = re.compile(r"\b(?:jl|jln|gg)\b|[0-9]", re.I)
_WARD = re.compile(r"(?:rt|rw)[. ]*[0-9]{1,3}\s*", re.I)  # `Panitia Lomba Kampung Bersih RW 5`
# The kind of an institution, before its name.
_KINDS = ORGANISATIONS.union(
    words_of(
        """
        kub pokja panitia pengelola pengurus tim penggerak warga karang taruna ikatan persatuan
        perkumpulan himpunan gerakan bank sampah usaha tani ternak nelayan wanita pemuda remaja ibu
        pedagang peduli pemelihara pemanfaat pembangunan perbaikan pemeliharaan pelaksana pengerjaan
        lomba kerja swadaya masyarakat simpan pinjam kesehatan lingkungan masjid mushola musala
        langgar majelis taklim sekolah paud tpa tpq rumah baca taman bacaan toko warung kios pos
        ronda arisan jamaah dan
        """
    )
)
_KIND = re.compile(rf"\W*(?:(?:{'|'.join(sorted(_KINDS))})\b\W*)+", re.IGNORECASE)


def institution_end(head: str, *, named: bool) -> int:
    """Where the institution's name at the beginning of a text ends; 0 for none; `named`: as above."""
    parts = list(phrases(head))
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
