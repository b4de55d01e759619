"""`Data Tulisan.xlsx`, the Excel twin of the YAML beside each writing: a row a writing.

A row says what the YAML of that title would say. Where both say something else of the same fact, the YAML
counts, and that is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from .. import limits, share
from ..model.dates import parse_date
from ..model.facts import Fact, Identity, Institution, Medium, Person, Source
from ..model.hints import nearest
from ..model.place import Place
from ..model.problems import Kind, Problem, UnreadableError
from ..model.signs import hyphenated, plain
from ..model.units import Severity, fold
from .panel.workbooks import open_workbook
from .panel.workbooks.cells import Cell, CellKind, Worksheet
from .sidecar import CHOSEN, EXPECTED, PRODUCTS, Sidecar, merge

# Headings, folded, and the keys of the YAML that they mean.
HEADINGS = {
    "judul tulisan": "judul", "judul": "judul", "penulis": "penulis.nama", "nama penulis": "penulis.nama",
    "jabatan": "penulis.jabatan", "kontak": "penulis.kontak", "lembaga": "lembaga.nama",
    "alamat lembaga": "lembaga.alamat", "kontak lembaga": "lembaga.kontak", "sumber": "sumber",
    "judul di dalam tulisan": "judul_dalam", "media": "media", "jenis": "jenis",
    "jenis produk": "jenis_produk", "tanggal": "tanggal",
}  # fmt: skip
ENOUGH = 3  # headings that make a table
MOST = limits.TABLE
_CHOICES = {"media": tuple(medium.value for medium in Medium), "jenis_produk": PRODUCTS}


class FactsTable(Struct, frozen=True):
    """The rows of a table by the folded title, and what is wrong with it as a whole."""

    path: Path
    rows: Mapping[str, Sidecar] = field(default_factory=dict)
    titles: tuple[tuple[str, Place], ...] = ()
    problems: tuple[Problem, ...] = ()

    def problems_for(self, titles: Iterable[str]) -> Iterator[Problem]:
        """What is wrong with it in a folder of these titles: rows that are no writing's are lost."""
        yield from self.problems
        there = {fold(title): title for title in titles}
        for title, place in self.titles:
            if fold(title) not in there:
                near = nearest(fold(title), there)
                expected = there[near] if near else ""
                variant = "row_unknown" if near else "row_of_nobody"
                yield Problem(
                    self.path, title, expected, place, variant, severity=Severity.WARNING, kind=Kind.BROKEN
                )


def facts_table(path: Path) -> FactsTable:
    """The table of this file; read once as long as it stays as it is, for every writing asks for it.

    Raises:
        OSError: it can't be read at the moment.
    """
    facts = share.attempt(path.stat)
    return _read(path, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int, _size: int) -> FactsTable:
    data = share.read(path, MOST)
    try:
        worksheets = open_workbook(data, path).worksheets
    except UnreadableError as error:
        kind = Kind.PROTECTED if error.variant.endswith("protected") else Kind.BROKEN
        return FactsTable(path, problems=(Problem(path, kind=kind, detail=error.variant),))
    tables = (
        _rows_of(path, one, row)
        for one in worksheets
        for row in one.rows
        if len(_columns(one, row)) >= ENOUGH
    )
    found = next(tables, None)
    if found is None:
        return FactsTable(path, problems=(Problem(path, variant="no_table", kind=Kind.BROKEN),))
    return found


def with_row(sidecar: Sidecar, yaml: Path | None, table: FactsTable, title: str) -> Sidecar:
    """What the YAML and the row of a writing say together; the YAML goes before the row."""
    row = table.rows.get(fold(title))
    if row is None:
        return sidecar
    conflicts = _conflicts(sidecar, row, yaml) if yaml else ()
    return Sidecar(
        title=sidecar.title or row.title,
        identity=merge(sidecar.identity, row.identity),
        medium=sidecar.medium or row.medium,
        product=sidecar.product or row.product,
        captions={**row.captions, **_numbered(sidecar.captions)},
        damages=(*sidecar.damages, *row.damages, *conflicts),
    )


def _numbered(captions: Mapping[str, Fact]) -> dict[str, Fact]:
    """Captions with one key for a photo's number, in whichever way a YAML gives it."""
    return {_NUMBER.sub(r"foto \1", key): fact for key, fact in captions.items()}


_NUMBER = re.compile(r"(?:foto (?:ke-)?)?0*([1-9][0-9]?)")


def row_digest(table: FactsTable, title: str) -> str:
    """The SHA-256 of what the row of a title says, wherever in the table it stands; "" without a row."""
    row = table.rows.get(fold(title))
    if row is None:
        return ""
    facts = {key: one for key, (one, _) in _pairs(row, row).items() if key not in CHOSEN}
    said = sorted((key, fact.text) for key, fact in facts.items() if fact)
    return sha256(repr((said, str(row.medium), row.product)).encode("utf-8", "surrogatepass")).hexdigest()


def _columns(worksheet: Worksheet, row: int) -> dict[int, str]:
    """The columns of a header, each with its key; none where titles have no column."""
    cells = worksheet.rows[row].items()
    found = {column: key for column, cell in cells if (key := _key(cell.text))}
    return found if "judul" in found.values() else {}


def _key(heading: str) -> str:
    folded = fold(heading[:60]).rstrip(" :")
    first, _, number = folded.rpartition(" ")
    return f"foto {number}" if first == "foto" and number.isdigit() else HEADINGS.get(folded, "")


def _rows_of(path: Path, worksheet: Worksheet, header: int) -> FactsTable:
    columns = _columns(worksheet, header)
    title_column = next(column for column, key in columns.items() if key == "judul")
    rows: dict[str, Sidecar] = {}
    titles: list[tuple[str, Place]] = []
    problems: list[Problem] = []
    for number in worksheet.rows:
        title = plain(worksheet.text(number, title_column)).strip()
        if number <= header or not title:
            continue
        place = worksheet.place(number, title_column)
        if fold(title) in rows:
            problems.append(Problem(path, title, place=place, variant="row_twice", kind=Kind.BROKEN))
            continue
        rows[fold(title)] = _Row(path, worksheet, number, columns).sidecar()
        titles.append((title, place))
    return FactsTable(path, rows, tuple(titles), tuple(problems))


class _Row(Struct, frozen=True):
    path: Path
    worksheet: Worksheet
    number: int
    columns: Mapping[int, str]

    def sidecar(self) -> Sidecar:
        facts = {key: fact for column, key in self.columns.items() if (fact := self._fact(column, key))}
        damages = tuple(self._damages(facts))
        wrong = {damage.place.part for damage in damages if damage.place}
        sound = {key: fact for key, fact in facts.items() if key not in wrong}
        medium, product = sound.get("media"), sound.get("jenis_produk")
        return Sidecar(
            title=sound.get("judul_dalam"),
            identity=Identity(
                Person(*(sound.get(f"penulis.{name}") for name in ("nama", "jabatan", "kontak"))),
                Institution(*(sound.get(f"lembaga.{name}") for name in ("nama", "alamat", "kontak"))),
                source=sound.get("sumber"),
                submitted=sound.get("tanggal"),
                kind=sound.get("jenis"),
            ),
            medium=Medium(fold(medium.text)) if medium else None,
            product=fold(product.text) if product else None,
            captions={key: fact for key, fact in sound.items() if key.startswith("foto ")},
            words={key: fact for key, fact in sound.items() if key in CHOSEN},
            damages=damages,
        )

    def _fact(self, column: int, key: str) -> Fact | None:
        cell = self.worksheet.cell(self.number, column)
        text = " ".join(plain(cell.text).split()) if cell else ""
        if key.endswith("kontak"):
            text = _dialled(cell, hyphenated(text))
        place = replace(self.worksheet.place(self.number, column), part=key)
        return Fact(_day_text(cell, text), Source.SIDECAR, self.path, place) if text else None

    def _damages(self, facts: Mapping[str, Fact]) -> Iterator[Problem]:
        for column, key in self.columns.items():
            cell = self.worksheet.cell(self.number, column)
            if key in facts and cell and cell.kind in (CellKind.FORMULA, CellKind.ERROR):
                yield self._wrong(facts[key], "")
        for key, choices in _CHOICES.items():
            if key in facts and fold(facts[key].text) not in choices:
                yield self._wrong(facts[key], EXPECTED[key])
        if "tanggal" in facts and parse_date(facts["tanggal"].text) is None:
            yield self._wrong(facts["tanggal"], EXPECTED["tanggal"])

    def _wrong(self, fact: Fact, expected: str) -> Problem:
        return Problem(self.path, fact.text, expected, fact.place, "cell", kind=Kind.BROKEN)


def _dialled(cell: Cell | None, text: str) -> str:
    """A telephone number with the 0 that a spreadsheet takes off one kept as a number; 62 may be the land."""
    is_bare = cell is not None and cell.kind is CellKind.NUMBER and re.fullmatch("[1-9][0-9]{7,11}", text)
    return f"0{text}" if is_bare and not text.startswith("62") else text


def _day_text(cell: Cell | None, text: str) -> str:
    """A date that Excel keeps as one, without the time that it may have."""
    return str(cell.day) if cell and cell.day else text


def _conflicts(yaml: Sidecar, row: Sidecar, path: Path) -> Iterator[Problem]:
    """The facts of which the YAML and the row say different things, as problems of the YAML's writing."""
    for key, (typed, other) in _pairs(yaml, row).items():
        if typed and other and _meant(key, typed) != _meant(key, other):
            place = replace(other.place or Place(), part=key)
            values = {"table": other.file.name}
            yield Problem(path, other.text, typed.text, place, "twins", values, kind=Kind.BROKEN)


def _pairs(yaml: Sidecar, row: Sidecar) -> dict[str, tuple[Fact | None, Fact | None]]:
    one, other = yaml.identity, row.identity
    pairs = {
        f"penulis.{key}": (getattr(one.author, name), getattr(other.author, name))
        for key, name in (("nama", "name"), ("jabatan", "position"), ("kontak", "contact"))
    }
    pairs |= {
        f"lembaga.{key}": (getattr(one.institution, name), getattr(other.institution, name))
        for key, name in (("nama", "name"), ("alamat", "address"), ("kontak", "contact"))
    }
    pairs |= {
        "judul": (yaml.title, row.title),
        "sumber": (one.source, other.source),
        "tanggal": (one.submitted, other.submitted),
        "jenis": (one.kind, other.kind),
    }
    pairs |= {key: (yaml.words.get(key), fact) for key, fact in row.words.items()}
    captions = _numbered(yaml.captions)
    return pairs | {key: (captions.get(key), fact) for key, fact in row.captions.items()}


def _meant(key: str, fact: Fact) -> object:
    if key == "tanggal":
        return parse_date(fact.text)
    if key.endswith("kontak"):
        return "".join(sign for sign in fact.text if sign.isalnum()) or fact.text
    return fold(fact.text)
