"""Rubrics are proven, or refused with file, line and key."""

import hashlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from bpkit.errors import ShareError, UserError
from bpkit.resources import resource
from bpkit.settings.rubrics import PROVEN, available, load_rubric, prove, read_rubric, worked_final
from bpkit.settings.typed_file import read

TEXT = (resource("rubrics") / "pob-2010.yaml").read_text(encoding="utf-8")
Edited = Callable[[str, str], Path]


@pytest.mark.parametrize("name", available())
def test_every_rubric_gives_its_worked_example(name: str) -> None:
    rubric = load_rubric(name)
    assert rubric.id == name
    assert worked_final(rubric) == rubric.example.final


@pytest.mark.parametrize("name", available())
def test_what_is_read_of_a_rubric_unproven_is_what_its_proof_gives(name: str) -> None:
    file = resource("rubrics") / f"{name}.yaml"
    assert hashlib.sha256(file.read_bytes()).hexdigest() in PROVEN, "its new SHA-256 goes into PROVEN"
    assert repr(load_rubric(name)) == repr(prove(file, read(file, "")))


def test_a_rubric_of_the_pob_that_was_changed_is_proven(edited: Edited) -> None:
    with pytest.raises(UserError, match="110"):
        read_rubric(edited("bobot: 20", "bobot: 30"))


def test_the_rubric_of_the_pob_says_what_the_pob_says() -> None:
    rubric = load_rubric("pob-2010")
    assert [instrument.weight for instrument in rubric.instruments] == [10, 20, 10, 10, 10, 20, 10, 10]
    assert all(len(instrument.conditions) == 2 for instrument in rubric.instruments)
    assert rubric.panel_minimum == {"korkot": 3, "kmw": 3, "kmp": 5}
    assert rubric.named == {"kmw": 3, "kmp": 5}
    assert (rubric.quota(8), rubric.quota(7)) == (3, 2)
    assert rubric.passing == 700
    assert rubric.tie_break == ()
    assert not rubric.blind
    assert "ANGGAPAN" in rubric.note


def test_one_line_changes_a_weight_and_the_sum_still_counts(edited: Edited) -> None:
    with pytest.raises(UserError, match=r"kami\.yaml, baris [0-9]+: jumlah semua bobot 110"):
        read_rubric(edited("bobot: 10", "bobot: 20"))


def test_weights_and_steps_may_have_decimals(edited: Edited) -> None:
    path = edited("bobot: 10", "bobot: 12,5")
    path.write_text(path.read_text(encoding="utf-8").replace("bobot: 10", "bobot: 7.5", 1), encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace("langkah: 1}", "langkah: 0.5}")
    path.write_text(
        text.replace("{kondisi_riil: 8,", "{kondisi_riil: 8.5,", 1).replace("730", "732,08"), encoding="utf-8"
    )
    rubric = read_rubric(path)
    assert rubric.instruments[0].weight == Fraction(25, 2)
    assert rubric.scale.step == Fraction(1, 2)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nilai_lulus: 700", "nilai_luls: 700", "nilai_luls” tidak dikenal; maksudnya “nilai_lulus”"),
        ("nilai_lulus: 700", "nilai_lulus: tujuh ratus", "nilai_lulus” berisi “tujuh ratus”"),
        ("nilai_lulus: 700", "nilai_lulus: 1001", "1001 tidak mungkin"),
        ("skala: {min: 1, maks: 10, langkah: 1}\n", "", "“skala” belum ada"),
        ("{min: 1, maks: 10, langkah: 1}", "{min: 10, maks: 1}", "skala 10–1"),
        ("langkah: 1}", "langkah: 4}", "langkah 4"),
        ("langkah: 1}", "langkah: 0}", "“langkah” berisi “0”"),
        ("kode: inovasi", "kode: fasilitasi", "“fasilitasi” sudah dipakai"),
        ("kode: inovasi", "kode: catatan", "“catatan” sudah dipakai"),
        ("kode: inovasi", "kode: Inovasi Baru", "“kode” berisi “Inovasi Baru”"),
        ("nama_pendek: Inovasi", "nama_pendek: fasilitasi", "dipakai dua instrumen"),
        ("pemecah_seri: []", "pemecah_seri: [inovsi]", "“inovsi”"),
        ("pemecah_seri: []", "pemecah_seri: [inovasi, inovasi]", "sudah disebut"),
        ("nilai_akhir: 730", "nilai_akhir: 731", "hasil hitungannya 730"),
        ("skor:\n    - {kondisi_riil: 8,", "skor:\n    - {kondisi_riil: 11,", "skor contoh 11"),
        ("- {kondisi_riil: 8, inovasi: 7,", "- {kondisi_riil: 8,", "tidak memuat skor “inovasi”"),
        ("- {kondisi_riil: 8, inovasi: 7,", "- {kondisi_riil: 8, inovsi: 7,", "“inovsi”"),
        ("panel_minimum: {korkot: 3,", "panel_minimum: {korkot: tiga,", "“korkot” berisi “tiga”"),
        ("pemecah_seri: []", "pemecah_seri: {}", "“pemecah_seri” berisi"),
        ("id: pob-2010", "id: pob-2010\nid: dua", "“id” ditulis dua kali"),
        ("id: pob-2010", "id: [", "tidak terbaca"),
    ],
)
def test_a_rubric_with_a_fault_is_refused_with_its_place(
    old: str, new: str, said: str, edited: Edited
) -> None:
    with pytest.raises(UserError) as raised:
        read_rubric(edited(old, new))
    assert said in raised.value.problem
    assert raised.value.problem.startswith("kami.yaml, baris ")
    assert raised.value.remedy


def test_a_fault_names_its_line(edited: Edited) -> None:
    line = TEXT[: TEXT.index("nilai_lulus:")].count("\n") + 1
    with pytest.raises(UserError, match=f"baris {line}: "):
        read_rubric(edited("nilai_lulus: 700", "nilai_lulus: x"))


def test_a_path_counts_from_the_folder_of_bpkit_yaml(tmp_path: Path) -> None:
    (tmp_path / "rubrik").mkdir()
    (tmp_path / "rubrik" / "kami.yaml").write_text(TEXT.replace("id: pob-2010", "id: kami"), encoding="utf-8")
    assert load_rubric("rubrik/kami.yaml", tmp_path).id == "kami"


def test_a_rubric_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="maksudnya “pob-2010”"):
        load_rubric("pob2010", tmp_path)


def test_a_rubric_that_cannot_be_opened_is_no_fault_of_the_rubric(tmp_path: Path) -> None:
    with pytest.raises(ShareError):
        read_rubric(tmp_path)


def test_the_fingerprint_is_of_what_the_rubric_says(edited: Edited) -> None:
    theirs = load_rubric("pob-2010").sha256
    assert read_rubric(edited("catatan: >-", "catatan: >-\n  Lain.")).sha256 == theirs
    assert read_rubric(edited("nilai_lulus: 700", "nilai_lulus: 690")).sha256 != theirs
    rubric = load_rubric("pob-2010")
    assert replace(rubric, file=Path("elsewhere")).sha256 == theirs
