"""The index that a page searches without a server: small scripts, of which the browser loads those it needs.

A month is a segment; its words lie in one file for each beginning. A page that was opened by double click may
load scripts and nothing else, so every file is one (docs/own.md).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ..people.search_words import search_words
from .contents import ShownWriting

SMALL = 200  # writings up to which one letter is enough to tell a segment's files apart
BLOCK = 100  # writings whose titles lie in one file
COMMON = 0.6  # of the writings: a word in more of them tells nothing, and is kept as one sign
FEW = 50  # writings from which on words can be common
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def segment_of(writing: ShownWriting) -> str:
    """The segment that a writing lies in: its month."""
    return str(writing.period or "lain")


def beginning(word: str, length: int) -> str:
    """What the file with a word is called after."""
    found = re.match(f"[a-z0-9]{{{length}}}", word)
    return found[0] if found else "_"


def letters(count: int) -> int:
    """How many letters tell the files of a segment of so many writings apart."""
    return 1 if count <= SMALL else 2


def shards(
    segment: str, writings: Sequence[ShownWriting], words: Mapping[str, str], titles: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """The files of a segment by their paths; `words` are those of each text, by the name of its page.

    `titles` are the titles as they are shown.
    """
    for at in range(0, len(writings), BLOCK):
        rows = [_row(one, titles) for one in writings[at : at + BLOCK]]
        yield f"cari/{segment}/d{at // BLOCK}.js", _script("d", segment, at // BLOCK, rows)
    provinces = sorted({one.province for one in writings})
    media = sorted({_medium(one) for one in writings})
    traits = [
        [provinces.index(one.province), media.index(_medium(one)), int(one.selected)] for one in writings
    ]
    yield f"cari/{segment}/ciri.js", _script("c", segment, provinces, media, traits)
    yield from _words(segment, writings, words)


def _row(one: ShownWriting, titles: Mapping[str, str]) -> list[str]:
    authors = ", ".join(one.says(author.name) for author in one.authors)
    return [one.slug, titles[one.slug], authors, one.city, one.province]


def _medium(one: ShownWriting) -> str:
    return "produk" if one.is_product else one.medium.value


def _words(
    segment: str, writings: Sequence[ShownWriting], words: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    text: dict[str, list[int]] = defaultdict(list)
    head: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(writings):
        heads = {word for said in heads_of(one) for word in search_words(said)}
        for word in heads:
            head[word].append(number)
        for word in words.get(one.slug, "").split(" "):
            text[word].append(number)
    text.pop("", None)
    figures = [_digits(number) for number in range(len(writings) + 1)]
    most = COMMON * len(writings) if len(writings) >= FEW else len(writings)
    length = letters(len(writings))
    files: dict[str, list[dict[str, str]]] = defaultdict(lambda: [{}, {}])
    for place, found in enumerate((text, head)):
        for word in sorted(found):
            numbers = found[word]
            kept = "*" if place == 0 and len(numbers) > most else _packed(numbers, figures)
            files[beginning(word, length)][place][word] = kept
    for name, (of_text, of_head) in sorted(files.items()):
        yield f"cari/{segment}/w-{name}.js", _script("w", segment, name, of_text, of_head)


def heads_of(one: ShownWriting) -> tuple[str, ...]:
    """What counts for more than the text: title, authors, city, province."""
    return (one.title, *(author.name for author in one.authors), one.city, one.province, one.institution)


def _packed(numbers: Sequence[int], figures: Sequence[str]) -> str:
    """Rising numbers as the steps between them, to the base of 36."""
    steps = [numbers[0], *(later - earlier for earlier, later in pairwise(numbers))]
    return ",".join(map(figures.__getitem__, steps))


def _digits(number: int) -> str:
    made = ""
    while True:
        number, digit = divmod(number, 36)
        made = _DIGITS[digit] + made
        if not number:
            return made


def overview(segments: Iterable[tuple[str, str, int]]) -> bytes:
    """The file that names every segment, what people call it, and how many writings it has."""
    rows = [[name, called, count, letters(count)] for name, called, count in segments]
    return _script("segmen", rows)


def _script(call: str, *values: object) -> bytes:
    """A script that hands these values to the page that loaded it."""
    said = ",".join(json.dumps(value, ensure_ascii=True, separators=(",", ":")) for value in values)
    return f"bpkitCari.{call}({said});\n".encode()
