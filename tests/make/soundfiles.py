"""Recordings as real programs make them, and those few that no free program writes."""

import struct
from pathlib import Path

MADE = Path(__file__).parents[1] / "data" / "media"  # by tools/make_media_fixtures.py
SECONDS = 10  # each of them


def made(name: str) -> bytes:
    """One of the recordings that ffmpeg made."""
    return (MADE / name).read_bytes()


def amr(seconds: int) -> bytes:
    """Speech and pauses, whose frames are smaller."""
    spoken, silent = b"\x3c" + bytes(31), b"\x44" + bytes(5)
    return b"#!AMR\n" + (spoken * 5 + silent * 45) * seconds


def qcp(seconds: int) -> bytes:
    """Speech of CDMA phones: the packets are counted in the head."""
    return chunk(
        b"RIFF", b"QLCM", chunk(b"fmt ", bytes(150)), chunk(b"vrat", struct.pack("<II", 1, 50 * seconds))
    )


def dss(seconds: int) -> bytes:
    """What dictation machines of Olympus and Philips write."""
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return b"\x02dss" + bytes(58) + f"{hours:02d}{minutes:02d}{seconds % 60:02d}".encode() + bytes(100)


def movie_head(seconds: int, *, wide: bool = False) -> bytes:
    """An MP4 of which only the head is left."""
    if wide:
        header = b"\1\0\0\0" + struct.pack(">QQIQ", 0, 0, 1000, seconds * 1000)
    else:
        header = bytes(4) + struct.pack(">IIII", 0, 0, 1000, seconds * 1000)
    return (
        box(b"ftyp", b"isom", bytes(4))
        + box(b"mdat", bytes(64))
        + box(b"moov", box(b"mvhd", header, bytes(80)))
    )


def box(name: bytes, *inside: bytes) -> bytes:
    """A piece of an MP4."""
    body = b"".join(inside)
    return struct.pack(">I", len(body) + 8) + name + body


def chunk(name: bytes, *inside: bytes) -> bytes:
    """A piece of a RIFF file."""
    body = b"".join(inside)
    return name + struct.pack("<I", len(body)) + body


def tagged(data: bytes, size: int = 40, padding: int = 0) -> bytes:
    """A recording behind an ID3 tag of so many bytes, padded with zeros behind its end."""
    return b"ID3\3\0\0" + bytes([0, 0, size >> 7 & 127, size & 127]) + b"x" * size + bytes(padding) + data


def wave_with(riff: int | None = None, data: int | None = None) -> bytes:
    """A WAV file whose header gives these sizes, right or wrong."""
    sound = bytearray(made("a.wav"))
    for place, size in ((4, riff), (sound.index(b"data") + 4, data)):
        if size is not None:
            sound[place : place + 4] = struct.pack("<I", size)
    return bytes(sound)


def with_large_film(name: str, size: int) -> tuple[bytes, int, bytes]:
    """An MP4 whose film takes so many bytes: what stands before it, its place, and what stands behind it."""
    film = made(name)
    free = film.index(b"free") - 4  # ffmpeg leaves eight bytes before the film for the larger size
    start, end = free + 16, film.index(b"moov") - 4
    return film[:free] + b"\0\0\0\1mdat" + struct.pack(">Q", size + 16), start + size, film[end:]
