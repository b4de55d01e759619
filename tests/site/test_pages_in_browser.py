"""The pages in a real browser, from a folder as by double click; left out where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from make.browser import (
    HOSTILE,
    asked_of,
    kinds_of_pages,
    served,
    until,
    write_hostile_share,
    writing,
)
from make.sites import site_of

from bpkit.model.facts import Folder, Submission
from bpkit.reading.comments import CommentReader

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DARK = "rgb(20, 23, 26)"
# Links that a page opens by itself are noted and not followed: there is no program for mail here.
NOTED = """
window.opened = [];
document.addEventListener("click", (event) => {
  if (event.target.tagName !== "A" || event.target.download) return;
  window.opened.push(event.target.href);
  event.preventDefault();
}, true);
"""


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("peramban")
    share = write_hostile_share(root / "Berbagi")
    site_of(share, root / "situs web", today=date(2010, 12, 1))
    return root / "situs web"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


def found(page: Page, asked: str) -> list[str]:
    page.fill("#kata", asked)
    page.press("#kata", "Enter")
    until(page, "/[0-9]|Tidak ada/.test(document.getElementById('kabar').textContent)")
    titles: list[str] = page.locator("#hasil a").all_inner_texts()
    return titles


def test_searching_works_by_double_click(page: Page, site: Path) -> None:
    with asked_of(page) as asked:
        page.goto((site / "cari.html").as_uri())
        assert found(page, "sampah bank")[0] == "Bank Sampah"
        assert found(page, "zainal") == ["Kali <b>Bersih<b>"]
        assert found(page, "posyan")[0] == "Posyandu"
        assert found(page, "tidakadakatanya") == []
    assert asked == []


def test_searching_works_from_a_server_below_a_path(page: Page, site: Path) -> None:
    with served(site.parent) as address:
        page.goto(f"{address}/situs%20web/cari.html#batik")
        page.wait_for_selector("#hasil a")
        page.click("#hasil a >> nth=0")
        page.wait_for_url("**/tulisan/batik-*")
        assert page.inner_text("h1") == "Batik"
        assert page.locator("body").evaluate("body => getComputedStyle(body).marginTop") == "0px"


def test_filters_choose_by_province_month_medium_and_selection(page: Page, site: Path) -> None:
    page.goto((site / "cari.html").as_uri())
    everything = found(page, "warga")
    page.check("#terpilih")
    chosen = found(page, "warga")
    assert {"Bank Sampah", "Posyandu", "Air Bersih"} == set(chosen) < set(everything)
    page.uncheck("#terpilih")
    page.fill("#kata", "")
    for field, label, titles in (
        ("media", "Audio", ["Suara"]),
        ("media", "Grafis", ["Komik"]),
        ("media", "Produk pengetahuan", ["Buku Saku"]),
    ):
        page.select_option(f"#{field}", label=label)
        until(page, "document.getElementById('hasil').children.length === 1")
        assert page.locator("#hasil a").all_inner_texts() == titles
    page.select_option("#media", value="")
    page.select_option("#propinsi", label="Jawa Tengah")
    page.select_option("#bulan", label="Oktober 2010")
    until(page, "document.getElementById('hasil').children.length > 9")


def test_escape_empties_the_search_and_stays_there(page: Page, site: Path) -> None:
    page.goto((site / "cari.html").as_uri())
    assert found(page, "posyandu")
    page.press("#kata", "Escape")
    until(page, "!document.getElementById('hasil').children.length")
    assert (page.input_value("#kata"), page.inner_text("#kabar")) == ("", "")
    assert page.evaluate("document.activeElement.id") == "kata"


def test_the_comment_form_writes_an_e_mail_and_a_message(page: Page, site: Path) -> None:
    page.goto(writing(site, "kali"))
    page.evaluate(NOTED)
    page.click("text=Kirim dengan surel")
    assert page.inner_text("#kabar") == "Tulis dulu nama Anda."
    page.fill("#nama", "Ani & <b>Budi")
    page.click("text=Kirim dengan surel")
    assert page.inner_text("#kabar") == "Tulis dulu komentarnya."
    page.fill("#teks", "Bagus sekali?\n100% & #satu\n<script>alert(1)</script> 😀")
    page.click("text=Kirim dengan surel")
    page.click("text=Kirim dengan WhatsApp")
    mail, message = page.evaluate("window.opened")
    assert mail.startswith("mailto:kmw@example.org?subject=")
    said = parse_qs(urlsplit(mail).query)
    assert said["subject"] == ["Komentar: Kali <b>Bersih<b>"]
    body = said["body"][0]
    assert "Tulisan: Kali <b>Bersih<b> (Semarang)\nNama: Ani & <b>Budi\n" in body
    assert body.endswith("Bagus sekali?\n100% & #satu\n<script>alert(1)</script> 😀")
    assert message.startswith("https://wa.me/6281299998888?text=")
    assert unquote(message.partition("text=")[2]) == body


def test_the_file_that_the_comment_form_saves_is_read_as_it_was_typed(
    page: Page, site: Path, tmp_path: Path
) -> None:
    page.goto(writing(site, "posyandu"))
    page.fill("#nama", 'Wati "Ibu" / \\ <b>')
    page.fill("#teks", f"nama: palsu\n- satu: 'dua'\n{HOSTILE} # bukan catatan")
    with page.expect_download() as coming:
        page.click("text=Simpan sebagai berkas")
    name = coming.value.suggested_filename
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2} Wati Ibu *b\.yaml", re.sub(" +", " ", name))
    share = site.parent / "Berbagi"
    (document,) = share.rglob("Posyandu.docx")
    place = document.with_suffix("") / "komentar"
    place.mkdir(parents=True)
    coming.value.save_as(place / name)
    from bpkit.work.request import Request
    from bpkit.work.running import Work

    (submission,) = (
        one for one in _submissions(Work(Request(share, cache=True)).folder) if one.title == "Posyandu"
    )
    (comment,) = CommentReader().of(submission)
    assert (comment.name, comment.when) == ('Wati "Ibu" / \\ <b>', date.today())
    assert comment.text == f"nama: palsu\n- satu: 'dua'\n{HOSTILE} # bukan catatan"


def _submissions(folder: Folder) -> Iterator[Submission]:
    yield from folder.submissions
    for child in folder.children:
        yield from _submissions(child)


def test_hostile_words_run_nothing_on_any_page(page: Page, site: Path) -> None:
    trouble: list[str] = []
    page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    with asked_of(page) as asked:
        for path in kinds_of_pages(site):
            page.goto((site / path).as_uri())
            assert page.title() not in ("1", "2")
            assert page.locator("main script, main b b, [onerror]").count() == 0
    assert (asked, trouble) == ([], [])


def test_no_page_is_wider_than_a_telephone(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    wide = {}
    for path in kinds_of_pages(site):
        page.goto((site / path).as_uri())
        width = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
        if width > 360:
            wide[path] = width
    assert wide == {}


def test_pages_are_dark_where_the_reader_wants_that(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) == DARK != light


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page, site: Path) -> None:
    page.goto(writing(site, "bank-sampah"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"
    page.goto(writing(site, "bank-sampah"))
    wanted = page.locator("a[href], button, input, textarea, select, [tabindex='0'], summary").count()
    reached = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(() => { const on = document.activeElement, at = getComputedStyle(on);"
                " return [on.tagName, at.outlineStyle !== 'none' && parseFloat(at.outlineWidth) >= 2] })()"
            )
        )
    assert "BODY" not in [tag for tag, _ in reached]
    assert [tag for tag, is_seen in reached if not is_seen] == []
    # In the order in which they stand.
    fields = ["INPUT", "TEXTAREA", "BUTTON", "BUTTON", "BUTTON"]
    assert [tag for tag, _ in reached if tag != "A"] == fields


def test_what_is_printed_is_the_writing_alone(page: Page, site: Path, tmp_path: Path) -> None:
    import pypdfium2  # type: ignore[import-untyped]

    page.goto(writing(site, "posyandu"))
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("form").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.pdf(path=tmp_path / "cetak.pdf", format="A4")
    with pypdfium2.PdfDocument(tmp_path / "cetak.pdf") as printed:
        text = "".join(one.get_textpage().get_text_bounded() for one in printed)
        pages = len(printed)
    assert "Posyandu" in text
    assert "BKM Sejahtera" in text
    assert "Kirim dengan" not in text
    assert pages <= 4


def test_a_recording_can_be_played_and_a_graphic_is_seen(page: Page, site: Path) -> None:
    page.goto(writing(site, "suara"))
    page.evaluate(
        "{ const audio = document.querySelector('audio'); audio.preload = 'metadata'; audio.load() }"
    )
    until(page, "document.querySelector('audio').readyState >= 1")
    page.goto(writing(site, "komik"))
    assert page.evaluate("document.querySelector('figure img').naturalWidth") == 1600
