"""The pages: what people see in a browser."""

import re
from pathlib import Path
from typing import Any

from lxml import etree, html
from make import report_samples as sample
from make.report_samples import text_of
from msgspec.structs import replace

from bpkit import wording
from bpkit.model.outcomes import Checked, Judged
from bpkit.reports.html import hasil_pemeriksaan, html_page
from bpkit.reports.outline import Links, ReportColumn, ReportContents, ReportListing
from bpkit.reports.overview import scoring_contents, validation_contents

LINKS = Links(sample.KMW)
THUMBNAIL = "data:image/jpeg;base64,/9j/4AAQ"


def validation_page(checked: list[Checked], links: Links = LINKS) -> bytes:
    return html_page(validation_contents(checked, dict), links, {})


def scoring_page(judged: Judged) -> bytes:
    return html_page(scoring_contents(judged, dict), LINKS, {})


def parsed(data: bytes) -> Any:  # lxml's types leave open what XPath gives
    return html.fromstring(data)


def checked_page(links: Links = LINKS) -> Any:
    return parsed(validation_page([sample.province()], links))


def scored_page() -> Any:
    return parsed(scoring_page(sample.judged()))


def test_a_title_with_markup_is_text_on_both_pages() -> None:
    for data in (validation_page([sample.city()]), scoring_page(sample.judged())):
        assert b"<script" not in data
        assert "&lt;script&gt;alert" in data.decode()


def test_a_page_asks_for_nothing_from_outside_and_runs_nothing() -> None:
    for data in (hasil_pemeriksaan(sample.city(), {}), scoring_page(sample.judged())):
        tree = parsed(data)
        assert not tree.xpath("//script | //link | //iframe | //*[@onclick or @onload]")
        assert not [source for source in tree.xpath("//@src") if not source.startswith("data:")]
        assert "url(" not in data.decode() and "@import" not in data.decode()


def test_a_page_with_nothing_but_what_is_waived_asks_for_nothing() -> None:
    checked = sample.city()
    waived = tuple(replace(one, waiver="disetujui") for one in checked.findings[:1])
    page = parsed(hasil_pemeriksaan(replace(checked, findings=waived), {}))
    (said,) = page.xpath("//p[@class='good']/text()")
    assert said == "Tidak ada yang perlu diperbaiki; yang di bawah ini dikecualikan."


def test_the_same_outcome_gives_the_same_bytes() -> None:
    assert validation_page([sample.province()]) == validation_page([sample.province()])
    assert scoring_page(sample.judged()) == scoring_page(sample.judged())


def test_every_link_inside_a_page_leads_somewhere() -> None:
    for tree in (checked_page(), scored_page()):
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids))
        assert {link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")} <= set(ids)


def test_a_finding_says_its_severity_in_words_what_was_seen_and_what_to_do() -> None:
    finding = checked_page().xpath("//*[@id='t2.2.1']")[0]
    said = text_of(finding)
    assert "galat BP301 Foto kurang" in said
    assert "memuat 1 foto, seharusnya 2–5" in said
    assert "Perbaikan: Tambahkan foto" in said


def test_a_finding_unfolds_into_why_and_how() -> None:
    details = checked_page().xpath("//*[@id='t2.2.1']/details")[0]
    assert "POB meminta dua sampai lima foto" in text_of(details)
    assert len(details.xpath("ol/li")) == 4


def test_a_page_with_very_many_findings_explains_each_rule_once() -> None:
    many = replace(sample.province(), children=(sample.city(),) * 12)
    tree = parsed(validation_page([many]))
    assert not tree.xpath("//div[contains(@class,'finding')]/details")
    assert "POB meminta dua sampai lima foto" in text_of(tree.xpath("//article[@id='BP301']")[0])
    printing = tree.xpath("string(//style)").split("@media print")[1]
    assert re.search(r"\.why \{ display: none; \}", printing)  # on paper nobody follows a link
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in tree.xpath("//a/@href") if link.startswith("#")} <= set(ids)


def test_what_one_rule_says_of_several_photos_stands_together_with_one_remedy() -> None:
    tree = parsed(hasil_pemeriksaan(sample.city(), {}))
    together = [block for block in tree.find_class("finding") if len(block.xpath("ul/li")) == 2]
    assert [text_of(block.xpath("h4")[0]) for block in together] == [
        "! peringatan BP304 Foto tanpa keterangan"
    ]
    assert len(together[0].find_class("remedy")) == 1


def test_what_to_do_first_names_unreadable_files_before_what_is_wrong_inside_others() -> None:
    first = parsed(hasil_pemeriksaan(sample.city(), {})).find_class("first")[0]
    assert [text_of(code) for code in first.find_class("code")] == ["BP902", "BP301", "BP201", "BP303"]


def test_a_waived_finding_shows_its_reason_and_is_no_error() -> None:
    tree = parsed(hasil_pemeriksaan(sample.city(), {}))
    (waived,) = [block for block in tree.find_class("finding") if "waived" in block.get("class")]
    assert "dikecualikan" in text_of(waived)
    assert "Disetujui KMW: naskah lomba" in text_of(waived)


def test_writings_with_nothing_against_them_are_listed_too() -> None:
    tree = parsed(hasil_pemeriksaan(sample.city(), {}))
    assert [text_of(link) for link in tree.find_class("sound")[0].xpath(".//a")] == [
        "Air Bersih Sampai ke Puncak Bukit.docx",
        "Suara Kampung Nelayan.docx",
    ]


def test_a_page_without_findings_says_so() -> None:
    assert "Tidak ada temuan." in hasil_pemeriksaan(sample.sound_city(), {}).decode()


def test_facts_that_were_read_say_where_they_come_from() -> None:
    facts = checked_page().find_class("facts")[0]
    assert "Siti Rahma dari tabel di Dari Sampah Menjadi Berkah.docx" in text_of(facts)


def test_a_photo_is_shown_where_it_is_the_matter() -> None:
    small = sample.city().submissions[1]
    shown = {(small.path, "image1.jpeg"): THUMBNAIL}
    tree = parsed(hasil_pemeriksaan(sample.city(), shown))
    pictures = tree.xpath("//img")
    assert [picture.get("src") for picture in pictures] == [THUMBNAIL, THUMBNAIL]
    assert {picture.get("alt") for picture in pictures} == {"Foto image1.jpeg"}


def test_the_page_of_a_city_is_indonesian_and_links_from_its_folder_whatever_the_language() -> None:
    with wording.speaking("en"):
        data = hasil_pemeriksaan(sample.city(), {})
        assert wording.language() == "en"
    tree = parsed(data)
    assert tree.get("lang") == "id"
    assert "Hasil Pemeriksaan" in text_of(tree.xpath("//title")[0])
    assert "Dari%20Sampah%20Menjadi%20Berkah.docx" in tree.xpath("//a/@href")


def test_a_page_speaks_english_where_the_run_does() -> None:
    with wording.speaking("en"):
        tree = parsed(validation_page([sample.city()]))
    assert tree.get("lang") == "en"
    assert "Do first" in text_of(tree)
    assert "3.2" in text_of(tree)


def test_figures_have_a_comma_in_indonesian() -> None:
    assert "baru 1,4 halaman" in text_of(checked_page())
    assert "763,33" in text_of(scored_page())
    assert "763.33" not in text_of(scored_page())


def test_a_name_that_xml_forbids_does_not_break_a_page() -> None:
    listing = ReportListing("\ud800 \ufffe", (ReportColumn("a\x00"),), (("b\x1b",),))
    made = parsed(html_page(ReportContents("a\x00b", "", dict, (listing,)), LINKS, {}))
    assert [text_of(made.xpath(path)[0]) for path in ("//title", "//h2", "//td")] == ["a�b", "� �", "b�"]


def test_links_climb_out_of_the_folder_of_the_report() -> None:
    links = Links(sample.KMW / "laporan" / "oktober")
    href = links.to(sample.CITY / "a b#c.docx")
    assert href == "../../best%20practice_korkot%20(Semarang)_(Oktober)/a%20b%23c.docx"


def test_a_link_to_the_folder_of_the_report_itself_leads_there() -> None:
    assert LINKS.to(sample.KMW) == "./"


def test_a_file_whose_name_looks_like_a_scheme_is_still_a_file() -> None:
    assert Links(Path("/a")).to(Path("/a/javascript:x")).startswith(("./", "javascript%3A"))


def test_the_ranking_shows_totals_final_values_and_outcomes() -> None:
    rows = scored_page().xpath("//table[contains(@class,'ranking')]/tbody/tr")
    assert text_of(rows[0]).startswith("1 Dari Sampah Menjadi Berkah")
    cells = [text_of(cell) for cell in rows[0].xpath("td")]
    assert cells == ["1", "740", "790", "760", "763,33", "terpilih", "50", "40,41"]
    assert [text_of(cell) for cell in rows[6].xpath("td")][:6] == ["–", "–", "–", "–", "–", "sementara"]


def test_a_title_that_one_assessor_decides_is_marked() -> None:
    row = scored_page().xpath("//table[contains(@class,'ranking')]/tbody/tr")[2]
    assert "rawan" in text_of(row)
    assert "rawan: tanpa satu penilai" in text_of(scored_page())


def test_who_is_missing_from_the_panel_is_said() -> None:
    (row,) = [row for row in scored_page().xpath("//tr") if text_of(row).startswith("Agus Salim")]
    assert "belum menyerahkan lembar" in text_of(row)


def test_severity_has_its_sign() -> None:
    shown = text_of(scored_page())
    assert "−12,50" in shown
    assert "+31,00" in shown


def test_the_chart_is_well_formed_and_says_in_words_what_it_shows() -> None:
    data = scoring_page(sample.judged()).decode()
    (svg,) = re.findall(r'<svg role="img".*?</svg>(?=\s*<figcaption)', data, re.DOTALL)
    tree: Any = etree.fromstring(svg)
    name = "{http://www.w3.org/2000/svg}"
    assert tree.tag == f"{name}svg"
    labelled = tree.get("aria-labelledby").split()
    assert [node.get("id") for node in (tree.find(f"{name}title"), tree.find(f"{name}desc"))] == labelled
    assert "1. Dari Sampah Menjadi Berkah: NA 763,33 lulus, penilai 740 sampai 790" in tree.findtext(
        f"{name}desc"
    )


def test_the_chart_has_a_row_a_title_and_a_dot_an_assessor() -> None:
    (svg,) = scored_page().xpath("//svg[@role='img']")
    rows = svg.xpath("./g")
    assert [len(row.xpath("./circle")) for row in rows] == [3, 3, 3, 3, 3, 2]
    assert [row.get("class") for row in rows] == ["passed"] * 3 + ["failed"] * 2 + ["provisional"]


def test_a_city_that_decided_without_scores_has_no_empty_columns() -> None:
    results = (sample.result(sample.candidate("Gang Hijau"), {}, 1, selected=True),)
    tree = parsed(scoring_page(sample.judged(sample.assessment(results))))
    assert not tree.xpath("//svg[@role='img']")
    (row,) = tree.xpath("//table[contains(@class,'ranking')]/tbody/tr")
    assert "terpilih" in text_of(row)
    assert "NA" not in [text_of(head) for head in tree.xpath("//table[contains(@class,'ranking')]/thead//th")]


def test_a_picture_of_any_size_stays_whole() -> None:
    source = f"data:image/jpeg;base64,{'A' * 80_000}"
    shown = {(sample.city().submissions[1].path, "image1.jpeg"): source}
    assert parsed(hasil_pemeriksaan(sample.city(), shown)).xpath("//img/@src") == [source, source]
