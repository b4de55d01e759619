"""Whether two names are one person's: titles and degrees, case and blanks make no difference."""

from __future__ import annotations

import re

from ..model.units import fold

_FRONT = (
    r"h\.\s?c|ir|dr|drs|dra|drg|drh|prof|h|hj|kh|ust|ustadz|ustadzah|apt|ns"
    "|bapak|bpk|pak|ibu|bu|sdr|sdri|sdra|tn|ny|nn"
)
_TITLE = re.compile(rf"(?:{_FRONT})(?:\.\s*|\s+)(?=\S)")
# Degrees as they follow a name, without their dots and blanks.
_USUAL = """
    ak ama amd amdkeb amdkep amp apt ba beng bsc ca cpa dea dipl ipm ippm ipu llm ma mab mag mak
    makt map mba mds mec mecdev mei meng mh mhum mhut mikom mkes mkm mkom mm mmt mp mpd mpdi mph mpi
    mps mpsi mpwk ms msc mse msi msn msp mt mti ners phd sab sag sak sap sds se sei sfarm sgz sh shi
    shut si sikom sip sipem sked skep skh skm skom sos sp spd spdi spi spsi spt ss ssi ssn ssos sst
    sstp st sthi stp stt
"""
_DEGREES = frozenset(_USUAL.split())
# Names as well: without a comma before them, only dots make them degrees.
_ALSO_NAMES = frozenset({"ma", "si", "ak", "ba", "ss", "sos", "ama", "ca", "ms", "mei", "mak", "sip"})
_SEVERAL = re.compile(r"[;&\n/+]|\b(?:dan|and|serta)\b", re.IGNORECASE)


def person(name: str) -> str:
    """The form in which people compare.

    >>> person("Ir. Siti Rahma, M.Si") == person("SITI  RAHMA")
    True
    """
    return _bare(" ".join(_names(name)))


def people(names: str) -> frozenset[str]:
    """Everybody whom a line of authors may mean, each as `person` gives them."""
    found = set()
    for one in _SEVERAL.split(names):
        found.add(person(one))
        found.update(_bare(part) for part in _names(one))
    return frozenset(found - {""})


def _names(text: str) -> list[str]:
    """The parts between commas that are no degrees: in `Siti Rahma, M.Si` the first alone."""
    first, *parts = text.split(",")
    return [first, *(part for part in parts if not _is_degree(part, first.isupper()))]


def _is_degree(part: str, in_capitals: bool) -> bool:
    """Whether what follows a comma is a degree, or several, and no second name."""
    return _letters(part) in _DEGREES or all(
        _letters(word) in _DEGREES or "." in word or (word.isupper() and not in_capitals)
        for word in part.split()
    )


def _letters(text: str) -> str:
    return re.sub(r"[\s.]", "", text).casefold()


def _bare(name: str) -> str:
    """The name without titles before it and degrees behind it."""
    text = fold(name.replace("’", "'").replace("`", "'"))
    while match := _TITLE.match(text):
        text = text[match.end() :]
    words = text.split()
    while length := _trailing_degree(words):
        words = words[:-length]
    return fold(" ".join(words).replace(".", " "))


def _trailing_degree(words: list[str]) -> int:
    """How many of the last words are one degree, as in `S. Sos`; never the whole name."""
    for length in (3, 2, 1):
        tail = " ".join(words[-length:])
        if (
            length < len(words)
            and _letters(tail) in _DEGREES
            and (_letters(tail) not in _ALSO_NAMES or "." in tail)
        ):
            return length
    return 0
