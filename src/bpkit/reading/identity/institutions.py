"""Where an institution's name ends and its address begins: `KSM Melati Jl. Mawar 3`, but `KSM Gang Mawar`."""

from __future__ import annotations

import re

from .labels import ORGANISATIONS, words_of
from .recognise import Look, is_organisation, pieces

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


def name_end(head: str, *, named: bool) -> int:
    """Where the name at the beginning of a text ends; 0 where there is none, unless one is `named` there."""
    parts = list(pieces(head))
    if not parts or not (named or parts[0].look is Look.ORGANISATION):
        return 0
    kind = _KIND.match(head)
    if parts[0].look is Look.ADDRESS and not kind and not is_organisation(head) and len(parts) > 1:
        return 0
    own = _own_name_end(head, kind.end()) if kind else 0
    following = next((part for part in parts[1:] if part.look in (Look.ADDRESS, Look.POSITION)), None)
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
