"""Tiny recordings of every container: right heads, and next to nothing in them."""

import io
import struct
import wave
import zlib


def wav(seconds: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(100)
        sound.writeframes(bytes(100 * seconds))
    return file.getvalue()


def mp3(seconds: int, xing: int | None = None) -> bytes:
    """Silence at 32 kbit/s and 32 kHz, 144 bytes and 36 ms a frame; `xing`: the bytes that a head claims."""
    frame = b"\xff\xfb\x18\xc4" + bytes(140)
    frames = round(seconds / 0.036)
    if xing is None:
        return frame * frames
    head = bytearray(frame)
    head[21:37] = b"Xing" + struct.pack(">III", 3, frames, xing)
    return bytes(head) + frame * frames


def box(name: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return struct.pack(">I", len(body) + 8) + name + body


def mp4(seconds: int, brand: bytes = b"isom", media: bytes = bytes(64), *, wide: bool = False) -> bytes:
    """The movie's header stands behind the media, as phones write it."""
    if wide:
        header = b"\1\0\0\0" + struct.pack(">QQIQ", 0, 0, 1000, seconds * 1000)
    else:
        header = bytes(4) + struct.pack(">IIII", 0, 0, 1000, seconds * 1000)
    return box(b"ftyp", brand, bytes(4)) + box(b"mdat", media) + box(b"moov", box(b"mvhd", header, bytes(80)))


def fragmented(seconds: int) -> bytes:
    header = box(b"mvhd", bytes(4), struct.pack(">IIII", 0, 0, 1000, 0), bytes(80))
    extends = box(b"mvex", box(b"mehd", bytes(4), struct.pack(">I", seconds * 1000)))
    return box(b"ftyp", b"iso5", bytes(4)) + box(b"moov", header, extends) + box(b"mdat", bytes(64))


def chunk(name: bytes, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return name + struct.pack("<I", len(body)) + body


def avi(seconds: int) -> bytes:
    stream = chunk(b"strh", b"vids", bytes(16), struct.pack("<4I", 1, 25, 0, 25 * seconds), bytes(20))
    headers = chunk(b"LIST", b"hdrl", chunk(b"avih", bytes(56)), chunk(b"LIST", b"strl", stream))
    return chunk(b"RIFF", b"AVI ", headers, chunk(b"LIST", b"movi", bytes(64)))


def element(name: int, *inside: bytes) -> bytes:
    body = b"".join(inside)
    return (
        name.to_bytes((name.bit_length() + 7) // 8, "big") + struct.pack(">I", len(body) | 0x10000000) + body
    )


def mkv(seconds: int, *, live: bool = False) -> bytes:
    """A live recording leaves its length out, and knows it only from its last cluster."""
    length = [] if live else [element(0x4489, struct.pack(">d", seconds * 1000))]
    info = element(0x1549A966, element(0x2AD7B1, struct.pack(">I", 1_000_000)), *length)
    clusters = [element(0x1F43B675, element(0xE7, struct.pack(">I", at))) for at in (0, seconds * 1000)]
    return element(0x1A45DFA3, element(0x4282, b"webm")) + element(0x18538067, info, *clusters)


def flv(seconds: int) -> bytes:
    def tag(time: int) -> bytes:
        times = struct.pack(">I", time)
        head = b"\x08" + (20).to_bytes(3, "big") + times[1:] + times[:1] + bytes(3)
        return head + bytes(20) + struct.pack(">I", 31)

    return b"FLV\1\5\0\0\0\x09" + bytes(4) + tag(0) + tag(seconds * 1000)


def mpg(seconds: int, *, first_edition: bool = False) -> bytes:
    def pack(clock: int) -> bytes:
        if first_edition:
            bits = (
                0x21 << 32
                | (clock >> 30 & 7) << 33
                | (clock >> 15 & 0x7FFF) << 17
                | (clock & 0x7FFF) << 1
                | 0x10001
            )
            return b"\0\0\1\xba" + bits.to_bytes(5, "big") + b"\x80\0\1"
        bits = (
            1 << 38
            | (clock >> 30 & 7) << 35
            | 1 << 34
            | (clock >> 15 & 0x7FFF) << 19
            | 1 << 18
            | (clock & 0x7FFF) << 3
            | 4
        )
        return b"\0\0\1\xba" + bits.to_bytes(5, "big") + b"\1\0\0\3\xf8"

    return pack(90_000) + bytes(200) + pack(90_000 * (seconds + 1)) + bytes(200)


def ts(seconds: int) -> bytes:
    def packet(clock: int | None) -> bytes:
        if clock is None:
            return b"G\x01\0\x10" + bytes(184)
        return b"G\x01\0\x20\xb7\x10" + (clock << 15).to_bytes(6, "big") + bytes(176)

    return packet(90_000) + packet(None) * 3 + packet(90_000 * (seconds + 1))


def amr(seconds: int) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * (50 * seconds)


def aac(seconds: int) -> bytes:
    """16 kHz: 64 ms a frame, of ten bytes."""
    length = 10
    head = bytes([0xFF, 0xF1, 0x60, 0x40 | length >> 11, length >> 3 & 255, (length & 7) << 5 | 0x1F, 0xFC])
    return (head + bytes(3)) * round(seconds / 0.064)


def ogg(seconds: int) -> bytes:
    def page(kind: int, granule: int, number: int, data: bytes) -> bytes:
        head = b"OggS\0" + bytes([kind]) + struct.pack("<qIII", granule, 7, number, 0) + bytes([1, len(data)])
        return head + data

    first = b"\1vorbis" + struct.pack("<IBIiii", 0, 1, 8000, 0, 64000, 0) + b"\xb8\1"
    return page(2, 0, 0, first) + page(0, 0, 1, bytes(30)) + page(4, 8000 * seconds, 2, bytes(30))


def asf(seconds: int, *, video: bool = False, size: int | None = None) -> bytes:
    kind = "c0ef19bc4d5bcf11a8fd00805f5c442b" if video else "409e69f84d5bcf11a8fd00805f5c442b"
    stream = bytes.fromhex(kind) + bytes(24) + struct.pack("<II", 18, 0) + bytes(6 + 18)
    streams = bytes.fromhex("9107dcb7b7a9cf118ee600c00c205365") + struct.pack("<Q", len(stream) + 24) + stream

    def whole(claimed: int) -> bytes:
        said = struct.pack("<QQQQQQIIII", claimed, 0, 1, seconds * 10_000_000, 0, 0, 2, 100, 100, 64000)
        properties = (
            bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365") + struct.pack("<Q", 104) + bytes(16) + said
        )
        body = properties + streams
        head = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + struct.pack(
            "<QIBB", len(body) + 30, 2, 1, 2
        )
        return head + body + bytes(64)

    return whole(size if size is not None else len(whole(0)))


def flac(seconds: int) -> bytes:
    rate, samples = 8000, 8000 * seconds
    info = struct.pack(">HH", 4096, 4096) + bytes(6) + (rate << 44 | 15 << 36 | samples).to_bytes(8, "big")
    return b"fLaC\x80\0\0\x22" + info + zlib.crc32(info).to_bytes(4, "big") * 4
