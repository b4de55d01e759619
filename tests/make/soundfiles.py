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


def tagged(data: bytes, size: int = 40, padding: int = 0) -> bytes:
    """A recording behind an ID3 tag of so many bytes, padded with zeros behind its end."""
    return b"ID3\3\0\0" + bytes([0, 0, size >> 7 & 127, size & 127]) + b"x" * size + bytes(padding) + data


def wave_with(seconds: int, riff: int | None = None, data: int | None = None) -> bytes:
    """A WAV file whose header gives these sizes, right or wrong."""
    made = bytearray(wav(seconds))
    for place, size in ((4, riff), (made.index(b"data") + 4, data)):
        if size is not None:
            made[place : place + 4] = struct.pack("<I", size)
    return bytes(made)


def rf64(seconds: int) -> bytes:
    """A WAV file for more than 4 GB: its sizes stand in a chunk of their own."""
    plain = wave_with(seconds, data=0xFFFFFFFF)
    sizes = struct.pack("<QQQI", len(plain) + 28, 100 * seconds, 100 * seconds, 0)
    return b"RF64\xff\xff\xff\xffWAVE" + chunk(b"ds64", sizes) + plain[12:]


def wave64(seconds: int) -> bytes:
    form = struct.pack("<HHIIHH", 1, 1, 100, 100, 1, 8)
    rest = bytes(12)  # every name is a GUID, whose first letters are those of RIFF
    body = b"wave" + rest
    for name, inside in ((b"fmt ", form), (b"data", bytes(100 * seconds))):
        whole = name + rest + struct.pack("<Q", len(inside) + 24) + inside
        body += whole + bytes(-len(whole) % 8)
    return b"riff\x2e\x91\xcf\x11" + bytes(8) + struct.pack("<Q", len(body) + 24) + body


def aiff(seconds: int, kind: bytes = b"AIFF") -> bytes:
    rate = struct.pack(">HQ", 16383 + 6, 100 << 57)  # 100 Hz as a number of eighty bits
    common = b"COMM" + struct.pack(">IhIh", 18, 1, 100 * seconds, 8) + rate
    sound = b"SSND" + struct.pack(">III", 8 + 100 * seconds, 0, 0) + bytes(100 * seconds)
    return b"FORM" + struct.pack(">I", 4 + len(common + sound)) + kind + common + sound


def caf(seconds: int, *, is_open: bool = False) -> bytes:
    form = b"desc" + struct.pack(">Qd4sIIIII", 32, 100.0, b"lpcm", 0, 1, 1, 1, 8)
    size = (1 << 64) - 1 if is_open else 4 + 100 * seconds
    return b"caff\0\1\0\0" + form + b"data" + struct.pack(">QI", size, 0) + bytes(100 * seconds)


def au(seconds: int) -> bytes:
    return b".snd" + struct.pack(">5I", 24, 0xFFFFFFFF, 1, 100, 1) + bytes(100 * seconds)


def voc(seconds: int) -> bytes:
    head = b"Creative Voice File\x1a" + struct.pack("<HHH", 26, 0x010A, 0x1129)
    block = b"\1" + (2 + 4000 * seconds).to_bytes(3, "little") + bytes([256 - 250, 0]) + bytes(4000 * seconds)
    return head + block + b"\0"


def qcp(seconds: int) -> bytes:
    return chunk(
        b"RIFF", b"QLCM", chunk(b"fmt ", bytes(150)), chunk(b"vrat", struct.pack("<II", 1, 50 * seconds))
    )


def real(seconds: int) -> bytes:
    said = struct.pack(">H10I", 0, 0, 0, 0, 0, 0, 1000 * seconds, 0, 0, 0, 0)
    return b".RMF" + struct.pack(">I", 18) + bytes(10) + b"PROP" + struct.pack(">I", len(said) + 8) + said


def dss(seconds: int) -> bytes:
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return b"\x02dss" + bytes(58) + f"{hours:02d}{minutes:02d}{seconds % 60:02d}".encode() + bytes(100)


def gsm(seconds: int) -> bytes:
    return (b"\xd4" + bytes(32)) * (50 * seconds)


def ac3(seconds: int) -> bytes:
    return b"\x0bw\0\0\x00\x40" + bytes(4000 * seconds - 6)


def dv(seconds: int) -> bytes:
    return (b"\x1f\x07\0\xbf" + bytes(143_996)) * (25 * seconds)


def pictures(seconds: int) -> bytes:
    """Bare MPEG pictures, 25 a second."""
    return b"\0\0\1\xb3\x16\x01\x20\x13" + (b"\0\0\1\0" + b"x" * 8) * (25 * seconds)


def video_cd(seconds: int) -> bytes:
    """MPEG in the sectors of a CD, as Windows shows the .dat of a VideoCD."""
    film = mpg(seconds, first_edition=True).ljust(2324, b"\0")
    return chunk(b"RIFF", b"CDXA", chunk(b"fmt ", bytes(16)), chunk(b"data", bytes(24) + film + bytes(4)))


def fragments(seconds: int, *, first: int = 0) -> bytes:
    """A film in fragments of a second; its head knows the length of the `first` seconds alone."""
    times = bytes(4) + struct.pack(">IIII", 0, 0, 1000, first * 1000)
    track = box(b"trak", box(b"tkhd", bytes(12), struct.pack(">I", 1)), box(b"mdia", box(b"mdhd", times)))
    usual = box(b"mvex", box(b"trex", bytes(4), struct.pack(">IIIII", 1, 1, 40, 0, 0)))
    parts = b"".join(
        box(
            b"moof",
            box(
                b"traf",
                box(b"tfhd", bytes(4), struct.pack(">I", 1)),
                box(b"tfdt", bytes(4), struct.pack(">I", at * 1000)),
                box(b"trun", bytes(4), struct.pack(">I", 25)),
            ),
        )
        + box(b"mdat", bytes(8))
        for at in range(first, seconds)
    )
    return (
        box(b"ftyp", b"iso5", bytes(4)) + box(b"moov", box(b"mvhd", times, bytes(80)), track, usual) + parts
    )


def flac_in_a_pipe(seconds: int, *, total: int = 0) -> bytes:
    """FLAC of blocks of 4000 samples at 8 kHz; `total` is what the head says."""
    info = struct.pack(">HH", 4000, 4000) + bytes(6) + (8000 << 44 | 15 << 36 | total).to_bytes(8, "big")
    frames = b"".join(_flac_frame(number) for number in range(2 * seconds))
    return b"fLaC\x80\0\0\x22" + info + bytes(16) + frames


def _flac_frame(number: int) -> bytes:
    wide = chr(number).encode() if number < 0xD800 else b""
    head = b"\xff\xf8\x74\x08" + wide + struct.pack(">H", 3999)
    value = 0
    for letter in head:
        value ^= letter
        for _ in range(8):
            value = (value << 1 ^ 7 if value & 0x80 else value << 1) & 0xFF
    return head + bytes([value]) + b"x" * 6


def broadcast(seconds: int) -> bytes:
    """Ogg whose first page comes from the middle of a programme, and a second stream that ends before it."""
    plain = ogg(seconds)
    page = plain.index(b"OggS", 4)
    begun = bytearray(plain[page : plain.index(b"OggS", page + 4)])
    begun[6:14] = struct.pack("<q", 8000 * 7200)
    last = bytearray(plain[plain.rindex(b"OggS") :])
    last[6:14] = struct.pack("<q", 8000 * (7200 + seconds))
    return plain[:page] + bytes(begun) + bytes(last)


def opus(seconds: int) -> bytes:
    """Opus counts 48,000 samples a second, the first of which are not played."""
    plain = ogg(seconds)
    head = b"OpusHead\1\1" + struct.pack("<HI", 48_000, 8000) + bytes(3)
    page = bytearray(plain[: plain.index(b"OggS", 4)])[:28]
    page[27] = len(head)
    last = bytearray(plain[plain.rindex(b"OggS") :])
    last[6:14] = struct.pack("<q", 48_000 * (seconds + 1))
    return bytes(page) + head + bytes(last)


def theora(seconds: int) -> bytes:
    """Theora counts its frames from the last whole picture on."""
    plain = ogg(seconds)
    head = b"\x80theora" + bytes(15) + struct.pack(">II", 25, 1) + bytes(10) + (6 << 5).to_bytes(2, "big")
    page = bytearray(plain[: plain.index(b"OggS", 4)])[:28]
    page[27] = len(head)
    last = bytearray(plain[plain.rindex(b"OggS") :])
    last[6:14] = struct.pack("<q", (25 * seconds - 10) << 6 | 10)
    return bytes(page) + head + bytes(last)


def open_avi(seconds: int) -> bytes:
    """An AVI that a recorder never closed: no sizes, no length."""
    made = bytearray(avi(seconds))
    made[4:8] = bytes(4)
    at = made.index(b"strh") + 8
    made[at + 32 : at + 36] = bytes(4)
    start = made.index(b"movi") + 4
    return bytes(made[:start]) + (b"00dc" + struct.pack("<I", 3) + b"abc\0") * (25 * seconds)
