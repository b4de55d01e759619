"""The letters name the winners as they were decided, and tell every author what to mend and until when."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from make.city_forms import LETTER_KMP, LETTER_KMW, LETTER_MEND, POB, city, error, mend, writing
from make.formbooks import in_two_processes
from make.levels import NATION_LEVEL
from make.panel_table import BUDI, DEWI, SITI, THREE, candidate, decision, judge, panel, sheet, three_sheets
from msgspec.structs import replace

from bpkit.errors import UserError
from bpkit.forms.letters import decision_letter, fill_decision_letter, fill_notice
from bpkit.model.problems import Finding, Problem
from bpkit.model.scores import Assessment
from bpkit.model.settings import Settings
from bpkit.model.units import Severity
from bpkit.scoring.results import assess

TOTALS = {
    "Berkah": (740, 700, 790),
    "Posyandu": (700, 710, 750),
    "Arisan": (700, 710, 700),
    "Lain": (600, 600, 600),
}
DECIDED = 'tingkat: kmw\nnomor_surat: "012/KMW-JT/BP/X/2010"\ntanggal: 2010-10-23\n'


def kmw(extra: str = "", **more: Any) -> Assessment:
    return judge(TOTALS, decided=decision(DECIDED + extra), **more)


def letter(assessment: Assessment, template: Path = LETTER_KMW, day: date | None = None) -> Any:
    return Document(io.BytesIO(fill_decision_letter(decision_letter(assessment, Settings(), day), template)))


def said(document: Any) -> str:
    """Everything that the letter says, line by line."""
    tables = ["\t".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *tables])


def rows(document: Any, number: int = 1) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[number].rows]


def test_the_kmws_letter_names_the_winners_by_rank_with_value_author_and_city() -> None:
    names = {"Berkah": SITI, "Posyandu": BUDI, "Arisan": DEWI, "Lain": "Agus"}
    candidates = [candidate(title, author=f"Penulis {name}") for title, name in names.items()]
    assessment = assess(panel(candidates, three_sheets(TOTALS), decided=decision(DECIDED)), POB)
    assert rows(letter(assessment)) == [
        ["Peringkat", "Judul Tulisan", "Penulis", "Korkot/Kota", "Nilai Akhir (NA)"],
        ["1", "Berkah", f"Penulis {SITI}", "Semarang", "743,33"],
        ["2", "Posyandu", f"Penulis {BUDI}", "Semarang", "720,00"],
        ["3", "Arisan", f"Penulis {DEWI}", "Semarang", "703,33"],
    ]


def test_it_has_the_form_of_an_official_letter() -> None:
    text = said(letter(kmw()))
    for part in (
        "KONSULTAN MANAJEMEN WILAYAH (KMW)",
        "PROPINSI JAWA TENGAH",
        "Nomor\t:\t012/KMW-JT/BP/X/2010",
        "Lampiran\t:\t1 (satu) berkas",
        "Perihal\t:\tPenetapan Best Practice Terbaik Propinsi Jawa Tengah Bulan Oktober 2010",
        "Kepada Yth.",
        "Tembusan:",
        ", 23 Oktober 2010",
        "nilai lulus 700",
        "menilai 4 tulisan",
    ):
        assert part in text, part
    assert "{{" not in text
    assert "{%" not in text


def test_a_letter_without_number_and_date_leaves_dotted_lines() -> None:
    text = said(letter(judge(TOTALS)))
    assert "Nomor\t:\t...." in text
    assert "...., ...." in text


def test_the_date_is_the_decisions_own_else_the_one_that_was_given() -> None:
    assert ", 30 Oktober 2010" in said(letter(judge(TOTALS), day=date(2010, 10, 30)))
    assert ", 23 Oktober 2010" in said(letter(kmw(), day=date(2010, 10, 30)))


def test_empty_seats_are_told() -> None:
    few = {"Berkah": (740, 700, 790), "Lain": (600, 600, 600)}
    assert "Dari 3 tulisan terbaik yang dapat ditetapkan hanya 1" in said(letter(judge(few)))
    assert "hanya" not in said(letter(kmw()))


def test_the_reason_for_another_order_is_told() -> None:
    text = said(letter(kmw("urutan: [Posyandu, Berkah, Arisan]\nalasan: lebih segar\n")))
    assert "dengan pertimbangan: lebih segar." in text


def test_the_nations_letter_names_province_and_jakarta() -> None:
    names = (*THREE, "Agus", "Yani")
    head = "rubrik: pob-2010\ntingkat: kmp\n"
    sheets = [sheet(name, {"Berkah": 700 + 10 * number}, head=head) for number, name in enumerate(names)]
    assessment = assess(panel(["Berkah"], sheets, level=NATION_LEVEL, seats=5), POB)
    document = letter(assessment, LETTER_KMP, date(2010, 10, 30))
    assert rows(document)[0][3:] == ["Korkot/Kota", "Propinsi", "Nilai Akhir (NA)"]
    assert rows(document)[1] == [
        "1",
        "Berkah",
        "(penulis belum dicantumkan)",
        "Semarang",
        "Jawa Tengah",
        "720,00",
    ]
    assert "Jakarta, 30 Oktober 2010" in said(document)


def test_no_letter_goes_out_while_a_tie_is_open() -> None:
    tied = judge(dict.fromkeys("ABCD", (700, 710, 720)))
    with pytest.raises(UserError, match="A, B, C, D"):
        decision_letter(tied, Settings())


def test_no_letter_goes_out_while_a_value_is_provisional_and_nothing_was_decided() -> None:
    assessment = kmw()
    shaky = replace(assessment.results[3], provisional=True)
    with pytest.raises(UserError, match="Lain"):
        decision_letter(replace(assessment, results=(*assessment.results[:3], shaky)), Settings())


def test_no_letter_goes_out_without_a_winner() -> None:
    with pytest.raises(UserError, match="terpilih"):
        decision_letter(judge({"Lain": (600, 600, 600)}), Settings())


@pytest.mark.parametrize("title", ["Sampah & Berkah <1>", "{{ nomor }}", "a\x0bb", "=1+1", "Kampung 🏡"])
def test_a_title_stands_there_as_it_is(title: str) -> None:
    assessment = judge({"Berkah": (740, 700, 790)})
    result = assessment.results[0]
    named = replace(result, candidate=replace(result.candidate, title=title))
    document = letter(replace(assessment, results=(named,)))
    assert rows(document)[1][1] == title.replace("\x0b", "�")


def test_the_notice_tells_every_author_what_to_mend() -> None:
    one, two = writing("Berkah"), writing("Posyandu")
    found = mend(error("BP301", two), error("BP301", one), error("BP403", one), error("BP403", one))
    assert found is not None
    document = Document(io.BytesIO(fill_notice(found, LETTER_MEND)))
    assert rows(document) == [
        ["No", "Penulis", "Judul Tulisan", "Yang perlu diperbaiki"],
        ["1", SITI, "Berkah", "Foto hanya 1. Tambahkan foto.\nKontak belum ada. Tuliskan nomor HP."],
        ["2", SITI, "Posyandu", "Foto hanya 1. Tambahkan foto."],
    ]
    text = said(document)
    assert "Koordinator Kota (Korkot) Semarang" in text
    assert "ada 2 tulisan" in text
    assert "selambat-lambatnya tanggal 20 Oktober 2010" in text


def test_warnings_come_last_and_say_that_they_are_advice() -> None:
    one = writing("Berkah")
    found = mend(Finding("BP301", Severity.WARNING, Problem(one.path)), error("BP403", one))
    assert found is not None
    assert found.mendings[0].points == (
        "Kontak belum ada. Tuliskan nomor HP.",
        "(disarankan) Foto hanya 1. Tambahkan foto.",
    )


def test_what_concerns_the_folder_is_for_the_korkot_team() -> None:
    folder = city("Semarang", []).folder.path
    found = mend(Finding("BP604", Severity.WARNING, Problem(folder)))
    assert found is not None
    assert [(one.author, one.points) for one in found.mendings] == [
        ("Tim Korkot", ("(disarankan) TF-02 belum menyerahkan. Ingatkan TF-02.",))
    ]
    text = said(Document(io.BytesIO(fill_notice(found, LETTER_MEND))))
    assert "tidak ada tulisan yang syaratnya perlu diperbaiki, tetapi kiriman bulan itu masih perlu" in text


def test_waived_findings_and_mere_information_are_not_to_be_mended() -> None:
    one = writing("Berkah")
    assert (
        mend(error("BP301", one, waiver="komik"), Finding("BP301", Severity.INFO, Problem(one.path))) is None
    )


def test_a_notice_after_the_term_asks_for_it_at_once() -> None:
    found = mend(error("BP301", writing("Berkah")), day=date(2010, 10, 21))
    assert found is not None
    assert found.until == "segera setelah surat ini diterima"


def changed(template: Path, folder: Path, old: str, new: str) -> Path:
    """A user's own copy of a template with one of its words changed."""
    document: Any = Document(str(template))
    for paragraph in [
        *document.paragraphs,
        *(
            p
            for table in document.tables
            for row in table.rows
            for cell in row.cells
            for p in cell.paragraphs
        ),
    ]:
        for run in paragraph.runs:
            run.text = run.text.replace(old, new)
    document.save(str(folder / template.name))
    return folder / template.name


@pytest.mark.parametrize(
    ("old", "new", "said_so"),
    [
        ("{{ nomor }}", "{{ nomer }}", "“nomor”.*“nomer”"),
        ("{{ nomor }}", "", "“nomor”"),
        ("{{ baris.judul }}", "{{ baris.judull }}", "“judul”.*“judull”"),
        ("{{ baris.judul }}", "", "“judul”"),
        ("Dengan hormat", "{{ hormat }}", "“hormat”"),
        ("Dengan hormat", "{{ hormat", "tidak utuh"),
    ],
)
def test_a_place_that_is_missing_or_misspelt_is_named(
    tmp_path: Path, old: str, new: str, said_so: str
) -> None:
    with pytest.raises(UserError, match=said_so):
        letter(kmw(), changed(LETTER_KMW, tmp_path, old, new))


def test_a_users_own_words_and_letterhead_stay(tmp_path: Path) -> None:
    own = changed(LETTER_KMW, tmp_path, "KONSULTAN MANAJEMEN WILAYAH (KMW)", "PT CITRA KARYA – {{ program }}")
    assert "PT CITRA KARYA – PNPM Mandiri Perkotaan" in said(letter(kmw(), own))


def test_a_place_in_the_page_header_is_filled(tmp_path: Path) -> None:
    document: Any = Document(str(LETTER_KMW))
    document.sections[0].header.paragraphs[0].text = "Surat {{ nomor }}"
    document.save(str(tmp_path / "a.docx"))
    filled = letter(kmw(), tmp_path / "a.docx")
    assert filled.sections[0].header.paragraphs[0].text == "Surat 012/KMW-JT/BP/X/2010"


@pytest.mark.parametrize("data", [b"", b"bukan docx"])
def test_a_template_that_is_no_document_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "rusak.docx").write_bytes(data)
    with pytest.raises(UserError, match=r"rusak\.docx"):
        letter(kmw(), tmp_path / "rusak.docx")


def test_a_template_cannot_reach_beyond_its_places(tmp_path: Path) -> None:
    own = changed(LETTER_KMW, tmp_path, "Dengan hormat", "{{ nomor.__class__.__mro__ }}")
    with pytest.raises(UserError):
        letter(kmw(), own)


def both_letters() -> bytes:
    found = mend(error("BP301", writing("Berkah")))
    assert found is not None
    return fill_decision_letter(decision_letter(kmw(), Settings()), LETTER_KMW) + fill_notice(
        found, LETTER_MEND
    )


def test_letters_are_the_same_in_every_process() -> None:
    one, other = in_two_processes("forms.test_letters:both_letters()")
    assert one == other
