"""The texts in Markdown, and the chart that all formats draw."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import report_samples as sample
from msgspec.structs import replace

from bpkit import wording
from bpkit.model.outcomes import Judged
from bpkit.reports.markdown import aligned, chart, markdown_text, plain
from bpkit.reports.outline import Links, LinkTarget, ReportColumn, ReportContents, ReportListing
from bpkit.reports.overview import scoring_contents, validation_contents
from bpkit.reports.panels import MOST_TICKS, axis_over

LINKS = Links(sample.KMW)


def checked() -> str:
    return markdown_text(validation_contents([sample.province()], dict), LINKS).decode()


def scored(judged: Judged | None = None) -> str:
    return markdown_text(scoring_contents(judged or sample.judged(), dict), LINKS).decode()


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Air *bersih*", r"Air \*bersih\*"),
        ("<script>", r"\<script>"),
        ("1. Satu", r"1\. Satu"),
        ("2010) Satu", r"2010\) Satu"),
        ("# Judul", r"\# Judul"),
        ("- Judul", r"\- Judul"),
        ("best practice_korkot_Semarang", "best practice_korkot_Semarang"),
        ("_miring_", r"\_miring\_"),
        ("[a](http://b)", r"\[a\](http://b)"),
        ("a\n\nb", "a b"),
        ("Tom & Jerry &lt;", r"Tom & Jerry \&lt;"),
    ],
)
def test_what_people_typed_is_shown_as_typed(typed: str, written: str) -> None:
    assert plain(typed) == written


def test_links_stand_together_at_the_end() -> None:
    path = sample.KMW / "a.docx"
    listing = ReportListing(
        "Berkas", (ReportColumn("Nama"),), ((LinkTarget("A", path),), (LinkTarget("lagi", path),))
    )
    text = markdown_text(ReportContents("Laporan", "", dict, (listing,)), LINKS).decode()
    assert text.split("\n\n")[2:] == [
        "| Nama      |\n| --------- |\n| [A][1]    |\n| [lagi][1] |",
        "[1]: <a.docx>\n",
    ]


def test_a_table_reads_well_as_text() -> None:
    assert aligned("| No | Judul |\n| --: | --- |\n| 1 | Gang Hijau |").splitlines() == [
        "|  No | Judul      |",
        "| --: | ---------- |",
        "|   1 | Gang Hijau |",
    ]


def test_the_findings_stand_under_their_writing_with_what_to_do() -> None:
    part = checked().split("### [Dari Sampah Menjadi Berkah.docx]")[1].split("###")[0]
    assert "*belum lengkap*" in part
    assert "- **galat BP301 Foto kurang**" in part
    assert "  - Perbaikan: Tambahkan foto" in part


def test_what_to_do_first_comes_first() -> None:
    assert checked().index("## Kerjakan dulu") < checked().index("## KMW Jawa Tengah")


def test_a_title_cannot_open_a_tag_a_table_cell_or_a_link() -> None:
    for text in (checked(), scored()):
        prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
        assert not re.search(r"(?<!\\)<[a-z/]", re.sub(r"^\[[0-9]+\]: <.*>$", "", prose, flags=re.MULTILINE))
        assert "[klik](" not in prose


def test_the_same_outcome_gives_the_same_text() -> None:
    assert checked() == checked()
    assert scored() == scored()


def test_the_ranking_is_a_table_with_every_column_in_every_row() -> None:
    rows = [line for line in scored().splitlines() if line.startswith("|")]
    ranking = rows[: len(sample.RESULTS) + 2]
    assert {line.replace("\\|", "").count("|") for line in ranking} == {12}
    assert "763,33" in ranking[2]
    assert "**terpilih**" in ranking[2]


def test_a_text_speaks_english_where_the_run_does() -> None:
    with wording.speaking("en"):
        assert "## Do first" in checked()
        assert "763.33" in scored()


def test_the_chart_in_letters_has_the_range_the_assessors_and_the_passing_grade() -> None:
    row = next(line for line in chart(sample.assessment()).splitlines() if line.startswith("5. Posyandu"))
    strip = row.split("683,33  ")[1]
    assert strip.strip() == "o──────────────────◆──o─────────────o"


def test_a_title_cannot_end_the_chart() -> None:
    result = sample.result(sample.candidate("a ``` b"), sample.totals(700, 710, 720), 1)
    assert chart(sample.assessment((result,))).count("```") == 2


def test_there_is_no_chart_without_final_values() -> None:
    assert not chart(sample.assessment((sample.RESULTS[-1],)))


def test_where_a_city_decided_without_scores_the_ranking_has_no_totals() -> None:
    result = replace(sample.RESULTS[-1], rank=1, selected=True, provisional=False)
    text = scored(sample.judged(sample.assessment((result,))))
    assert "Rentang" not in text
    assert "**terpilih**" in text


@given(st.lists(st.fractions(0, 1000, max_denominator=400), min_size=1, max_size=9))
def test_the_axis_holds_every_value_between_round_ends(values: list[Fraction]) -> None:
    axis = axis_over(values)
    assert all(0 <= axis.at(value) <= 1 for value in values)
    assert 2 <= len(axis.ticks) <= MOST_TICKS
    assert axis.ticks[0] == axis.low
    assert axis.ticks[-1] == axis.high
