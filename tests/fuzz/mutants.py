"""Mutants: what damage, other programs and editors make of a file. A seed always gives the same one."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from random import Random

from bpkit.share.parcels import ZIP_FAULTS

# What readers stumble over: extremes, separators, half characters, programs.
TOKENS = (
    *(b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[2J", b"\xed\xa0\x80", b"\n\n\n", b"\t", b"'", b'"'),
    *(b"-1", b"0", b"1e999", b"NaN", b"2147483648", b"99999999999999999999", b"0.1", b"1/0", b"7,50", b"~"),
    *(
        b"{{ 7*7 }}",
        b"{% for x in x %}",
        b"=1+1",
        b"../../etc/passwd",
        b"&#0;",
        b"]]>",
        b"<!--",
        b"%",
        b"null",
    ),
    *(b"<", b"&", b"{", b"A" * 70_000),
)
_NUMBER = re.compile(rb"[0-9]+")
_WORD = re.compile(rb"[A-Za-z_]{2,}")
_ELEMENT = re.compile(rb"<[A-Za-z][^<>]{0,300}>")
MOST = 4 << 20  # bytes of a mutant

Mutator = Callable[[bytes, Random], bytes]


def mutant(data: bytes, seed: str) -> bytes:
    """The file after one to four accidents, chosen by the seed."""
    random = Random(seed)
    package = data[:2] == b"PK" and random.random() < 0.85
    for _ in range(random.choice((1, 1, 1, 2, 2, 4))):
        data = (_repacked if package else _damaged)(data, random)[:MOST]
    return data


def _damaged(data: bytes, random: Random) -> bytes:
    is_text = b"\x00" not in data[:2000]
    return random.choice(_OF_TEXT if is_text and random.random() < 0.7 else _OF_BYTES)(data, random)


def _place(data: bytes, random: Random) -> int:
    """Heads and tables at the end are read more closely than the middle."""
    size = len(data)
    return random.choice(
        (random.randrange(size + 1), min(size, random.randrange(512)), max(0, size - random.randrange(512)))
    )


def _flip(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 4, 32))):
        if changed:
            changed[_place(data, random) % len(changed)] ^= 1 << random.randrange(8)
    return bytes(changed)


def _extreme(data: bytes, random: Random) -> bytes:
    """A count, length or offset at its edge."""
    at, width = _place(data, random), random.choice((1, 2, 4, 8))
    value = random.choice((0, 1, 0x7F, 0x80, (1 << 8 * width) - 1, 1 << (8 * width - 1)))
    return (
        data[:at]
        + (value & (1 << 8 * width) - 1).to_bytes(width, random.choice(("big", "little")))
        + data[at + width :]
    )


def _cut(data: bytes, random: Random) -> bytes:
    return data[: _place(data, random)]


def _dropped(data: bytes, random: Random) -> bytes:
    at = _place(data, random)
    return data[:at] + data[at + random.choice((1, 4, 100, 5000)) :]


def _doubled(data: bytes, random: Random) -> bytes:
    at = _place(data, random)
    piece = data[at : at + random.choice((4, 64, 4096))]
    return data[:at] + piece * random.choice((2, 3, 50)) + data[at:]


def _moved(data: bytes, random: Random) -> bytes:
    at, size = _place(data, random), random.choice((8, 512, 4096))
    to = _place(data, random)
    return data[:to] + data[at : at + size] + data[to + size :]


def _put(data: bytes, random: Random) -> bytes:
    at = _place(data, random)
    return data[:at] + random.choice(TOKENS) + data[at:]


def _swapped(data: bytes, random: Random, pattern: re.Pattern[bytes]) -> bytes:
    """Another token in the place of a number, a word or an element."""
    found = list(pattern.finditer(data[:200_000]))
    if not found:
        return _put(data, random)
    match = random.choice(found)
    other = random.choice((random.choice(TOKENS), random.choice(found).group()))
    return data[: match.start()] + other + data[match.end() :]


def _number(data: bytes, random: Random) -> bytes:
    return _swapped(data, random, _NUMBER)


def _word(data: bytes, random: Random) -> bytes:
    return _swapped(data, random, _WORD)


def _element(data: bytes, random: Random) -> bytes:
    return _swapped(data, random, _ELEMENT)


def _lines(data: bytes, random: Random) -> bytes:
    """A line gone, twice, elsewhere or deeper, as people edit."""
    lines = data.split(b"\n")
    at, to = random.randrange(len(lines)), random.randrange(len(lines))
    kind = random.randrange(5)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(to, lines[at])
    elif kind == 2:
        lines[at], lines[to] = lines[to], lines[at]
    elif kind == 3:
        lines[at] = b" " * random.choice((1, 2, 4)) + lines[at]
    else:
        lines[at] = lines[at].strip() * random.choice((2, 40))
    return b"\n".join(lines)


def _nested(data: bytes, random: Random) -> bytes:
    at, deep = _place(data, random), random.choice((30, 3000))
    left, right = random.choice(
        ((b"[", b"]"), (b"{a: ", b"}"), (b"<w:p>", b"</w:p>"), (b"{\\b ", b"}"), (b"(", b")"))
    )
    return data[:at] + left * deep + right * random.choice((0, deep)) + data[at:]


_OF_BYTES: tuple[Mutator, ...] = (_flip, _extreme, _cut, _dropped, _doubled, _moved, _put)
_OF_TEXT: tuple[Mutator, ...] = (
    _number,
    _word,
    _element,
    _lines,
    _nested,
    _put,
    _cut,
    _dropped,
    _doubled,
    _flip,
)


def _repacked(data: bytes, random: Random) -> bytes:
    """A package with one of its parts damaged, gone, twice, empty, or under another name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [(info.filename, package.read(info)) for info in package.infolist()]
    except ZIP_FAULTS:
        return _damaged(data, random)
    if not parts:
        return _damaged(data, random)
    at, kind = random.randrange(len(parts)), random.randrange(10)
    name, content = parts[at]
    if kind == 0:
        del parts[at]
    elif kind == 1:
        parts.append((name, _damaged(content, random)))
    elif kind == 2:
        parts[at] = (random.choice((name.upper(), "../" + name, name + "x", "", parts[-1][0])), content)
    elif kind == 3:
        parts[at] = (name, b"")
    else:
        parts[at] = (name, _damaged(content, random)[:MOST])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for named, inner in parts:
            info = zipfile.ZipInfo(named or "kosong", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            with warnings.catch_warnings():  # two parts of one name are the point
                warnings.simplefilter("ignore", UserWarning)
                package.writestr(info, inner)
    made = buffer.getvalue()
    return _flip(made, random) if random.random() < 0.1 else made
