"""Programme files are proven, or refused with file, line, key and the nearest of what was possible."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from unittest import mock

import pytest

from bpkit.cache.store import Cache
from bpkit.errors import UserError
from bpkit.model.programs import Combine, Cycle, Forward, LeafKind, VoiceKind
from bpkit.resources import program_names
from bpkit.settings.programs import load_program, read_program
from bpkit.settings.proven import proven_program
from bpkit.settings.rubrics import available, load_rubric
from bpkit.wording import speaking, use_language

TEXT = """\
id: mutu
nama: Mutu Sekolah
sumber: Kami sendiri
siklus: {tiap: triwulan}
tingkat:
  - {kode: sekolah, nama: Sekolah, folder: "sekolah ({unit})_({periode})", panel_minimum: 2}
  - {kode: kecamatan, nama: Kecamatan, folder: "kecamatan ({unit})_({periode})"}
yang_dinilai: unit
skala: {min: 0, maks: 4, langkah: 0.5}
suara:
  guru: 60
  wali: {bobot: 40, dari: survei, tabel: angket, sampel: jumlah_wali}
gabung: rata-rata
butir:
  - kode: isi
    nama: Standar Isi
    bobot: 30
    butir:
      - {kode: i1, nama: Kurikulum, wajib: [bukti]}
      - {kode: i2, nama: Jadwal, tenggat: kirim}
  - {kode: proses, nama: Standar Proses, bobot: 70, butir: [rencana, jalan]}
predikat: [{dari: 0, sebut: Kurang}, {dari: 2, sebut: Cukup}, {dari: 3, sebut: Baik}]
nilai_lulus: 2.5
penilaian:
  sarana:
    nama: Sarana
    gabung: bagian-ya
    butir:
      - {kode: s1, nama: Perpustakaan, jenis: ya-tidak}
      - {kode: s2, nama: Kantin, jenis: ya-tidak, bersyarat: ya}
  kecamatan-nilai:
    nama: Nilai kecamatan
    di: kecamatan
    suara: {unit: {dari: unit}}
    butir_dari: utama
daftar:
  angket:
    nama: Angket wali
    kolom:
      - {kode: isi, nama: Isi, jenis: angka}
      - {kode: proses, nama: Proses, jenis: angka}
  masalah:
    nama: Masalah
    kolom: [{kode: nama, nama: Nama, wajib: ya}, {kode: berat, jenis: pilihan, pilihan: [ringan, berat]}]
    kunci: [nama]
dokumen:
  laporan: {nama: Laporan, bagian: [Hasil]}
tugas:
  - {kode: kirim, nama: Mengirim, tanggal: 10}
formulir:
  - {kode: rekap, nama: Rekap, bentuk: xlsx, isi: utama}
aturan: [BP1, BP8]
ketentuan: {usia_minimum: 18}
contoh:
  - jawaban:
      guru: [{i1: 4, i2: 3, proses.rencana: 2, proses.jalan: 2.5}]
      wali: [{isi: 3, proses: 2}]
    nilai: {isi: 3.3, "": 2.495}
    predikat: {isi: Baik, "": Cukup}
"""
Edited = Callable[[str, str], Path]


def test_a_programme_says_what_its_file_says(edited: Edited) -> None:
    program = read_program(edited("id: mutu", "id: mutu"))
    assert (program.id, program.cycle, program.parameters) == ("mutu", Cycle.QUARTER, {"usia_minimum": "18"})
    assert [(one.code, one.panel_minimum, one.forwards) for one in program.levels] == [
        ("sekolah", 2, Forward.ALL),
        ("kecamatan", 1, Forward.NOTHING),
    ]
    main, facilities, above = program.schemes
    assert [item.code for item in main.root.walk()] == [
        "", "isi", "i1", "i2", "proses", "proses.rencana", "proses.jalan",
    ]  # fmt: skip
    assert [voice.kind for voice in main.voices] == [VoiceKind.ASSESSORS, VoiceKind.SURVEY]
    assert main.voices[1].items == ("isi", "proses")
    assert main.root.reach() == (Fraction(0), Fraction(4))
    assert facilities.root.combine is Combine.SHARE_OF_YES
    assert [leaf.kind for leaf in facilities.root.leaves()] == [LeafKind.YES_NO] * 2
    assert above.root.items == main.root.items
    assert above.level == "kecamatan"


@pytest.mark.parametrize("name", program_names())
def test_every_programme_that_travels_with_bpkit_is_proven(name: str) -> None:
    program = load_program(name)
    assert program.id == name
    assert program.examples


def test_a_rubric_of_the_pob_is_a_programme_under_its_own_fingerprint() -> None:
    program, rubric = load_program("pob-2010"), load_rubric("pob-2010")
    assert program.sha256 == rubric.sha256
    assert [level.code for level in program.levels] == ["korkot", "kmw", "kmp"]
    (scheme,) = program.schemes
    assert (scheme.judged, program.cycle, scheme.passing) == ("tulisan", Cycle.MONTH, Fraction(700))
    assert [item.weight for item in scheme.root.items] == [one.weight for one in rubric.instruments]
    assert scheme.root.reach() == (Fraction(100), Fraction(1000))


def test_who_assesses_has_an_indonesian_name_also_where_the_run_speaks_english() -> None:
    with speaking("en"):
        program = load_program("pob-2010")
    assert [voice.name for scheme in program.schemes for voice in scheme.voices] == ["Penilai"]


def test_the_rubrics_are_those_with_instruments() -> None:
    assert available() == ["pob-2010"]


def test_the_tree_of_the_self_assessment_has_its_nine_criteria() -> None:
    program = load_program("pmprb-2012")
    enablers, results = program.schemes[0].root.items
    assert [len(one.items) for one in enablers.items] == [4, 4, 3, 6, 3]
    assert [len(one.items) for one in results.items] == [2, 2, 2, 2]
    assert all(len(sub.items) == 4 for one in enablers.items for sub in one.items)
    assert all(one.voices == {"asesor": Fraction(60), "survei": Fraction(40)} for one in enablers.items)
    assert enablers.items[0].items[0].hints[0].startswith("Apakah para pemimpin telah: Mengembangkan dan")
    assert not enablers.items[0].assumed
    assert enablers.items[1].items[0].assumed


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        # weights
        ("bobot: 30\n", "bobot: 40\n", "jumlah semua bobot 110"),
        ("    bobot: 30\n", "", "belum ada `bobot` untuk isi"),
        ("guru: 60", "guru: 50", "jumlah semua bobot 90"),
        ("gabung: rata-rata", "gabung: jumlah", "`bobot` tidak dipakai"),
        ("gabung: bagian-ya", "gabung: jumlah-berbobot", "belum ada `bobot` untuk s1, s2"),
        ("nama: Standar Isi\n", "nama: Standar Isi\n    gabung: tidak\n", "butir “isi” tidak dijumlahkan"),
        # bands and limits
        ("{dari: 0, sebut: Kurang}", "{dari: 1, sebut: Kurang}", "predikat pertama mulai dari 1"),
        ("{dari: 3, sebut: Baik}", "{dari: 2, sebut: Baik}", "harus berada di atas"),
        ("{dari: 3, sebut: Baik}", "{dari: 5, sebut: Baik}", "tidak mungkin tercapai"),
        ("sebut: Baik", "sebut: kurang", "nama “kurang” sudah dipakai"),
        ("nilai_lulus: 2.5", "nilai_lulus: 250", "nilai lulus 250"),
        ("langkah: 0.5}", "langkah: 3}", "skala 0–4"),
        # twice
        ("kode: i2,", "kode: i1,", "kode “i1” sudah dipakai di baris 19"),
        ("nama: Jadwal", "nama: standar isi", "nama “standar isi” sudah dipakai"),
        ("butir: [rencana, jalan]", "butir: [rencana, rencana]", "kode “proses.rencana” sudah dipakai"),
        ("kode: kecamatan,", "kode: sekolah,", "kode “sekolah” sudah dipakai"),
        ("nama: Kecamatan,", "nama: Sekolah,", "nama “Sekolah” sudah dipakai"),
        ("  masalah:\n", "  laporan:\n", "kode “laporan” sudah dipakai"),
        ("nama: Masalah", "nama: Angket wali", "nama “Angket wali” sudah dipakai"),
        ("  masalah:\n", "  keputusan:\n", "“keputusan” sudah punya arti"),
        ("tanggal: 10}", "tanggal: 10}\n  - {kode: kirim, nama: Lagi}", "kode “kirim” sudah dipakai"),
        ("isi: utama}", "isi: utama}\n  - {kode: b, nama: rekap, bentuk: docx}", "nama “rekap” sudah"),
        ("{kode: berat, jenis", "{kode: nama, jenis", "kode “nama” sudah dipakai"),
        # references
        ("di: kecamatan", "di: kecamtan", "tidak ada tingkat “kecamtan”; maksudnya “kecamatan”"),
        ("tenggat: kirim", "tenggat: kirm", "tidak ada tugas “kirm”; maksudnya “kirim”"),
        ("tabel: angket", "tabel: anket", "tidak ada daftar “anket”; maksudnya “angket”"),
        ("isi: utama}", "isi: utma}", "“utma”; maksudnya “utama”"),
        ("isi: utama}", "isi: utama, templat: tidak-ada.xlsx}", "templat “tidak-ada.xlsx”"),
        ("butir_dari: utama", "butir_dari: utma", "tidak ada penilaian “utma”"),
        ("kunci: [nama]", "kunci: [nma]", "tidak ada kolom “nma”; maksudnya “nama”"),
        ("yang_dinilai: unit", "yang_dinilai: masalh", "“masalh”; maksudnya “masalah”"),
        ("nama: Kurikulum,", "nama: Kurikulum, skala: persen,", "tidak ada skala “persen”"),
        ("    bobot: 30\n", "    bobot: 30\n    suara: {guruu: 100}\n", "suara “guruu”; maksudnya “guru”"),
        # lists that go on, papers, panels
        ("{kode: berat,", "{kode: berat, rujuk: masalh,", "tidak ada daftar “masalh”; maksudnya “masalah”"),
        ("{kode: berat,", "{kode: berat, menuntut: [nma],", "tidak ada kolom “nma”; maksudnya “nama”"),
        ("    kunci: [nama]\n", "    lanjut: ya\n", "harus menyebut kapan barisnya selesai"),
        ("    kunci: [nama]\n", "    lanjut: ya\n    selesai: {brat: [ringan]}\n", "maksudnya “berat”"),
        ("    kunci: [nama]\n", "    lanjut: ya\n    selesai: {berat: [rngan]}\n", "maksudnya “ringan”"),
        ("[Hasil]}", "[Hasil], sebutan: {Hasl: [Akhir]}}", "“Hasl”; maksudnya “Hasil”"),
        ("[Hasil]}", "[Hasil, hasil]}", "nama “hasil” sudah dipakai"),
        ("[Hasil]}\n", "[Hasil]}\npanel: {p: {nama: P, di: sekolah, tentang: utma}}\n", "maksudnya “utama”"),
        # folders
        ("kecamatan ({unit})_({periode})", "kecamatan_({periode})", "perlu memuat {unit}"),
        ("kecamatan ({unit})_({periode})", "sekolah ({unit})_({periode})", "tidak bisa dibedakan"),
        ("kecamatan ({unit})_({periode})", "{unit}_({periode})", "tidak bisa dibedakan"),
        ("kecamatan ({unit})_({periode})", "kecamatan ({unt})", "“{unt}” yang tidak dikenal; maks"),
        ("kecamatan ({unit})_({periode})", "kec/{unit}", "nama folder Windows"),
        # keys in their places
        ("Standar Isi\n", "Standar Isi\n    jenis: ya-tidak\n", "“jenis” hanya berarti"),
        ("nama: Jadwal,", "nama: Jadwal, gabung: jumlah,", "“gabung” hanya berarti"),
        ("nama: Jadwal,", "nama: Jadwal, sasaran: {target: 3},", "jenisnya harus capaian"),
        ("s1, nama: Perpustakaan, jenis: ya-tidak", "s1, nama: Perpustakaan", "harus berjenis ya-tidak"),
        ("nama: Jadwal,", "nama: Jadwal, jenis: kebutuhan,", "perlu `beban`"),
        # shape
        ("nilai_lulus: 2.5", "nilai_luls: 2.5", "nilai_luls” tidak dikenal; maksudnya “nilai_lulus”"),
        ("tenggat: kirim}", "tengat: kirim}", "tengat” tidak dikenal; maksudnya “tenggat”"),
        ("tiap: triwulan", "tiap: triwuln", "maksudnya “triwulan”"),
        ("jenis: pilihan, pilihan: [ringan, berat]", "jenis: pilihan", "`pilihan` dan `jenis: pilihan`"),
        ("tanggal: 10", "tanggal: 32", "isi 1 sampai 31"),
        ("sumber: Kami sendiri\n", "", "“sumber” belum ada"),
        # worked examples
        ("isi: 3.3,", "isi: 3.4,", "menyebut 3,4 untuk isi, padahal hasil hitungannya 3,3"),
        ('{isi: Baik, "": Cukup}', "{isi: Cukup}", "menyebut Cukup untuk isi, padahal"),
        ("i1: 4,", "i1: 4.25,", "“4.25” untuk butir “i1”"),
        ("{i1: 4,", "{i9: 4,", "tidak ada butir “i9”"),
        ("wali: [{isi: 3, proses: 2}]", "wali: []", "padahal tidak ada nilai yang bisa dihitung"),
    ],
)  # fmt: skip
def test_a_programme_with_a_fault_is_refused_with_its_place(
    old: str, new: str, said: str, edited: Edited
) -> None:
    with pytest.raises(UserError) as raised:
        read_program(edited(old, new))
    assert said in raised.value.problem
    assert raised.value.problem.startswith("kami.yaml, baris ")
    assert raised.value.remedy


def test_a_fault_names_the_line_it_stands_on(edited: Edited) -> None:
    line = TEXT[: TEXT.index("tenggat: kirim")].count("\n") + 1
    with pytest.raises(UserError, match=f"baris {line}: "):
        read_program(edited("tenggat: kirim", "tenggat: kirm"))


def test_every_fault_is_named_at_once(edited: Edited) -> None:
    file = edited("bobot: 30", "bobot: 40")
    file.write_text(
        file.read_text(encoding="utf-8").replace("tenggat: kirim", "tenggat: x"), encoding="utf-8"
    )
    with pytest.raises(UserError) as raised:
        read_program(file)
    assert len(raised.value.problem.splitlines()) == 2


def test_faults_are_said_in_english_too(edited: Edited) -> None:
    use_language("en")
    with pytest.raises(UserError, match="the weights add up to 110"):
        read_program(edited("bobot: 30\n", "bobot: 40\n"))


def test_one_level_needs_no_unit_in_its_folders_name(edited: Edited) -> None:
    text = edited("id: mutu", "id: mutu").read_text(encoding="utf-8")
    one_level = text.replace(
        '  - {kode: kecamatan, nama: Kecamatan, folder: "kecamatan ({unit})_({periode})"}\n', ""
    )
    start, end = one_level.index("  kecamatan-nilai"), one_level.index("daftar:")
    file = edited("id: mutu", "id: mutu")
    file.write_text(
        (one_level[:start] + one_level[end:]).replace("sekolah ({unit})_({periode})", "{periode}"),
        encoding="utf-8",
    )
    assert read_program(file).levels[0].folder == "{periode}"


def test_scales_may_have_names_that_items_refer_to(edited: Edited) -> None:
    file = edited(
        "skala: {min: 0, maks: 4, langkah: 0.5}",
        "skala: {kecil: {min: 0, maks: 4, langkah: 0.5}, besar: {min: 0, maks: 8}}",
    )
    with pytest.raises(UserError, match="“i1” belum punya skala"):
        read_program(file)
    text = file.read_text(encoding="utf-8").replace("Kurikulum,", "Kurikulum, skala: kecil,")
    text = text.replace("Jadwal,", "Jadwal, skala: kecil,").replace(
        "butir: [rencana", "skala: kecil, butir: [rencana"
    )
    file.write_text(text, encoding="utf-8")
    assert {leaf.scale.most for leaf in read_program(file).schemes[0].root.leaves() if leaf.scale} == {4}


def test_the_fingerprint_is_of_what_the_programme_says(edited: Edited) -> None:
    theirs = read_program(edited("id: mutu", "id: mutu")).sha256
    assert read_program(edited("sumber: Kami sendiri", "sumber: Kami\nanggapan: [Lain]")).sha256 == theirs
    assert read_program(edited("nilai_lulus: 2.5", "nilai_lulus: 2")).sha256 != theirs
    assert read_program(edited("id: mutu", "id:   mutu  # kami")).sha256 == theirs


def test_a_programme_that_was_proven_once_is_taken_as_it_was(tmp_path: Path, edited: Edited) -> None:
    file, kept = edited("id: mutu", "id: mutu"), tmp_path / "kept"
    first = proven_program(lambda: Cache(kept), file.name, tmp_path)
    with mock.patch("bpkit.settings.programs.read_program", side_effect=AssertionError):
        again = proven_program(lambda: Cache(kept), file.name, tmp_path)
    assert again == first == read_program(file)
    edited("nilai_lulus: 2.5", "nilai_lulus: 2")
    assert proven_program(lambda: Cache(kept), file.name, tmp_path).schemes[0].passing == 2


def test_a_programme_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="maksudnya “pmprb-2012”"):
        load_program("pmprb2012", tmp_path)
