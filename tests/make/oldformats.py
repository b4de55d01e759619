"""Small documents of the older kinds, made by the tests themselves: .odt, .pdf and .doc."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from PIL import Image

from make.pictures import picture as picture  # noqa: PLC0414 - the benchmarks take it from here

NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }.items()
)


LINKS = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


# .odt -------------------------------------------------------------------------------------------------


def odt(
    body: str,
    styles: str = "",
    automatic: str = "",
    files: Mapping[str, bytes] | None = None,
    manifest: str = "",
) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        package.writestr("content.xml", odt_content(body, automatic))
        package.writestr(
            "styles.xml", f"<office:document-styles {NAMES} {LINKS}>{styles}</office:document-styles>"
        )
        package.writestr("META-INF/manifest.xml", manifest or "<manifest/>")
        for name, data in (files or {}).items():
            package.writestr(name, data)
    return file.getvalue()


def odt_content(body: str, automatic: str = "") -> str:
    return (
        f"<office:document-content {NAMES} {LINKS}>"
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def odt_picture(name: str, width: str = "8cm", height: str = "6cm", more: str = "") -> str:
    image = f'<draw:image xlink:href="{name}"/>'
    return f'<draw:frame svg:width="{width}" svg:height="{height}">{image}{more}</draw:frame>'


# .pdf -------------------------------------------------------------------------------------------------


def pdf(pages: Sequence[str], images: Sequence[bytes] = (), size: tuple[int, int] = (612, 792)) -> bytes:
    """Pages are content streams; the images are named /I0, /I1, … on every page, fonts /F1 and /F2 (bold)."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    fonts = "".join(
        f"/F{n}<</Type/Font/Subtype/Type1/BaseFont/{font}/Encoding/WinAnsiEncoding>>"
        for n, font in ((1, "Helvetica"), (2, "Helvetica-Bold"))
    )
    for data in images:
        with Image.open(io.BytesIO(data)) as image:
            across, down, is_jpeg = *image.size, image.format == "JPEG"
            packed = data if is_jpeg else zlib.compress(image.convert("RGB").tobytes())
        head = (
            f"<</Type/XObject/Subtype/Image/Width {across}/Height {down}"
            f"/ColorSpace/DeviceRGB/BitsPerComponent 8"
            f"/Filter/{'DCTDecode' if is_jpeg else 'FlateDecode'}/Length {len(packed)}>>stream\n"
        )
        objects.append(head.encode() + packed + b"\nendstream")
    shown = "".join(f"/I{index} {index + 3} 0 R" for index in range(len(images)))
    kids = []
    for content in pages:
        stream = content.encode("cp1252")
        objects.append(f"<</Length {len(stream)}>>stream\n".encode() + stream + b"\nendstream")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size[0]} {size[1]}]/Contents {len(objects)} 0 R"
            f"/Resources<</Font<<{fonts}>>/XObject<<{shown}>>>>>>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    return assembled(objects)


def turned(content: str, degrees: int, size: tuple[int, int] = (612, 792)) -> str:
    """The content of a page of this size, turned counterclockwise."""
    width, height = size
    matrix = {90: f"0 1 -1 0 {height} 0", 180: f"-1 0 0 -1 {width} {height}", 270: f"0 -1 1 0 0 {width}"}
    return f"q {matrix[degrees]} cm {content}Q\n"


def pdf_with_forms(
    page: str, forms: Sequence[tuple[str, str]], image: bytes, more: str = "", box: str = "0 0 612 792"
) -> bytes:
    """A page that draws forms /X0, /X1, … (content, matrix); each knows the image /I0 and all forms."""
    with Image.open(io.BytesIO(image)) as opened:
        across, down = opened.size
    names = "/I0 5 0 R" + "".join(f"/X{index} {index + 6} 0 R" for index in range(len(forms)))
    fonts = "/F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    shown = f"<</Font<<{fonts}>>/XObject<<{names}>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]{more}/Contents 4 0 R/Resources{shown}>>".encode(),
        f"<</Length {len(page)}>>stream\n{page}\nendstream".encode(),
        f"<</Type/XObject/Subtype/Image/Width {across}/Height {down}/ColorSpace/DeviceRGB/BitsPerComponent 8"
        f"/Filter/DCTDecode/Length {len(image)}>>stream\n".encode()
        + image
        + b"\nendstream",
    ]
    for content, matrix in forms:
        head = f"<</Type/XObject/Subtype/Form/BBox[-2000 -2000 2000 2000]/Matrix[{matrix}]/Resources{shown}"
        objects.append(f"{head}/Length {len(content)}>>stream\n{content}\nendstream".encode())
    return assembled(objects)


def assembled(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A file of these objects; the first is the catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(places) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R{trailer}>>"
    return data + f"{end}\nstartxref\n{len(data)}\n%%EOF\n".encode()


def pdf_text(x: float, y: float, text: str, size: float = 12, font: int = 1) -> str:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F{font} {size} Tf {x} {y} Td ({escaped}) Tj ET\n"


def pdf_image(name: str, left: float, bottom: float, width: float, height: float) -> str:
    return f"q {width} 0 0 {height} {left} {bottom} cm /{name} Do Q\n"


# .doc -------------------------------------------------------------------------------------------------

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 file with these streams; each is filled up to the size from which it has sectors of its own."""
    contents = [data.ljust(4096, b"\0") for data in streams.values()]
    chains: list[int] = []
    starts = []
    for data in contents:
        starts.append(len(chains))
        count = -(-len(data) // SECTOR)
        chains += [*range(len(chains) + 1, len(chains) + count), END]
    directory = len(chains)
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    for index, (name, data) in enumerate(zip(streams, contents, strict=True), start=1):
        right = index + 1 if index < len(streams) else FREE
        entries.append(_entry(name, 2, starts[index - 1], len(data), right=right))
    listed = b"".join(entries).ljust(-(-len(entries) // 4) * SECTOR, b"\0")
    count = len(listed) // SECTOR
    chains += [*range(directory + 1, directory + count), END]
    table = len(chains)
    sectors = -(-(len(chains) + 1) // 128)
    while sectors * 128 < len(chains) + sectors:
        sectors += 1
    chains += [FAT] * sectors
    fat = struct.pack(f"<{len(chains)}I", *chains).ljust(sectors * SECTOR, b"\xff")
    places = [*range(table, table + sectors)] + [FREE] * (109 - sectors)
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, sectors, directory, 0, 4096, END, 0, END, 0) + struct.pack("<109I", *places)
    body = b"".join(data.ljust(-(-len(data) // SECTOR) * SECTOR, b"\0") for data in contents)
    return head + body + listed + fat


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE, right: int = FREE) -> bytes:
    label = (name + "\0").encode("utf-16-le")
    head = label.ljust(64, b"\0") + struct.pack("<HBB", len(label), kind, 1)
    return head + struct.pack("<III", FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)


def doc(
    text: str,
    *,
    looks: Sequence[tuple[int, int, bytes]] = (),
    shapes: Mapping[int, bytes] | None = None,
    version: int = 0xC1,
    signature: int = 0xA5EC,
    pictures: bytes = b"",
    more: Mapping[int, bytes] | None = None,
) -> bytes:
    """A Word 97 document for what LibreOffice never writes: see tools/make_fixtures.py for what it does.

    `looks` are runs of letters with their property codes, `shapes` those of the paragraph of a letter,
    `more` further parts of the table stream by their index.
    """
    letters = text.encode("cp1252")
    start = 2048
    body = bytearray(start) + letters
    body += bytes(-len(body) % SECTOR)
    place = len(body) // SECTOR
    body += _looks_page(start, len(text), looks) + _shapes_page(start, text, shapes or {})
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, start * 2 | 0x40000000, 0)
    parts = {
        33: b"\2" + struct.pack("<I", len(pieces)) + pieces,
        12: struct.pack("<III", start, start + len(letters), place),
        13: struct.pack("<III", start, start + len(letters), place + 1),
        **(more or {}),
    }
    table = bytearray(16)
    struct.pack_into("<HH", body, 0, signature, version)
    struct.pack_into("<I", body, 0x4C, len(text))
    for index, part in parts.items():
        struct.pack_into("<II", body, 0x9A + 8 * index, len(table), len(part))
        table += part
    return ole({"WordDocument": bytes(body), "0Table": bytes(table), "Data": pictures})


def _looks_page(start: int, length: int, looks: Sequence[tuple[int, int, bytes]]) -> bytes:
    runs: list[tuple[int, bytes]] = []
    at = 0
    for begin, end, codes in looks:
        if at < begin:
            runs.append((at, b""))
        runs.append((begin, codes))
        at = end
    if at < length:
        runs.append((at, b""))
    page = bytearray(SECTOR)
    places = [start + begin for begin, _ in runs] + [start + length]
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    free = 510
    for index, (_, codes) in enumerate(runs):
        if codes:
            free = (free - len(codes) - 1) & ~1
            page[free : free + 1 + len(codes)] = bytes([len(codes)]) + codes
            page[4 * len(places) + index] = free // 2
    page[511] = len(runs)
    return bytes(page)


def _shapes_page(start: int, text: str, shapes: Mapping[int, bytes]) -> bytes:
    ends = [index + 1 for index, letter in enumerate(text) if letter in "\r\x07\x0c"]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    page = bytearray(SECTOR)
    begins = [0, *ends[:-1]]
    struct.pack_into(f"<{len(ends) + 1}I", page, 0, *(start + n for n in (*begins, ends[-1])))
    free = 510
    for index, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        codes = next((shapes[place] for place in shapes if begin <= place < end), b"")
        if codes:
            whole = b"\0\0" + codes
            whole += bytes((len(whole) + 1) % 2)
            free = (free - len(whole) - 1) & ~1
            page[free : free + 1 + len(whole)] = bytes([(len(whole) + 1) // 2]) + whole
            page[4 * (len(ends) + 1) + 13 * index] = free // 2
    page[511] = len(ends)
    return bytes(page)


def doc_picture(jpeg: bytes, across: int = 2835, down: int = 2835) -> bytes:
    """An inline picture of the stream of pictures; sizes are twips."""
    blip = struct.pack("<HHI", 0x46A0, 0xF01D, len(jpeg) + 17) + bytes(17) + jpeg
    entry = struct.pack("<HHI", 0x52, 0xF007, len(blip) + 36) + bytes(36) + blip
    head = bytearray(68)
    struct.pack_into("<IHH", head, 0, 68 + len(entry), 68, 0x64)
    struct.pack_into("<4H", head, 28, across, down, 1000, 1000)
    return bytes(head) + entry
