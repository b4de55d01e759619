"""A panel is read again where anything that it hangs on changed, and nowhere else."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make.panel_table import sheet_yaml
from make.score_forms import edited, scored
from msgspec.structs import replace

from bpkit import share
from bpkit.cache.store import Cache, NoCache
from bpkit.model.problems import Kind, Problem
from bpkit.reading.panel import PanelFacts, reader
from bpkit.reading.panel.names import PanelSurroundings, SideFolder
from bpkit.reading.panel.reader import KnownPanels, read_panel
from bpkit.reading.panel.sheets import read_sheet
from bpkit.reading.submissions import read_bytes

LONG_AGO = 10**18  # nanoseconds


class Table:
    """A panel on a disk, with the files of it that were opened."""

    def __init__(self, home: Path, cache: Path) -> None:
        self.home, self.cache = home, cache
        self.folder = home / "penilaian"
        self.around = PanelSurroundings()
        self.opened: list[str] = []
        self.folder.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, data: bytes | str) -> Path:
        """A file that has lain still for long."""
        file = self.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        os.utime(file, ns=(LONG_AGO, LONG_AGO))
        return file

    def _read(self, file: Path) -> bytes | Problem:
        self.opened.append(file.name)
        return read_bytes(file)

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(sorted(self.folder.iterdir()))

    def look(self, cache: Cache | None = None) -> PanelFacts:
        """The panel as the cache or the disk gives it; `opened` tells which."""
        self.opened.clear()
        with cache or Cache(self.cache) as used:
            return KnownPanels(used, self._read).read(self.files, self.around, self.home)


def a_sheet(score: int = 700) -> str:
    return sheet_yaml("Siti Rahma", {"Bank Sampah": score, "Posyandu": 710})


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """A panel with a sheet in YAML, a form, a decision and a budget beside them."""
    made = Table(tmp_path / "KMW", tmp_path / "simpanan")
    made.write("penilaian/siti.yaml", a_sheet())
    made.write("penilaian/budi.xlsx", edited(scored))
    made.write("penilaian/keputusan.yaml", "tingkat: kmw\nurutan: [Posyandu]\nalasan: Rapat\n")
    beside = made.write("nilai dewi.yaml", a_sheet(720))
    spare = made.write("arsip/catatan.yaml", "a: 1\n")
    made.around = PanelSurroundings(beside=(beside,), near=(SideFolder(spare.parent, (spare,)),))
    return made


def test_of_a_late_share_several_sheets_are_asked_for_at_once(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.write("penilaian/Keputusan.xlsx", b"PK")
    alone = read_panel(table.files, table.around, read_bytes)
    monkeypatch.setattr(share, "is_late", lambda: True)
    met = threading.Barrier(3, timeout=10)  # which breaks where one waits for the other

    def together(file: Path) -> bytes | Problem:
        if file.parent == table.folder and file.name != "keputusan.yaml":
            met.wait()
        return read_bytes(file)

    assert read_panel(table.files, table.around, together) == alone


def test_what_is_kept_is_what_was_read(table: Table) -> None:
    first = table.look()
    again = table.look()

    assert again == first == read_panel(table.files, table.around, read_bytes)
    assert not table.opened
    assert (len(first.sheets), len(first.uncounted)) == (2, 1)


def test_without_a_cache_every_look_reads(table: Table) -> None:
    table.look()
    table.look(NoCache())
    assert table.opened


def grown(table: Table) -> None:
    table.write("penilaian/siti.yaml", a_sheet() + "\n")


def touched(table: Table) -> None:
    file = table.write("penilaian/siti.yaml", a_sheet(800))
    os.utime(file, ns=(LONG_AGO, LONG_AGO + 1))


def added(table: Table) -> None:
    table.write("penilaian/dewi.yaml", a_sheet().replace("Siti Rahma", "Dewi Lestari"))


def removed(table: Table) -> None:
    (table.folder / "budi.xlsx").unlink()


def renamed(table: Table) -> None:
    (table.folder / "siti.yaml").rename(table.folder / "sita.yaml")


def named(table: Table) -> None:
    table.around = replace(table.around, assessors=("Anggaran Penilaian",))


def beside(table: Table) -> None:
    table.write("nilai dewi.yaml", "anggaran: 1\n")


def near(table: Table) -> None:
    table.write("arsip/catatan.yaml", a_sheet())


CHANGES = (grown, touched, added, removed, renamed, named, beside, near)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_of_anything_is_seen(table: Table, change: Callable[[Table], None]) -> None:
    first = table.look()
    change(table)
    second = table.look()

    assert table.opened
    assert second == table.look(NoCache())
    assert (second == first) is (change is named)  # nobody of that name has a file


def test_another_bpkit_reads_again(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    table.look()
    monkeypatch.setattr(reader, "version_of", lambda _: "another")
    table.look()
    assert table.opened


def test_a_file_that_may_change_within_its_time_stamp_is_not_kept(table: Table) -> None:
    (table.folder / "siti.yaml").touch()
    table.look()
    table.look()
    assert table.opened


@pytest.mark.parametrize("kind", [Kind.UNREACHABLE, Kind.NO_PERMISSION])
def test_what_is_out_of_sight_is_looked_for_again(
    table: Table, monkeypatch: pytest.MonkeyPatch, kind: Kind
) -> None:
    monkeypatch.setattr(table, "_read", lambda file: Problem(file, kind=kind))
    assert table.look().unsafe
    monkeypatch.undo()

    assert len(table.look().sheets) == 2
    assert table.opened


def test_a_budget_that_could_not_be_read_is_looked_at_again(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = table.home / "nilai dewi.yaml"
    read = table._read
    monkeypatch.setattr(
        table, "_read", lambda one: Problem(one, kind=Kind.UNREACHABLE) if one == hidden else read(one)
    )
    assert not table.look().uncounted
    monkeypatch.undo()

    assert table.look().uncounted


def damage(cache: Path, blob: bytes) -> None:
    for file in cache.glob("*.sqlite"):
        database = sqlite3.connect(file)
        with database:
            database.execute("UPDATE facts SET blob = ?", [blob])
        database.close()


@pytest.mark.parametrize("blob", [b"", b"\0" * 40, b"\xff" * 5])
def test_damaged_facts_are_read_again(table: Table, blob: bytes) -> None:
    first = table.look()
    damage(table.cache, blob)

    assert table.look() == first
    assert table.opened


def test_a_cache_that_is_no_database_is_made_anew(table: Table) -> None:
    first = table.look()
    for file in table.cache.iterdir():
        file.write_bytes(b"no database at all" * 100)

    assert table.look() == first
    assert table.look() == first
    assert not table.opened


TYPED = st.one_of(
    st.integers(0, 11).map(str),
    st.sampled_from(["7,5", "7.50", "", "-", "'delapan'", "1e1", "[1]", "\u0667", "007"]),
)
CODES = st.sampled_from(["inovasi", "kondisi_riil", "kualitas_tulisan", "lain", "inovasi "])
ROWS = st.dictionaries(
    st.sampled_from(["Bank Sampah", "Posyandu", "Air Bersih", "“Batik”"]),
    st.dictionaries(CODES, TYPED, max_size=4),
    max_size=4,
)


def typed(rows: dict[str, dict[str, str]], name: str) -> Iterator[str]:
    yield f"rubrik: pob-2010\ntingkat: kmw\npenilai: {{nama: {name}}}\nnilai:"
    for title, scores in rows.items():
        yield f"  {title}:"
        yield from (f"    {code}: {score}" for code, score in scores.items())


@settings(max_examples=40)
@given(st.lists(ROWS, min_size=1, max_size=3))
def test_sheets_of_every_kind_come_back_as_they_were_read(sheets: list[dict[str, dict[str, str]]]) -> None:
    with TemporaryDirectory() as folder:
        table = Table(Path(folder) / "KMW", Path(folder) / "simpanan")
        for number, rows in enumerate(sheets):
            table.write(f"penilaian/{number}.yaml", "\n".join(typed(rows, f"Siti {number}")))
        first = table.look()

        assert repr(table.look()) == repr(first) == repr(read_panel(table.files, table.around, read_bytes))
        assert not table.opened


SCORES = st.one_of(
    st.integers(-1, 12),
    st.floats(0, 10, allow_nan=False),
    st.booleans(),
    st.sampled_from([None, "7,5", "x", "=1+1", "Berhalangan", "7"]),
)


@settings(max_examples=20)
@given(st.lists(st.lists(SCORES, min_size=3, max_size=3), min_size=3, max_size=3))
def test_forms_of_every_kind_come_back_as_they_were_read(rows: list[list[object]]) -> None:
    def edit(form: object, book: object) -> None:
        scored(form, book)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                form.cell(11 + row, 4 + column).value = value  # type: ignore[attr-defined]

    with TemporaryDirectory() as folder:
        table = Table(Path(folder) / "KMW", Path(folder) / "simpanan")
        for name in ("siti", "budi"):  # the same scores on both
            table.write(f"penilaian/{name}.xlsx", edited(edit))
        first = table.look()

        assert repr(table.look()) == repr(first) == repr(read_panel(table.files, table.around, read_bytes))
        assert not table.opened


@pytest.mark.parametrize(
    "wrong",
    [
        "  Pos: 7",
        "  Pos: [1]",
        "kunci: 1",
        "nilai:",
        "  Bank Sampah:\n    inovasi: 8",
        "berhalangan: {a: 1}",
        "\tx",
    ],
)
def test_facts_hold_plain_text_which_is_packed_at_once(wrong: str) -> None:
    sheet = read_sheet(Path("siti.yaml"), f"{a_sheet()}{wrong}\n".encode())
    typed = [*sheet.problems[0].values.values(), sheet.problems[0].found, sheet.assessor, *sheet.listed]

    assert {type(text) for text in typed} == {str}
