"""Needs, moves, stages and parts of writings: each rule speaks where it should and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from make.tallies import COUNTY, PLAN, ROOT, STAGES, YEAR, clinic, clinics, with_writing
from msgspec.structs import replace

from bpkit.model.rounds import Round, Unit
from bpkit.model.settings import Settings
from bpkit.model.tallies import Rounding, rounded_need
from bpkit.model.units import Severity
from bpkit.rules.catalogue import render
from bpkit.rules.checking import check_unit
from bpkit.rules.registry import Context
from bpkit.tallies.needs import need_of, summed
from bpkit.tallies.stages import progress_of
from bpkit.tallies.words import stage_lines
from bpkit.wording import LANGUAGES, speaking

Rows = Sequence[Mapping[str, object]]
Cells = dict[str, object]
SERVED: list[Cells] = [
    {"tempat": "Mawar", "poli": name, "orang": n} for name, n in (("I", 110), ("II", 100), ("III", 120))
]
HOURS: list[Cells] = [{"bidang": "gigi", "jam": 5}]


def found(one: Unit, **more: object) -> list[tuple[str, str]]:
    of = clinics(**{"needs": (PLAN,), "stages": (), **more})
    context = Context(Settings(root=ROOT), root=ROOT, round=Round(of, ROOT, (one,)))
    findings = check_unit(one, context)
    for language in LANGUAGES:
        with speaking(language):
            assert all("{" not in render(finding).message + render(finding).remedy for finding in findings)
    return [(one.code, one.problem.variant) for one in findings if one.code.startswith("BP86")]


def needs(staff: Rows, served: Rows = SERVED, hours: Rows = HOURS, moves: Rows = ()) -> Unit:
    return clinic(staf=staff, pasien=served, jam=hours, usulan=moves)


def staffed(count: object = 2, place: str = "Mawar") -> Cells:
    return {"tempat": place, "bidang": "gigi", "orang": count}


def two(mawar: object, melati: object, moves: Rows) -> Unit:
    """Two places that need two each."""
    served = [*SERVED, *({**row, "tempat": "Melati"} for row in SERVED)]
    return needs([staffed(mawar), staffed(melati, "Melati")], served, moves=moves)


def move(count: object, source: str = "Mawar", target: str = "Melati") -> Cells:
    return {"dari": source, "ke": target, "bidang": "gigi", "orang": count}


@pytest.mark.parametrize(
    ("hours", "need"),
    [
        ("0", 0), ("0.001", 1), ("24", 1), ("39.999", 1), ("40", 1), ("40.001", 2), ("60", 2), ("64", 2),
        ("71.999", 2), ("72", 3), ("95.999", 3), ("96", 4), ("288", 12),
    ],
)  # fmt: skip
def test_a_load_rounds_exactly_at_its_edges(hours: str, need: int) -> None:
    assert rounded_need(Fraction(hours) / 24, PLAN.rounding) == need


def test_a_need_below_the_table_has_no_figure() -> None:
    assert rounded_need(Fraction(1, 2), (Rounding(Fraction(1), Fraction(1)),)) is None


def test_classes_are_rounded_up_group_by_group() -> None:
    need = need_of(clinics(), PLAN, needs([staffed()]))
    assert [group.classes for group in need.groups] == [4, 4, 4]
    (post,) = need.posts
    assert [post.load, post.share, post.need, post.gap] == [60, Fraction(5, 2), 2, 0]
    assert found(needs([staffed()])) == []


def test_a_place_may_have_a_ratio_of_its_own() -> None:
    served = [{"tempat": "Mawar", "poli": "I", "orang": 110, "rasio": 20}]
    assert need_of(clinics(), PLAN, needs([staffed()], served)).groups[0].classes == 6


def test_hours_of_a_group_go_before_those_of_all() -> None:
    hours: list[Cells] = [*HOURS, {"bidang": "gigi", "poli": "III", "jam": "2.5"}]
    assert need_of(clinics(), PLAN, needs([staffed()], hours=hours)).posts[0].load == 4 * 5 + 4 * 5 + 10


def test_a_group_of_nobody_owes_no_hours() -> None:
    served = [{"tempat": "Mawar", "poli": "I", "orang": 0}]
    need = need_of(clinics(), PLAN, needs([staffed(0)], served))
    assert [need.groups[0].classes, need.posts[0].need, need.posts[0].gap] == [0, 0, 0]
    assert found(needs([staffed(0)], served)) == []
    assert found(needs([staffed(1)], served)) == [("BP862", "")]


@pytest.mark.parametrize(
    ("unit", "faults"),
    [
        (needs([staffed(None)]), ["blank"]),
        (needs([staffed("dua")]), ["no_figure"]),
        (needs([staffed("1.5")]), ["no_figure"]),
        (needs([staffed(-1)]), ["no_figure"]),
        (needs([staffed()], [*SERVED, {"tempat": "Mawar", "poli": "IV"}]), ["blank"]),
        (needs([staffed()], served=()), [""]),
        (needs([staffed()], hours=()), [""]),
        (needs([staffed()], hours=[*HOURS, {"bidang": "gizi", "jam": 2}]), ["unlisted"]),
        (needs([staffed()], [*SERVED, {"tempat": "Melati", "poli": "I", "orang": 9}]), ["unlisted"]),
        (needs([staffed(), staffed(3)]), []),  # twice: the list's reader says so, and neither counts
    ],
)
def test_what_is_missing_gives_no_figure_and_is_said(unit: Unit, faults: list[str]) -> None:
    need = need_of(clinics(), PLAN, unit)
    assert need.provisional
    assert found(unit) == [("BP861", variant) for variant in faults]


def test_a_load_that_was_typed_counts() -> None:
    unit = clinic(staf=[{**staffed(1), "jam": 40}])
    (post,) = need_of(clinics(), PLAN, unit).posts
    assert [post.load, post.need] == [40, 1]
    assert found(unit) == []


def test_surplus_and_shortage_are_not_set_off() -> None:
    (total,) = summed(need_of(clinics(), PLAN, two(5, 0, ())).posts, "field")
    assert [total.need, total.there, total.surplus, total.shortage] == [4, 5, 3, 2]


@pytest.mark.parametrize(
    ("moves", "variants"),
    [
        ([move(2)], []),
        ([move(3)], ["too_many"]),
        ([move(4)], ["surplus"]),
        ([move(2), {**move(2), "alasan": "lagi"}], ["surplus"]),
        ([move(1, "Melati", "Mawar")], ["surplus"]),
        ([move(1, "Anggrek")], ["unknown"]),
        ([move(1, "mawar ", "MELATI")], []),
        ([move(1, "Mawar", "Mawar")], ["itself"]),
        ([move(0)], ["no_count"]),
        ([move("1.5")], ["no_count"]),
        ([move(None)], ["no_count"]),
    ],
)
def test_nobody_moves_who_is_not_there_to_spare(moves: Rows, variants: list[str]) -> None:
    assert found(two(5, 0, moves)) == [("BP863", variant) for variant in variants]


def test_a_refused_move_leaves_everybody_where_they_are() -> None:
    need = need_of(clinics(), PLAN, two(5, 0, [move(4), move(2)]))
    assert [one.fault for one in need.moves] == ["surplus", ""]
    assert [post.there for post in need.after] == [3, 2]
    assert [post.there for post in need.posts] == [5, 0]


def test_a_move_from_a_need_that_nobody_knows_waits() -> None:
    assert ("BP863", "unsure") in found(two(None, 0, [move(1)]))


def test_what_could_still_be_moved_is_found() -> None:
    (proposal,) = need_of(clinics(), PLAN, two(5, 0, ())).proposals
    assert [proposal.source, proposal.target, proposal.count] == ["Mawar", "Melati", 2]


# Stages ------------------------------------------------------------------------------------------------

ALL: list[Cells] = [
    {"tahap": "hitung", "keadaan": "selesai", "bukti": "a.pdf"},
    {"tahap": "aturan", "keadaan": "terbit", "bukti": "b.pdf"},
    {"tahap": "pindah", "keadaan": "selesai", "orang": 7},
]


def changed(index: int, **cells: object) -> list[Cells]:
    return [{**row, **(cells if number == index else {})} for number, row in enumerate(ALL)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (ALL, []),
        (changed(0, bukti=None), [("BP864", "")]),
        (changed(1, keadaan="draf akhir", bukti=None), [("BP864", ""), ("BP865", "")]),
        (changed(1, keadaan="selesai"), [("BP864", "wrong_state"), ("BP865", "")]),
        (changed(2, orang=None), [("BP864", "no_figure")]),
        (changed(2, orang="banyak"), [("BP864", "no_figure")]),
        (changed(2, orang=0), []),
        (changed(0, tahap="Penghitungan"), []),  # its name is as good as its code
        (changed(0, tahap="hitungan"), [("BP864", "unknown"), ("BP864", "untold"), ("BP865", "")]),
        (ALL[:2], [("BP864", "untold")]),
        (changed(2, keadaan="belum"), []),
        ([], [("BP864", "no_list")]),
    ],
)
def test_stages_come_in_order_with_evidence_and_figures(rows: Rows, expected: list[tuple[str, str]]) -> None:
    said = found(clinic(langkah=rows), stages=(STAGES,), needs=())
    assert sorted(set(said)) == sorted(set(expected))


def test_who_takes_no_part_owes_nothing_and_who_does_not_say_is_asked() -> None:
    asking = (replace(STAGES, fact="ikut"),)
    assert found(clinic(facts={"ikut": "tidak"}), stages=asking, needs=()) == []
    assert found(clinic(), stages=asking, needs=()) == [("BP864", "no_fact")]
    assert found(clinic(facts={"ikut": "ya"}), stages=asking, needs=()) == [("BP864", "no_list")]


def test_units_are_counted_by_state_and_nobody_twice() -> None:
    plan = replace(STAGES, fact="ikut")
    yes = {"ikut": "ya"}
    children = (
        clinic("A", facts=yes, langkah=ALL),
        clinic("B", facts=yes, langkah=changed(1, keadaan="draf akhir")),
        clinic("C", facts=yes, langkah=ALL[:1]),
        clinic("D", facts={"ikut": "tidak"}, langkah=ALL),
        clinic("E"),
    )
    county = Unit(ROOT, COUNTY, "Kota", YEAR, children=children)
    with speaking("id"):
        lines = stage_lines(clinics(), progress_of(clinics(), plan, county))
    assert lines == [
        "Penghitungan: selesai 3 dari 4; belum melapor 1",
        "Aturan: terbit 1 dari 4; draf akhir 1; belum melapor 2",
        "Pemindahan: selesai 2 dari 4 (14 orang); belum melapor 2",
    ]


# Writings ----------------------------------------------------------------------------------------------

PARTS = ("Masalah", "Pelajaran/Pembelajaran", "Kontak")


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("Judul\nMasalah\nAda.\nPembelajaran\nBanyak.\nKontak\n08", []),
        ("A. Masalah yang dihadapi\nAda.\n2. PELAJARAN\nBanyak.\nKontak: 0812", []),
        ("Masalah\nAda.\nKontak\n08", [""]),
        ("Masalah\nPelajaran\nBanyak.\nKontak\n08", ["empty"]),
        ("Masalah\nPelajaran\nKontak kami.", ["", "empty"]),
        ("", []),  # nobody could read it
    ],
)
def test_a_writing_has_every_part_with_words_below_it(text: str, variants: list[str]) -> None:
    said = found(with_writing(text), writing_parts=PARTS, stages=(), needs=())
    assert said == [("BP866", variant) for variant in variants]


def test_a_move_beyond_the_shortage_is_no_error() -> None:
    one = two(5, 0, [move(3)])
    context = Context(Settings(root=ROOT), root=ROOT, round=Round(clinics(stages=()), ROOT, (one,)))
    (finding,) = check_unit(one, context)
    assert finding.severity is Severity.WARNING
