"""Lampiran 2 says how every writing was judged, and its own sheet of checks reckons it all anew."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from make.formbooks import TEMPLATE_2, beside, headers, in_two_processes, opened, recalculated, table, texts
from make.levels import NATION_LEVEL
from make.panel_table import (
    BUDI,
    DEWI,
    POB,
    SITI,
    THREE,
    candidate,
    decision,
    judge,
    panel,
    scores,
    sheet,
    three_sheets,
)
from msgspec.structs import replace

from bpkit.forms.lampiran2 import lampiran2
from bpkit.forms.lampiran2_content import Recap2, recap2
from bpkit.forms.periksa import reckon
from bpkit.model.scores import Assessment, Rubric
from bpkit.model.settings import Settings
from bpkit.rules.catalogue import entry, reason_of
from bpkit.rules.registry import all_rules
from bpkit.scoring.results import assess

TOTALS = {
    "Dari Sampah Menjadi Berkah": (740, 700, 800),
    "Posyandu Terapung": (700, 700, 690),
    "=1+1": (760, 700, 750),
    "Suara Kampung": (700, 710, 690),
    "Arisan Jamban": (650, 600, 640),
}


def book(assessment: Assessment, day: date | None = None) -> bytes:
    return lampiran2(recap2(assessment, Settings(), reason_of, day), TEMPLATE_2)


def form(assessment: Assessment, day: date | None = None) -> Any:
    return opened(book(assessment, day))["Lampiran 2"]


def rows(assessment: Assessment) -> list[dict[str, Any]]:
    return table(form(assessment), "Peringkat")


def column(assessment: Assessment, name: str) -> list[Any]:
    return [row[name] for row in rows(assessment)]


def with_scores(title: str, changes: dict[str, object]) -> list[Any]:
    """Three sheets on two titles; on the first, Budi's row is changed."""
    sheets = three_sheets({title: (700, 710, 720), "Lain": (800, 800, 800)})
    changed = {**scores(710), **changes}
    return [sheets[0], sheet(BUDI, {title: changed, "Lain": 800}), sheets[2]]


def test_the_header_has_a_column_for_every_assessor() -> None:
    assert headers(form(judge(TOTALS)), "Peringkat") == [
        "Peringkat",
        "Judul Tulisan",
        "Penulis",
        "Korkot/Kota",
        *sorted(THREE),
        "Jumlah",
        "Nilai Akhir (NA)",
        "Lulus",
        "Terpilih",
        "Keterangan",
    ]


def test_every_writing_stands_there_with_totals_value_and_outcome() -> None:
    assessment = judge(TOTALS)
    found = [tuple(row.values()) for row in rows(assessment)]
    budi, dewi, siti = 1, 2, 0
    assert [row[1] for row in found] == [
        "Dari Sampah Menjadi Berkah",
        "=1+1",
        "Suara Kampung",
        "Posyandu Terapung",
        "Arisan Jamban",
    ]
    for row in found:
        totals = TOTALS[row[1]]
        assert row[4:7] == (totals[budi], totals[dewi], totals[siti])
        assert row[7] == sum(totals)
        assert row[8] == pytest.approx(sum(totals) / 3, abs=1e-12)
    assert [row[0] for row in found] == [1, 2, 3, 4, 5]
    assert [row[9] for row in found] == ["Ya", "Ya", "Ya", "Tidak", "Tidak"]
    assert [row[10] for row in found] == ["Ya", "Ya", "Ya", "Tidak", "Tidak"]


def test_a_value_that_rounding_would_lift_shows_why_it_failed() -> None:
    rubric = replace(POB, passing=Fraction("716.666"))
    result = judge({"A": (700, 710, 740)}).results[0]
    assessment = replace(judge({"A": (700, 710, 740)}), rubric=rubric, results=(result,))
    sheet_ = form(assessment)
    row = [cell for cell in sheet_[10] if cell.value == pytest.approx(2150 / 3)]
    assert row[0].number_format == "0.00"
    assessment = replace(assessment, rubric=replace(POB, passing=Fraction("716.67")))
    row = [cell for cell in form(assessment)[10] if cell.value == pytest.approx(2150 / 3)]
    assert row[0].number_format == "0.000"
    exactly = form(judge({"A": (700, 710, 720)}))[10]
    assert [cell.number_format for cell in exactly if cell.value == 710][-1] == "0.00"


def test_a_form_with_a_rounded_value_says_so_and_others_do_not() -> None:
    rounded, whole = (
        " ".join(str(cell.value) for row in form(judge({"A": totals})).iter_rows() for cell in row)
        for totals in ((700, 710, 740), (700, 710, 720))
    )
    assert ("NA dibulatkan" in rounded, "dibulatkan" in whole) == (True, False)


def test_equal_values_share_a_rank_and_say_so() -> None:
    assessment = judge({"A": (700, 710, 720), "B": (720, 710, 700), "C": (700, 700, 700)})
    assert column(assessment, "Peringkat") == [1, 1, 3]
    assert column(assessment, "Keterangan") == ["nilai sama", "nilai sama", None]


def test_a_tie_across_the_seats_is_the_panels_to_decide() -> None:
    assessment = judge(dict.fromkeys("ABCD", (700, 710, 720)))
    assert column(assessment, "Terpilih") == ["Tidak"] * 4
    remark = "nilai sama pada batas terpilih: tim penilai yang memutuskan"
    assert set(column(assessment, "Keterangan")) == {remark}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"inovasi": 11}, "ada skor di luar skala"),
        ({"inovasi": "tujuh"}, "ada skor di luar skala"),
        ({"inovasi": '""'}, "ada skor yang belum diisi"),
    ],
)
def test_a_provisional_value_says_why_and_wins_nothing(change: dict[str, object], reason: str) -> None:
    assessment = assess(panel(["A", "Lain"], with_scores("A", change)), POB)
    row = next(row for row in rows(assessment) if row["Judul Tulisan"] == "A")
    assert row["Keterangan"] == f"nilai sementara: {reason}"
    assert (row["Peringkat"], row["Lulus"], row["Terpilih"]) == (None, "Tidak", "Tidak")
    assert row[BUDI] is None
    assert row["Nilai Akhir (NA)"] == 710


def test_every_rule_on_what_a_panel_handed_in_has_its_words_but_for_titles_and_authors() -> None:
    found = {code for code, rule in all_rules().items() if rule.family == "sheets" and code < "BP812"}
    words = {code for code in found if "reason" in entry(code)}
    assert words == found - {"BP805", "BP808", "BP810"}  # which leave the value as it is


def test_who_stood_aside_or_wrote_it_is_named() -> None:
    mine = candidate("A", author=SITI)
    sheets = [
        sheet(SITI, {"A": 800, "B": 700}),
        sheet(BUDI, {"A": 700, "B": 700}),
        sheet(DEWI, {"A": 710}, aside=["B"]),
        sheet("Agus", {"A": 720, "B": 710}),
    ]
    found = {row["Judul Tulisan"]: row for row in rows(assess(panel([mine, "B"], sheets), POB))}
    assert found["A"]["Keterangan"] == f"penulisnya ikut menilai, nilainya tidak dihitung: {SITI}"
    assert found["A"][SITI] is None
    assert found["B"]["Keterangan"] == f"berhalangan: {DEWI}"
    assert found["A"]["Nilai Akhir (NA)"] == 710


def test_an_assessor_who_handed_in_nothing_has_an_empty_column() -> None:
    sheets = three_sheets({"A": (700, 710, 720)})
    assessment = assess(panel(["A"], sheets[:2], expected=THREE), POB)
    assert rows(assessment)[0][DEWI] is None
    assert DEWI in texts(form(assessment))


def test_an_agreed_sheet_has_one_column_and_names_who_agreed() -> None:
    assessment = assess(panel(["A"], [sheet("", {"A": 730}, agreed=THREE)]), POB)
    sheet_ = form(assessment)
    assert rows(assessment)[0]["Kesepakatan"] == 730
    assert {SITI, BUDI, DEWI} <= set(texts(sheet_))


def test_a_decision_against_the_ranking_is_told_with_its_number_and_reason() -> None:
    words = decision(
        'tingkat: kmw\nnomor_surat: "012/KMW"\ntanggal: 2010-10-23\nurutan: [B, A]\nalasan: lebih segar\n'
    )
    assessment = judge({"A": (800, 800, 800), "B": (700, 710, 720)}, decided=words)
    assert column(assessment, "Judul Tulisan") == ["B", "A"]
    assert column(assessment, "Keterangan") == [
        "urutan menurut keputusan tim penilai; menurut nilai peringkat 2",
        "urutan menurut keputusan tim penilai; menurut nilai peringkat 1",
    ]
    assert beside(form(assessment), "Keputusan") == "Nomor 012/KMW tanggal 23 Oktober 2010; lebih segar"


def test_the_nations_form_names_the_province_and_jakarta() -> None:
    names = (*THREE, "Agus", "Yani")
    totals = {"A": (700, 710, 720, 730, 740)}
    sheets = [
        sheet(name, {"A": totals["A"][i]}, head="rubrik: pob-2010\ntingkat: kmp\n")
        for i, name in enumerate(names)
    ]
    assessment = assess(panel(["A"], sheets, level=NATION_LEVEL, seats=5), POB)
    sheet_ = form(assessment, date(2010, 10, 30))
    assert beside(sheet_, "Tingkat") == "KMP (nasional)"
    assert "Jakarta, 30 Oktober 2010" in texts(sheet_)
    assert rows(assessment)[0]["Keterangan"] == "KMW Jawa Tengah"
    assert "1 dari 5" in texts(sheet_)


def test_a_panel_without_writings_says_nihil() -> None:
    assessment = assess(panel([], []), POB)
    assert [row["Judul Tulisan"] for row in rows(assessment)] == ["NIHIL"]


def test_the_sheet_of_instruments_has_the_mean_of_each() -> None:
    found = table(opened(book(judge(TOTALS)))["Instrumen"], "Peringkat")
    result = judge(TOTALS).results[0]
    for instrument in POB.instruments:
        assert found[0][instrument.short_name] == pytest.approx(float(result.instruments[instrument.code]))


def test_the_sheet_of_scores_has_every_score_with_the_sheet_it_came_from() -> None:
    found = table(opened(book(judge(TOTALS)))["Lembar Penilai"], "No")
    assert len(found) == 15
    first = found[0]
    assert (first["Penilai"], first["Jumlah"], first["Dihitung"]) == (BUDI, 700, "Ya")
    assert first["Lembar"] == BUDI
    given = [first[instrument.short_name] for instrument in POB.instruments]
    assert given == list(scores(700).values())


def test_the_sheet_of_scores_shows_what_was_typed_and_what_did_not_count() -> None:
    sheets = with_scores("A", {"inovasi": "tujuh"})
    again = sheet(SITI, {"A": 700}, name="lagi.yaml")
    found = table(opened(book(assess(panel(["A", "Lain"], [*sheets, again]), POB)))["Lembar Penilai"], "No")
    statuses = {(row["Judul Tulisan"], row["Penilai"], row["Lembar"]): row["Dihitung"] for row in found}
    assert next(row for row in found if row["Inovasi"] == "tujuh")["Dihitung"] == "Tidak: skor belum lengkap"
    assert statuses["A", SITI, "lagi"] == "Tidak: ganda"
    assert statuses["A", SITI, SITI] == "Ya"


def checks(data: bytes) -> list[tuple[Any, ...]]:
    """The verdicts as the workbook came: totals, value, passing, rank, all."""
    sheet_ = opened(data, results=True)["Periksa"]
    return [tuple(list(row.values())[-5:]) for row in table(sheet_, "Baris")]


def halves(*tie_break: str) -> Rubric:
    return replace(POB, tie_break=tie_break)


def difficult() -> dict[str, Assessment]:
    """Panels that are hard to check."""
    equal = {"A": (700, 710, 720), "B": (720, 710, 700), "C": (700, 700, 700), "D": (600, 610, 620)}
    order = decision("tingkat: kmw\nurutan: [B, C]\nalasan: sesuai musyawarah\n")
    broken = assess(panel(["A", "Lain"], with_scores("A", {"inovasi": "tujuh"})), POB)
    innovative = {**scores(700), "inovasi": 8, "kondisi_riil": 5}
    settled = [sheet(name, {"A": innovative, "B": 700, "C": 700}) for name in THREE]
    return {
        "biasa": judge(TOTALS),
        "seri": judge(equal),
        "keputusan": judge(equal, decided=order),
        "sementara": broken,
        "pemecah": assess(panel(["A", "B", "C"], settled), halves("inovasi", "perubahan")),
        "kesepakatan": assess(panel(["A"], [sheet("", {"A": 730}, agreed=THREE)]), POB),
    }


@pytest.mark.parametrize("name", difficult())
def test_the_sheet_of_checks_came_saying_cocok(name: str) -> None:
    data = book(difficult()[name])
    assert set(checks(data)) == {("cocok",) * 5}
    assert opened(data, results=True)["Periksa"]["B3"].value.startswith("Semua")


def altered(recap: Recap2, **changes: Any) -> Recap2:
    return replace(recap, outcomes=(replace(recap.outcomes[0], **changes), *recap.outcomes[1:]))


@pytest.mark.parametrize(
    ("change", "verdicts"),
    [
        ({"final": Fraction(747)}, ("cocok", "beda", "cocok", "cocok", "beda")),
        ({"passed": False}, ("cocok", "cocok", "beda", "cocok", "beda")),
        ({"totals": (701, 800, 740)}, ("beda", "cocok", "cocok", "cocok", "beda")),
        ({"rank": 2, "rank_by_value": 2}, ("cocok", "cocok", "cocok", "beda", "beda")),
    ],
)
def test_what_comes_to_differ_from_the_scores_is_beda(
    change: dict[str, Any], verdicts: Sequence[str]
) -> None:
    recap = altered(recap2(judge(TOTALS), Settings(), reason_of), **change)
    assert checks(lampiran2(recap, TEMPLATE_2))[0] == verdicts


@pytest.mark.parametrize("name", difficult())
def test_reckoning_from_the_scores_alone_gives_what_the_scoring_gave(name: str) -> None:
    assessment = difficult()[name]
    for now, result in zip(
        reckon(recap2(assessment, Settings(), reason_of)), assessment.results, strict=True
    ):
        assert (now.rank, now.passed) == (result.rank_by_value, result.passed)


needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")


@needs_office
def test_libreoffice_reckons_cocok_on_every_line_and_beda_where_a_score_was_changed(tmp_path: Path) -> None:
    books = {name: _without_results(book(one)) for name, one in difficult().items()}
    changed = opened(book(judge(TOTALS)))
    changed["Lembar Penilai"]["F5"].value = 1
    buffer = io.BytesIO()
    changed.save(buffer)
    found = recalculated(tmp_path, {**books, "diubah": buffer.getvalue()})
    for name in books:
        verdicts = [row["Hasil"] for row in table(found[name]["Periksa"], "Baris")]
        assert set(verdicts) == {"cocok"}, name
    verdicts = [row["Hasil"] for row in table(found["diubah"]["Periksa"], "Baris")]
    assert verdicts[0] == "beda"
    assert "beda" in found["diubah"]["Periksa"]["B3"].value


def _without_results(data: bytes) -> bytes:
    """The workbook as openpyxl saves it: formulas alone, so that nothing can be taken on trust."""
    buffer = io.BytesIO()
    opened(data).save(buffer)
    return buffer.getvalue()


def test_the_chart_shows_the_best_on_the_rubrics_scale_with_its_passing_grade() -> None:
    from bpkit.office import read_parts

    many = {f"Judul {number}": (700, 710, 720 + number * 10 % 200) for number in range(30)}
    chart = read_parts(book(judge(many)))["xl/charts/chart1.xml"].decode()
    assert re.findall(r"<(?:c:)?f>([^<]+)<", chart) == [
        "'Lampiran 2'!$B$10:$B$21",
        "'Lampiran 2'!$I$10:$I$21",
    ]
    assert re.search(r'majorUnit val="700"', chart)
    assert re.search(r'max val="1000"', chart)


def test_passed_and_selected_rows_are_coloured_by_rules_that_cover_them_all() -> None:
    areas = {str(area.sqref) for area in form(judge(TOTALS)).conditional_formatting}
    assert "A10:L14" in areas


def test_it_is_the_same_in_every_process() -> None:
    one, other = in_two_processes("forms.test_lampiran2:b''.join(map(book, difficult().values()))")
    assert one == other
