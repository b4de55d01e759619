"""What is fed with mutants: every kind of file that bpkit reads, each by the room that reads it.

`DAMAGE` is what a target may raise: an answer in words with a remedy. All else is a fault of bpkit's own.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path

from make.panel_table import judge
from make.realfiles import office
from make.shares import KMW, korkot, make_share
from msgspec import Struct

from bpkit.errors import UserError

ROOT = Path(__file__).parents[2]
MEDIA = ROOT / "tests" / "data" / "media"
EXAMPLES = ROOT / "examples"
DAMAGE = (UserError,)


class Target(Struct, frozen=True):
    """A kind of file: where its seeds come from, what reads it, how many of 1,000 mutants are of it."""

    seeds: Callable[[], Sequence[tuple[str, bytes]]]  # names and bytes
    feed: Callable[[str, bytes], object]
    share: int


@cache
def scratch() -> Path:
    """A folder of this process; whoever runs takes it away."""
    return Path(tempfile.mkdtemp(prefix="bpkit-fuzz-"))


@cache
def share() -> Path:
    """A small share with two cities, sheets, a decision, a table of facts, a sidecar, a seal, a comment."""
    from bpkit.work.panel import make_sheets, seal_decision

    root = make_share(scratch() / "Berbagi")
    for city in ("Semarang", "Surakarta"):
        for file in list((root / korkot(city)).glob("*.docx"))[1:]:
            file.unlink()
    for file in (root / KMW / "penilaian").glob("*.yaml"):
        lines = file.read_text(encoding="utf-8").splitlines()
        kept = {one.stem for one in (root / KMW).rglob("*.docx")}
        at = lines.index("nilai:")
        rows = [lines[n : n + 9] for n in range(at + 1, len(lines), 9)]
        body = [line for row in rows if row[0].strip().rstrip(":") in kept for line in row]
        file.write_text("\n".join([*lines[: at + 1], *body]) + "\n", encoding="utf-8")
    make_sheets(_work(root / korkot("Semarang")), (), ".xlsx", None)
    seal_decision(_work(root / KMW))
    return root


def _work(path: Path):  # type: ignore[no-untyped-def]
    from bpkit.work.request import Request
    from bpkit.work.running import Work

    return Work(Request(path, cache=False, workers=1, today=date(2010, 10, 20)))


def _told(*values: object) -> None:
    from bpkit.reports.writing import json_pieces

    for value in values:
        json.loads("".join(json_pieces(value)))


def _whole(name: str, data: bytes) -> None:
    """The share with this file in it: checked, judged, told as JSON and on forms, everything but sealed."""
    from bpkit.reports.json_output import scoring, validation
    from bpkit.work.recapping import recap

    file = share() / name
    before = file.read_bytes() if file.exists() else None
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    try:
        work = _work(share())
        _told(validation(work.checked, work.path), scoring(work.judged, work.path))
        recap(work, scratch() / "keluar", date(2010, 10, 25), below=True)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)


def _writing(name: str, data: bytes) -> None:
    from bpkit.reading.documents.writing import read_writing

    read_writing(Path(name), data)


def _picture(name: str, data: bytes) -> None:
    from bpkit.reading.images.photos import read_loose_photo

    file = scratch() / name
    file.write_bytes(data)
    read_loose_photo(file)


def _medium(name: str, data: bytes) -> None:
    from bpkit.reading.media.length import read_medium

    file = scratch() / name
    file.write_bytes(data)
    read_medium(file)


def _score_form(name: str, data: bytes) -> None:
    from bpkit.model.problems import UnreadableError
    from bpkit.reading.panel.score_form import read_score_forms

    with suppress(UnreadableError):
        read_score_forms(Path(name), data)


def _panel_yaml(name: str, data: bytes) -> None:
    from bpkit.reading.panel.sheets import read_decision, read_sheet
    from bpkit.reading.sidecar import read_sidecar

    for read in (read_sheet, read_decision, read_sidecar):
        read(Path(name), data)


def _settings(name: str, data: bytes) -> None:
    from bpkit.resources import program_names
    from bpkit.rules.registry import all_rules
    from bpkit.settings.config import load_settings

    file = scratch() / "bpkit.yaml"
    file.write_bytes(data)
    load_settings(file, all_rules().keys(), program_names())


def _rubric(name: str, data: bytes) -> None:
    from bpkit.settings.rubrics import read_rubric

    file = scratch() / name
    file.write_bytes(data)
    read_rubric(file)


def _program(name: str, data: bytes) -> None:
    from bpkit.settings.programs import read_program

    file = scratch() / name
    file.write_bytes(data)
    read_program(file)


def _parcel(name: str, data: bytes) -> None:
    from bpkit.work.receiving import receive

    file, home = scratch() / name, scratch() / "terima"
    file.write_bytes(data)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    receive(_work(home), file)


def _book(name: str, data: bytes) -> None:
    """What bpkit keeps beside the share's folders."""
    file = share() / ".bpkit" / name
    before = file.read_bytes() if file.exists() else None
    file.write_bytes(data)
    try:
        _whole("bpkit.yaml", (share() / "bpkit.yaml").read_bytes())
    finally:
        if before is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(before)


@cache
def _round() -> Path:
    return shutil.copytree(EXAMPLES / "pmprb-2012", scratch() / "putaran")


def _of_round(name: str, data: bytes) -> None:
    """A round's folder with this file in it."""
    from bpkit.reports.rounds import round_scoring, round_validation
    from bpkit.work.request import Request
    from bpkit.work.rounds import RoundWork

    file = _round() / name
    before = file.read_bytes()
    file.write_bytes(data)
    try:
        work = RoundWork(Request(_round(), cache=False, workers=1, today=date(2013, 12, 1)))
        _told(round_validation(work.result, work.path), round_scoring(work.result, work.path))
    finally:
        file.write_bytes(before)


@cache
def _assessment():  # type: ignore[no-untyped-def]
    return judge({"{{ 7*7 }}": (700, 710, 720), "=B": (750, 760, 770)})


def _template(name: str, data: bytes) -> None:
    """A user's own template, filled."""
    from bpkit.forms.lampiran2 import lampiran2
    from bpkit.forms.lampiran2_content import recap2
    from bpkit.forms.lampiran3 import lampiran3, recap3
    from bpkit.forms.letters import decision_letter, fill_decision_letter
    from bpkit.forms.stamp import stamped
    from bpkit.model.settings import Settings
    from bpkit.rules.catalogue import name_of, reason_of

    file = scratch() / name
    file.write_bytes(data)
    if name == "lampiran-2.xlsx":
        made = lampiran2(recap2(_assessment(), Settings(), reason_of), file)
    elif name == "lampiran-3.xlsx":
        work = _template_work()
        made = lampiran3(recap3(work.checked, {}, set(), work.settings, work.rubric, name_of), file)
    elif name == "lembar-penilaian.xlsx":
        from make.score_forms import HEAD, LINES, rubric

        from bpkit.forms.score_sheet import score_sheet

        made = score_sheet(rubric(), HEAD, LINES, file)
    elif name.startswith("surat-penetapan"):
        made = fill_decision_letter(decision_letter(_assessment(), Settings()), file)
    else:
        from bpkit.forms.letters import Mending, Notice, fill_notice

        mendings = (Mending("Siti {{ 7*7 }}", "Judul", ("butir",)),)
        made = fill_notice(Notice("P", "Kota", "Prov", "Okt", "Di sini", "besok", mendings), file)
    stamped(made, "K7QF-3M2X-9A0D")


@cache
def _template_work():  # type: ignore[no-untyped-def]
    return _work(share() / KMW)


# Seeds -----------------------------------------------------------------------------------------------


def _office(*names: str) -> Callable[[], list[tuple[str, bytes]]]:
    return lambda: [(f"tulisan{Path(name).suffix}", office(name)) for name in names]


def _examples(pattern: str, most: int = 6) -> list[tuple[str, bytes]]:
    files = sorted(EXAMPLES.glob(pattern))[:most]
    return [(file.name, file.read_bytes()) for file in files]


def _texts() -> list[tuple[str, bytes]]:
    rtf = rb"""{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\stylesheet{\s1 heading 1;}}
\s1 Judul\par\pard Penulis: Siti\par
{\*\shppict{\pict\jpegblip\picw10\pich10 ffd8ffd9}}\trowd\cellx900 a\cell\row\u8217?\bin4 abcd}"""
    html = b"""<html><head><title>Judul</title></head><body><h1>Judul</h1>
<p>Penulis: Siti<img src='a.jpg'></p></body></html>"""
    flat = b"""<?xml version="1.0"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">
<w:body><w:p><w:r><w:t>Judul</w:t></w:r></w:p></w:body></w:wordDocument>"""
    made = [("a.rtf", rtf), ("b.rtf", rtf * 2), ("a.doc", html), ("a.xml", flat)]
    return [*made, ("a.fodt", office("sel.fods"))]


def _books() -> list[tuple[str, bytes]]:
    from make.oldbooks import bare_xls, xls_95, xlsb
    from make.score_forms import blank_form, edited, scored

    cells = [(1, 1, "Judul"), (1, 2, 7.5), (2, 1, "Bank Sampah"), (2, 2, 8)]
    form = edited(scored, blank_form())
    made: list[tuple[str, bytes]] = [("lembar.xlsx", form), ("b.xlsx", office("lembar.xlsx"))]
    made += [
        (f"l{Path(name).suffix}", office(name))
        for name in ("lembar.xls", "lembar.ods", "sel.fods", "sel.ods")
    ]
    made += [("a.xlsb", xlsb({"Penilaian": cells})), ("a.xls", xls_95({"A": cells}))]
    made.append(("b.xls", bare_xls(cells)))
    return made


def _pictures() -> list[tuple[str, bytes]]:
    import io

    from PIL import Image

    made = []
    for kind in ("jpeg", "png", "gif", "bmp", "tiff", "webp"):
        buffer = io.BytesIO()
        Image.new("RGB", (40, 30), (90, 120, 40)).save(buffer, kind)
        made.append((f"foto.{kind}", buffer.getvalue()))
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x40meta\0\0\0\0\0\0\0\x14iprp\0\0\0\x0cipco"
    heic += b"\0\0\0\x14ispe\0\0\0\0\0\0\0\x28\0\0\0\x1e"
    return [*made, ("foto.heic", heic)]


def _recordings() -> list[tuple[str, bytes]]:
    return [(file.name, file.read_bytes()[:200_000]) for file in sorted(MEDIA.iterdir())]


def _sheets() -> list[tuple[str, bytes]]:
    seeds = _examples("Berbagi/**/penilaian/*.yaml", 5) + _examples("Berbagi/**/keputusan.yaml", 2)
    return seeds + _examples("Berbagi/**/*.yaml", 4)


def _zips() -> list[tuple[str, bytes]]:
    from bpkit.work.sending import send

    folder = scratch() / "kirim"
    folder.mkdir(exist_ok=True)
    sent = send(_work(share() / KMW), folder, "untuk diuji")
    return [("paket.zip", sent.target.read_bytes())]


def _in_share() -> list[tuple[str, bytes]]:
    root, city = share(), korkot("Semarang")
    names = [one.relative_to(root).as_posix() for one in sorted(root.rglob("*")) if one.is_file()]
    kept = [one for one in names if not one.startswith((".bpkit", "bpkit.yaml")) and "Lampiran" not in one]
    more = [(f"{city}/komentar/a.yaml", b"nama: Budi\ntanggal: 2010-10-22\nkomentar: Bagus\n"),
            (f"{city}/.bpkitignore", b"arsip/\n*.tmp\n!baik.docx\n"),
            (f"{city}/.komentar/a.json", b'{"nama": "Budi", "isi": "Bagus"}')]  # fmt: skip
    return [*((one, (root / one).read_bytes()) for one in kept), *more]


def _own_books() -> list[tuple[str, bytes]]:
    from bpkit.work.recapping import recap

    recap(_work(share()), None, date(2010, 10, 25), below=True)
    folder = share() / ".bpkit"
    names = ("written.json", "segel.jsonl", "buku-agenda.csv")
    found = [(name, (folder / name).read_bytes()) for name in names if (folder / name).exists()]
    log = b"0" * 64 + b" 2010-10/Lampiran.xlsx\n"
    return [*found, ("written.log", log), ("segel-berikut.json", (folder / "segel.jsonl").read_bytes())]


def _round_files() -> list[tuple[str, bytes]]:
    root = _round()
    names = sorted(one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file())
    kept = [one for one in names if one.endswith((".yaml", ".csv", ".xlsx")) and "bpkit.yaml" not in one]
    return [(one, (root / one).read_bytes()) for one in kept]


def _templates() -> list[tuple[str, bytes]]:
    names = (
        "lampiran-2.xlsx lampiran-3.xlsx lembar-penilaian.xlsx surat-penetapan-kmw.docx surat-perbaikan.docx"
    )
    return [(name, (ROOT / "templates" / name).read_bytes()) for name in names.split()]


def _config() -> list[tuple[str, bytes]]:
    files = [*sorted(EXAMPLES.glob("*/bpkit.yaml")), ROOT / "templates" / "bpkit.yaml"]
    return [(f"{number}.yaml", file.read_bytes()) for number, file in enumerate(files)]


def _rubrics() -> list[tuple[str, bytes]]:
    return [("pob-2010.yaml", (ROOT / "rubrics" / "pob-2010.yaml").read_bytes())]


def _programs() -> list[tuple[str, bytes]]:
    files = sorted((ROOT / "rubrics").glob("*.yaml"))
    return [(file.name, file.read_bytes()) for file in files if file.stem != "pob-2010"]


TARGETS: dict[str, Target] = {
    "docx": Target(_office("semua.docx"), _writing, 120),
    "doc": Target(_office("semua.doc", "gambar.doc", "latin.doc"), _writing, 90),
    "odt": Target(_office("semua.odt"), _writing, 60),
    "text": Target(_texts, _writing, 80),
    "pdf": Target(lambda: _examples("*/**/*.pdf", 4), _writing, 50),
    "book": Target(_books, _score_form, 160),
    "sheet": Target(_sheets, _panel_yaml, 70),
    "picture": Target(_pictures, _picture, 60),
    "medium": Target(_recordings, _medium, 60),
    "settings": Target(_config, _settings, 40),
    "rubric": Target(_rubrics, _rubric, 20),
    "program": Target(_programs, _program, 30),
    "parcel": Target(_zips, _parcel, 30),
    "share": Target(_in_share, _whole, 25),
    "book-of-own": Target(_own_books, _book, 15),
    "round": Target(_round_files, _of_round, 15),
    "template": Target(_templates, _template, 75),
}


@cache
def seeds_of(kind: str) -> Sequence[tuple[str, bytes]]:
    """The files that mutants of a kind come from."""
    return TARGETS[kind].seeds()


def numbered(most: int) -> Iterator[tuple[str, int]]:
    """So many mutants, each kind by its share: pairs of kind and number."""
    for kind, target in TARGETS.items():
        for number in range(max(1, most * target.share // 1000)):
            yield kind, number
