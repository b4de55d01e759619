"""Lists of people as they are typed, and who is one person.

A comma parts two people, or a name from its degrees (`Siti Aminah, S.Sos, Budi Santoso, S.E.`), and YAML
parts its lists at every comma. So what follows a comma is looked at: a degree belongs to the name before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..model.signs import straight, visible
from .degrees import BRACKETS, RADEN, TITLE, is_degree, trailing_degree, with_dots, words_of

_POSITION = re.compile(
    r"(?:ta|tenaga\s+ahli|asisten|ass|faskel|fasilitator|senior\s+fasilitator|sf|korkot|koorkot|koordinator|askot"
    r"|ketua|wakil|anggota|sekretaris|bendahara|manajer|manager|team\s+leader|tl|tim|tf|kmw|kmp|osp|oc|spesialis"
    r"|specialist|staf|staff|kepala|kasi|kabid|konsultan|lurah|camat|penyuluh|perwakilan|wartawan|dosen)\b(?!\.)",
    re.IGNORECASE,
)
# Words in brackets that tell no two people of one name apart: seats on a panel, death, parts of a degree.
_NO_MARKS = words_of(
    """
    ketua wakil sekretaris anggota penilai merangkap tim panel koordinator penulis alm almh almarhum
    almarhumah hons honours cand candidate c hc k
    """
)
_SEVERAL = re.compile(r"[;&\n+/]|\b(?:dan|and|serta|bersama)\b", re.IGNORECASE)
_BY_LINE = re.compile(r"[;\n]")
_NUMBERED = re.compile(r"^\s*[0-9]{1,2}[.)]\s*")
_DASHED = re.compile(r"\s[-–—/|]\s*|\s*\|\s*")


@lru_cache(maxsize=4096)
def person(name: str) -> str:
    """The form in which people compare; words in brackets after the name stay, for they tell namesakes apart.

    >>> person("Ir. Siti Rahma S.Kom.I., M.Si") == person("SITI\\u00a0 RAHMA")
    True
    >>> person("Siti Rahma, S.Sos (Semarang)")
    'siti rahma (semarang)'
    """
    text = with_dots(straight(name))
    marks = [mark for mark in map(_mark, BRACKETS.findall(text)) if mark]
    text = BRACKETS.sub(" ", text)
    bare = _bare(" ".join(_names(_without_position(text))))
    return f"{bare} ({' '.join(marks)})" if bare and marks else bare


def same_person(one: str, other: str) -> bool:
    """Whether two names, as `person` gives them, may be one person's.

    Only words in brackets on both, and other ones, make namesakes two people: it is safer to take
    `Siti Rahma` for `Siti Rahma (Semarang)` than to let somebody score a writing of her own.
    """
    if one == other:
        return True
    return unmarked(one) == unmarked(other) and unmarked(one) in (one, other)


def unmarked(who: str) -> str:
    """What `person` gave, without the words in brackets."""
    return who.partition(" (")[0]


def people(names: str) -> frozenset[str]:
    """Everybody whom a line of authors may mean, each as `person` gives them."""
    found = split_names(names)
    parts = [part for name in found for part in _outside_brackets(name) if not _belongs_to(part, name)]
    return frozenset({person(name) for name in (*found, *parts)} - {""})


def split_names(text: str) -> tuple[str, ...]:
    """The names in one text, with their degrees: parted by semicolon or line, else by comma, and by `dan`.

    >>> split_names("Ir. Siti Rahma, M.Si, Budi Santoso")
    ('Ir. Siti Rahma, M.Si', 'Budi Santoso')
    """
    return tuple(name for name, _ in listed([text]) if not is_degree(name))


def names_several(text: str) -> bool:
    """Whether a name is several people's by semicolon, line or `dan`; a comma may part anything."""
    parts = re.split(r"[;&\n]|\b(?:dan|serta)\b", visible(text), flags=re.IGNORECASE)
    return sum(1 for part in parts if part.strip(" ,.") and not is_degree(part)) > 1


def listed(entries: Iterable[str]) -> list[tuple[str, int]]:
    """The names in a list as typed, each with the index of its entry; a degree joins the name before it.

    A degree without a name before it stays an entry of its own, for the reader to object to.
    """
    found: list[tuple[list[str], int]] = []  # a name and its degrees
    for index, entry in _closed(entries):
        for part in _parts(with_dots(visible(entry))):
            if found and _belongs_to(part, found[-1][0][0]):
                found[-1][0].append(part)
            else:
                found.append(([part], index))
    return [(", ".join(parts), index) for parts, index in found]


def _closed(entries: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The entries, those together that YAML parted inside brackets: `Siti Rahma (Semarang, Jawa Tengah)`."""
    begun: list[str] = []
    first = opened = 0
    for index, entry in enumerate(entries):
        first = first if begun else index
        begun.append(entry)
        opened += entry.count("(") - entry.count(")")
        if opened <= 0:
            yield first, ", ".join(begun)
            begun, opened = [], 0
    if begun:
        yield first, ", ".join(begun)


def _belongs_to(part: str, name: str) -> bool:
    """Whether a part of a list is a degree or a position of whoever stands before it."""
    return is_degree(part, in_capitals=name.isupper()) or bool(_POSITION.match(part))


def _parts(text: str) -> Iterator[str]:
    """The parts of a list of people between its separators, degrees among them."""
    by_line = bool(_BY_LINE.search(text))
    for one in _SEVERAL.split(_kept_apart(text)):
        tidy = re.sub(r"\s+", " ", _NUMBERED.sub("", one)).strip(" ,")
        parts = [tidy] if by_line else _outside_brackets(tidy)
        yield from (part.strip() for part in parts if part.strip(" ,.-"))


def _kept_apart(text: str) -> str:
    """The text without the separators between a name and a position: `Siti Rahma / TA Sosialisasi`."""
    tidy = re.sub(r"[^\S\n]+", " ", text)
    return re.sub(r" ?/ ?(?=(.{0,40}))", lambda m: " - " if _POSITION.match(m[1]) else " / ", tidy)


def _outside_brackets(text: str) -> list[str]:
    """Parted at the commas that stand in no brackets."""
    commas, closes = [], False  # whether the next bracket closes one
    for index in range(len(text) - 1, -1, -1):
        if text[index] in "()":
            closes = text[index] == ")"
        elif text[index] == "," and not closes:
            commas.append(index)
    begins = [0, *(index + 1 for index in reversed(commas))]
    return [text[begin:end] for begin, end in zip(begins, [*reversed(commas), len(text)], strict=True)]


def _without_position(text: str) -> str:
    """`Siti Rahma` from `Siti Rahma - TA Sosialisasi`."""
    dash = _DASHED.search(text)
    return text[: dash.start()] if dash and _POSITION.match(text[dash.end() :]) else text


def _names(text: str) -> list[str]:
    """The parts between commas that are no degrees: in `Siti Rahma, M.Si` the first alone."""
    first, *parts = text.split(",")
    return [first, *(part.strip() for part in parts if part.strip() and not _belongs_to(part.strip(), first))]


def _mark(inner: str) -> str:
    """The words in brackets that tell somebody from a namesake; empty for degrees, seats and the like."""
    words = straight(inner).casefold().strip(" .,")
    if _NO_MARKS.issuperset(re.findall(r"\w+", words)) or is_degree(inner):
        return ""
    return words


def _bare(name: str) -> str:
    """The name without titles before it and degrees behind it, in small letters."""
    text = name.lstrip(" ,.;-").rstrip(" ,;-")
    while match := TITLE.match(text) or RADEN.match(text):
        text = text[match.end() :]
    words = text.split()
    while length := trailing_degree(words):
        words = words[:-length]
    return " ".join(" ".join(words).replace(".", " ").split()).casefold()
