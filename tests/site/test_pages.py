"""What the pages for readers show, and what they keep to themselves."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from make.pictures import photo_of
from make.shares import KMW, Run, korkot, write_document, write_sheet
from make.sites import ReadPage, broken_links, everything, page, site_of, story
from make.soundfiles import wave_with
from make.wordfiles import docx, p, table
from msgspec import json

from bpkit.site.progress import ProgressRow, summed

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def settings(share: Path, line: str) -> None:
    file = share / "bpkit.yaml"
    file.write_text(f"{file.read_text('utf-8')}{line}\n", "utf-8")


def comment(share: Path, city: str, title: str, name: str, text: str) -> Path:
    file = share / korkot(city) / title / "komentar" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_every_link_of_every_page_leads_to_a_file_of_the_site(share: Path, tmp_path: Path) -> None:
    site = tmp_path / "situs"
    site_of(share, site)
    assert len([*site.rglob("*.html")]) > 15
    assert [*broken_links(site)] == []


def test_there_is_a_page_for_every_month_province_city_author_and_writing(
    share: Path, tmp_path: Path
) -> None:
    site = tmp_path / "situs"
    site_of(share, site)
    assert [file.name for file in (site / "bulan").iterdir()] == ["2010-10.html"]
    counts = {name: len([*(site / name).iterdir()]) for name in ("propinsi", "kota", "penulis", "tulisan")}
    assert counts == {"propinsi": 1, "kota": 2, "penulis": 5, "tulisan": 5}


def test_a_page_asks_for_nothing_from_outside(share: Path, tmp_path: Path) -> None:
    site = tmp_path / "situs"
    settings(share, "situs: {surel: kmw@example.org, whatsapp: 0812-3456-7890}")
    site_of(share, site)
    for file in site.rglob("*.html"):
        read = ReadPage(file.read_text("utf-8"))
        assert [one for one in read.references if re.match("[a-z]+:|//", one)] == []
        assert "default-src 'none'" in file.read_text("utf-8")


def test_the_heaviest_page_weighs_less_than_60_kilobytes(share: Path, tmp_path: Path) -> None:
    site = tmp_path / "situs"
    for number in range(45):
        write_document(share / korkot("Semarang") / f"Tulisan {number:02d}.docx", photos=0, paragraphs=1)
    site_of(share, site)
    assert (site / "bulan" / "2010-10-2.html").is_file()
    assert max(file.stat().st_size for file in site.rglob("*.html")) < 60_000


def test_what_people_typed_stays_text_on_every_page(share: Path, tmp_path: Path) -> None:
    title = "Bank &lt;b&gt; 'Sampah'"
    folder = share / korkot("Semarang")
    write_document(folder / f"{title}.docx", author=HOSTILE.replace("/", ""))
    (folder / f"{title}.yaml").write_text(
        f"lembaga: {{nama: '{HOSTILE}', alamat: '\"><script>x</script>'}}\n"
        f"foto: {{image1.jpg: '{HOSTILE}'}}\n"
    )
    comment(share, "Semarang", title, "a.yaml", f"nama: '{HOSTILE}'\nteks: '{HOSTILE}'\n")
    site = tmp_path / "situs"
    site_of(share, site)
    for file in site.rglob("*.html"):
        read = ReadPage(file.read_text("utf-8"))
        scripts = [one for one in read.references if one.endswith(".js")]
        assert read.tags.count("script") == len(scripts)
        assert not any(name.startswith("on") for name, _ in read.attributes)
        assert "alert(1)" not in "".join(scripts)
    found = page(site, "bank-lt-b-gt-sampah")
    assert ReadPage(found).text.count("<script>alert(1)</script>") >= 3
    etree.fromstring((site / "atom.xml").read_bytes())


def test_hostile_text_of_a_document_stays_text(share: Path, tmp_path: Path) -> None:
    hostile = HOSTILE.replace("<", "&lt;")
    (share / korkot("Semarang") / "Jalan.docx").write_bytes(docx(p("Jalan", "Title") + p(f"{hostile} " * 3)))
    site_of(share, tmp_path / "situs")
    assert "<script>" not in story(tmp_path / "situs", "jalan")
    assert "&lt;script&gt;alert(1)" in story(tmp_path / "situs", "jalan")


def test_signs_that_turn_the_direction_of_a_line_are_dropped(share: Path, tmp_path: Path) -> None:
    write_document(share / korkot("Semarang") / "Sampah\u202excod.docx")
    site_of(share, tmp_path / "situs")
    assert not any("\u202e" in file.read_text("utf-8") for file in (tmp_path / "situs").rglob("*.html"))


@pytest.mark.parametrize(
    ("said", "author", "institution"),
    [("", False, True), ("situs: {kontak: penulis}", True, True), ("situs: {kontak: tidak}", False, False)],
)
def test_contacts_show_as_the_settings_say(
    share: Path, tmp_path: Path, said: str, author: bool, institution: bool
) -> None:
    settings(share, said)
    site = tmp_path / "situs"
    site_of(share, site)
    told = b"".join(data for name, data in everything(site).items() if name.endswith(("html", "js", "xml")))
    assert (b"0812-3456-7890" in told, b"024-7654321" in told) == (author, institution)


def test_a_number_in_the_text_or_a_comment_is_covered(share: Path, tmp_path: Path) -> None:
    body = p("Hubungi Bu Ani di 0813-1111-2222 atau ani@example.org. Biayanya Rp 62.000.000 sebulan.")
    (share / korkot("Semarang") / "Jalan.docx").write_bytes(docx(body))
    comment(share, "Semarang", "Jalan", "a.txt", "Nama: Budi\n\nTelepon saya +62 813 3333 4444")
    site = tmp_path / "situs"
    site_of(share, site)
    found = page(site, "jalan")
    assert "Rp 62.000.000" in found
    assert not re.search("0813|1111|ani@example|3333", found)
    words = b"".join(data for name, data in everything(site).items() if name.startswith("cari/"))
    assert b"1111" not in words
    assert b"3333" not in words


def test_values_and_ranks_wait_for_the_seal(share: Path, tmp_path: Path, run: Run) -> None:
    site = tmp_path / "situs"
    site_of(share, site)
    assert "peringkat" not in page(site, "bank-sampah")
    assert not (site / "terpilih.html").exists()
    assert run("score", share / KMW, "--seal")[0] in (0, 1)
    site_of(share, site)
    assert (
        "Terpilih: Jawa Tengah, peringkat 1, nilai akhir 900,00" in ReadPage(page(site, "bank-sampah")).text
    )
    assert "Dinilai: Jawa Tengah" in ReadPage(page(site, "jalan")).text
    assert (site / "terpilih.html").exists()


def test_the_page_of_winners_counts_those_of_the_nation_too(share: Path, tmp_path: Path, run: Run) -> None:
    run("score", share / KMW, "--seal")
    for name in ("Fadli", "Ratih", "Slamet", "Sonny", "Lilis"):
        write_sheet(share / "2010-10", name, {"Bank Sampah": 9, "Posyandu": 8, "Air Bersih": 7}, "kmp")
    assert run("letter", share / "2010-10")[0] == 0
    site = tmp_path / "situs"
    site_of(share, site)
    found = (site / "terpilih.html").read_text("utf-8")
    assert "Terpilih tingkat nasional" in found
    cards = found.count('<li class="card')
    assert cards and f"· {cards} kiriman" in found


def test_values_and_ranks_show_once_the_letter_is_out(share: Path, tmp_path: Path, run: Run) -> None:
    site = tmp_path / "situs"
    assert run("letter", share / KMW)[0] == 0
    site_of(share, site)
    assert "peringkat 1" in page(site, "bank-sampah")


def test_nothing_that_was_sealed_shows_while_the_view_is_disturbed(
    share: Path, tmp_path: Path, run: Run
) -> None:
    run("score", share / KMW, "--seal")
    sheet = share / KMW / "penilaian" / "siti.yaml"
    sheet.write_text(sheet.read_text().replace("kondisi_riil: 9", "kondisi_riil: 8"))
    site_of(share, tmp_path / "situs")
    assert "peringkat" not in page(tmp_path / "situs", "bank-sampah")


def test_comments_show_in_order_and_hidden_ones_do_not(share: Path, tmp_path: Path) -> None:
    comment(share, "Semarang", "Jalan", "b.txt", "Nama: Kedua\nTanggal: 3 November 2010\n\nBaik sekali")
    comment(share, "Semarang", "Jalan", "c.yaml", "nama: Pertama\ntanggal: 2010-11-01\nteks: Bagus\n")
    hidden = comment(share, "Semarang", "Jalan", "x.txt", "Nama: Ketiga\n\nTidak pantas")
    hidden.parent.joinpath("disembunyikan").mkdir()
    hidden.rename(hidden.parent / "disembunyikan" / "x.txt")
    site_of(share, tmp_path / "situs")
    said = page(tmp_path / "situs", "jalan")
    assert said.index("Pertama") < said.index("Kedua")
    assert "3 November 2010" in said
    assert "Tidak pantas" not in said


def test_progress_says_in_words_what_is_late(share: Path, tmp_path: Path) -> None:
    from datetime import date

    site_of(share, tmp_path / "situs", today=date(2010, 10, 14))
    early = (tmp_path / "situs" / "kemajuan" / "2010-10.html").read_text("utf-8")
    assert "kurang 7 tulisan" in early
    assert "Terlambat" not in early
    site_of(share, tmp_path / "situs", today=date(2010, 10, 16))
    late = (tmp_path / "situs" / "kemajuan" / "2010-10.html").read_text("utf-8")
    assert "Terlambat: kurang 7 tulisan" in late
    assert "Terlambat: belum diputuskan" not in late
    etree.fromstring((tmp_path / "situs" / "kemajuan.svg").read_bytes())


def test_the_calendar_has_the_deadlines_of_the_settings(share: Path, tmp_path: Path) -> None:
    settings(share, "tenggat: {korkot: 12}")
    site_of(share, tmp_path / "situs")
    lines = (tmp_path / "situs" / "kalender-2010.ics").read_bytes().decode().split("\r\n")
    assert lines.count("BEGIN:VEVENT") == 36
    assert "DTSTART;VALUE=DATE:20101012" in lines


def test_a_site_speaks_english_where_it_is_asked_to(share: Path, tmp_path: Path, run: Run) -> None:
    assert run("site", share, "--output", tmp_path / "situs", "--lang", "en")[0] == 0
    text = (tmp_path / "situs" / "index.html").read_text("utf-8")
    assert '<html lang="en">' in text
    assert "October 2010" in text


def test_a_site_of_one_city_and_of_one_month_is_made_as_well(share: Path, tmp_path: Path) -> None:
    assert site_of(share / korkot("Semarang"), tmp_path / "kota").writings == 3
    assert site_of(share / "2010-10", tmp_path / "bulan").writings == 5
    assert [*broken_links(tmp_path / "kota")] == []


def test_the_command_tells_what_it_made_as_json(share: Path, tmp_path: Path, run: Run) -> None:
    from bpkit.schemas import adapter

    code, out, _ = run("site", share, "--output", tmp_path / "situs", "--format", "json")
    said = json.decode(out)
    adapter("site").validate_python(said)
    assert (code, said["writings"], said["kept"], said["removed"]) == (0, 5, 0, 0)


def test_recordings_play_in_the_page_and_graphics_show(share: Path, tmp_path: Path) -> None:
    folder = share / korkot("Semarang")
    (folder / "Suara.wav").write_bytes(wave_with())
    (folder / "Film.mp4").write_bytes(b"\0\0\0\x18ftypisom\xa9xyz+06.9932+110.4203/")
    (folder / "Komik.jpg").write_bytes(photo_of("komik", (2000, 1500)))
    (folder / "Komik.yaml").write_text("media: grafis\n")
    site = tmp_path / "situs"
    site_of(share, site)
    assert re.search(r'<audio controls preload="none" src="../media/\w+.wav">', page(site, "suara"))
    assert "<video controls" in page(site, "film")
    (film,) = (site / "media").glob("*.mp4")
    assert film.read_bytes().endswith(b"xyz+00.0000+000.0000/")
    assert 'width="1600" height="1200"' in page(site, "komik")
    assert (site / "media.html").is_file()
    assert [*broken_links(site)] == []


def test_pages_can_be_read_by_ear_and_by_keyboard(share: Path, tmp_path: Path, run: Run) -> None:
    run("score", share / KMW, "--seal")
    comment(share, "Semarang", "Jalan", "a.txt", "Nama: Ani\n\nBaik")
    site = tmp_path / "situs"
    site_of(share, site)
    for file in site.rglob("*.html"):
        tree: Any = html.fromstring(file.read_text("utf-8"))
        assert tree.get("lang") == "id"
        assert len(tree.xpath("//h1")) == 1
        assert tree.xpath("//img[not(@alt)] | //th[not(@scope)]") == []
        named = {label.get("for") for label in tree.xpath("//label")}
        fields = tree.xpath("//input | //textarea | //select")
        assert {field.get("id") for field in fields} <= named
        levels = [int(heading.tag[1]) for heading in tree.xpath("//h1|//h2|//h3|//h4")]
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
        identities = tree.xpath("//@id")
        assert len(identities) == len(set(identities))
        assert tree.xpath("//a[@href='#isi']")


def test_bold_lists_and_tables_of_a_document_are_those_of_its_page(share: Path, tmp_path: Path) -> None:
    def run_of(text: str, face: str = "") -> str:
        return f'<w:r><w:rPr>{face}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    def step(text: str, depth: int, number: int) -> str:
        numbering = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
        return f"<w:p><w:pPr>{numbering}</w:pPr>{run_of(text)}</w:p>"

    lists = (
        '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )
    body = p(
        inner=run_of("Warga ") + run_of("&lt;i&gt;gotong", "<w:b/>") + run_of(" royong, hubungi 0813-")
        + run_of("1111-2222 segera", "<w:i/>")
    )  # fmt: skip
    body += step("Pilah", 0, 3) + step("plastik", 1, 3) + p("Lalu") + step("Timbang", 0, 3)
    body += p("Tabel 1. <Anggaran>".replace("<", "&lt;")) + table((p("Pasir"), p("2")), (p("Batu"), p("3")))
    (share / korkot("Semarang") / "Jalan.docx").write_bytes(docx(body, parts={"word/numbering.xml": lists}))
    site_of(share, tmp_path / "situs")
    told = story(tmp_path / "situs", "jalan")
    assert (
        "<p>Warga <strong>&lt;i&gt;gotong</strong> royong, hubungi […]<em> segera</em></p>"
        "<ol><li>Pilah<ul><li>plastik</li></ul></li></ol><p>Lalu</p>"
        '<ol start="2"><li>Timbang</li></ol>'
    ) in told
    assert "<caption>Tabel 1. &lt;Anggaran&gt;</caption><tr><td><p>Pasir</p></td>" in told


def test_more_winners_than_stand_above_a_list_have_a_list_of_their_own(
    share: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpkit.site.pages.NEWEST", 2)
    run("score", share / KMW, "--seal")
    site = tmp_path / "situs"
    site_of(share, site)
    for name in ("index.html", "bulan/2010-10.html"):
        assert "Semua yang terpilih (3)" in (site / name).read_text("utf-8")
    listed = (site / "bulan" / "2010-10-terpilih.html").read_text("utf-8")
    assert listed.count('<li class="card chosen">') == 3
    assert [*broken_links(site)] == []


def test_a_long_table_of_progress_is_one_of_provinces_and_each_has_its_own(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpkit.site.pages.LONGEST_TABLE", 2)
    site = tmp_path / "situs"
    site_of(share, site)
    above = ReadPage((site / "kemajuan" / "2010-10.html").read_text("utf-8"))
    assert "Jawa Tengah" in above.text
    assert "Semarang" not in above.text
    (below,) = (site / "kemajuan" / "2010-10").iterdir()
    assert "Semarang" in below.read_text("utf-8")
    assert [*broken_links(site)] == []


def test_progress_and_status_tell_the_same(share: Path, tmp_path: Path, run: Run) -> None:
    (share / korkot("Semarang") / "Rusak.docx").write_bytes(b"PK\x03\x04rusak")
    site_of(share, tmp_path / "situs")
    tree: Any = html.fromstring((tmp_path / "situs" / "kemajuan" / "2010-10.html").read_text("utf-8"))
    told = {
        row.xpath("string(th)"): [cell.text_content() for cell in row.xpath("td")[1:5]]
        for row in tree.xpath("//tbody/tr")
    }
    rows = json.decode(run("status", share, "--format", "json")[1])
    figures = {
        row["unit"]: [str(row[key]) for key in ("due", "handed_in", "complete", "proposed")]
        for row in rows
        if row["unit"]
    }
    assert figures
    assert {name: told[name] for name in figures} == figures


def luminance(colour: str) -> float:
    full = colour if len(colour) == 7 else "#" + "".join(sign * 2 for sign in colour[1:])
    parts = [int(full[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1])
def test_words_stand_out_from_their_ground_in_light_and_dark(scheme: int) -> None:
    from bpkit.site.templating import ROOM

    style = (ROOM / "assets" / "situs.css").read_text("utf-8")
    colours = dict(
        re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", re.findall(r":root \{([^}]*)\}", style)[scheme])
    )
    pairs = [(name, ground) for name in ("ink", "quiet", "link", "chosen") for ground in ("ground", "paper")]
    pairs += [("brand-ink", "brand"), ("chosen", "chosen-ground"), ("late", "late-ground")]
    pairs += [("done", "done-ground"), ("open", "paper"), ("open", "ground")]
    for name, ground in pairs:
        light, dark = sorted((luminance(colours[name]), luminance(colours[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground)


def test_the_feed_has_what_the_standard_asks_for(share: Path, tmp_path: Path) -> None:
    settings(share, "situs: {alamat: 'https://example.org/praktik-baik/'}")
    site_of(share, tmp_path / "situs")
    atom = "{http://www.w3.org/2005/Atom}"
    feed = etree.fromstring((tmp_path / "situs" / "atom.xml").read_bytes())
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 5
    identities = []
    for one in (feed, *entries):
        for name in ("id", "title", "updated"):
            (found,) = one.findall(f"{atom}{name}")
            assert found.text
        identities.append(one.findtext(f"{atom}id"))
        assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z", one.findtext(f"{atom}updated") or "")
        for link in one.findall(f"{atom}link"):
            assert re.fullmatch(r"https://example\.org/praktik-baik/\S*", link.get("href", ""))
    assert len({*identities}) == 6
    assert feed.find(f"{atom}link[@rel='self']") is not None
    assert all(one.findtext(f"{atom}author/{atom}name") for one in entries)
    assert all(one.find(f"{atom}link") is not None for one in entries)


def test_the_calendar_is_laid_out_as_the_standard_asks(share: Path, tmp_path: Path) -> None:
    site_of(share, tmp_path / "situs")
    data = (tmp_path / "situs" / "kalender-2010.ics").read_bytes()
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in data.split(b"\r\n"))
    lines = data.decode().split("\r\n")
    assert lines[:1] == ["BEGIN:VCALENDAR"]
    assert {"VERSION:2.0"} <= {*lines}
    assert any(line.startswith("PRODID:") for line in lines)
    events = lines.count("BEGIN:VEVENT")
    for name in ("UID:", "DTSTAMP:", "DTSTART;VALUE=DATE:", "SUMMARY:"):
        assert sum(line.startswith(name) for line in lines) == events
    assert len({line for line in lines if line.startswith("UID:")}) == events


def test_a_month_is_late_where_one_city_is_though_another_handed_in_more() -> None:
    owes = ProgressRow("Satu", True, None, due=2, handed=1, complete=1, proposed=0, scored=0, late=True)
    more = ProgressRow("Dua", True, None, due=1, handed=3, complete=3, proposed=0, scored=0)
    assert summed("Semua", None, [owes, more]).words == "Terlambat: ada kota yang masih kurang"
