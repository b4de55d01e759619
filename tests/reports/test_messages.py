"""Messages to paste: short, in words for a person, errors first, and none for whoever has everything."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from make import report_samples as sample
from make.shares import KMW, Run, korkot, make_share, write_document
from msgspec.structs import replace

from bpkit.model.outcomes import Checked, Judged
from bpkit.model.problems import Finding, Problem
from bpkit.model.units import Severity
from bpkit.months.standing import Standing
from bpkit.reports.html import hasil_pemeriksaan
from bpkit.reports.messages import author_messages, city_message
from bpkit.reports.outline import Message, Recipient
from bpkit.rules.catalogue import entry, render_plainly
from bpkit.rules.registry import all_rules
from bpkit.schemas import adapter
from bpkit.wording import LANGUAGES, catalogue, speaking

KEYS = "tanggal|urutan|sumber|media|judul|jenis|wilayah|tahun|ditarik|berhalangan"
TECHNICAL = re.compile(rf"(?i:ya?ml|bpkit)|BP\d|--|“(?:{KEYS})”|`[a-z]{{2}}")
FAMILIES = ("naming", "writing", "photos", "identity", "media", "roster", "originality", "files")


def standing(checked: Checked, due: int | None = 10) -> Standing:
    writings = checked.folder.submissions
    judged, done = Judged(checked.folder, None), sum(map(checked.is_complete, writings))
    return Standing(judged, due, len(writings), done, 0, 3, False, (), date(2010, 10, 15), 3)


def to_city(checked: Checked, due: int | None = 10) -> str:
    return "\n".join(one.text for one in city_message(checked, standing(checked, due)))


def to_authors(checked: Checked) -> dict[str, str]:
    return {one.name: one.text for one in author_messages(checked)}


def problem_on_folder(code: str) -> Checked:
    """A city without any writing, of whose folder something is said."""
    checked = sample.sound_city()
    bare = replace(checked.folder, submissions=(), products=())
    return replace(checked, folder=bare, findings=(Finding(code, Severity.ERROR, Problem(bare.path)),))


def every_text() -> Iterator[str]:
    yield to_city(sample.city())
    yield from to_authors(sample.city()).values()


def test_what_must_be_mended_comes_before_suggestions_and_each_is_called_so() -> None:
    text = to_city(sample.city())
    places = [
        text.index(f"*{words}*") for words in ("Harus diperbaiki", "Belum masuk", "Saran (tidak wajib)")
    ]
    assert places == sorted(places)
    assert text.index("memuat 1 foto, seharusnya 2–5") < places[1] < text.index("TF-02, TF-07")
    assert text.index("belum diberi keterangan") > places[2]


def test_the_city_reads_how_much_is_in_and_until_when() -> None:
    text = to_city(sample.city())
    assert text.startswith("*Korkot Semarang, Oktober 2010*\nTulisan yang masuk: 6 dari 10. ")
    assert "Batas pengumpulan: 15 Oktober 2010." in text
    assert "6 dari" not in to_city(sample.city(), due=None)


def test_no_code_no_key_and_no_command_is_in_a_message() -> None:
    for language in LANGUAGES:
        with speaking(language):
            assert [found[0] for text in every_text() if (found := TECHNICAL.search(text))] == []


def of_writings() -> list[tuple[str, str]]:
    """Every wording that messages tell, but for those of programmes whose units are judged."""
    told = [rule.code for rule in all_rules().values() if rule.family in FAMILIES]
    told = [code for code in (*told, "BP601", "BP611") if not code.startswith("BP11") and code != "BP610"]
    return [(code, variant) for code in told for variant in ("", *entry(code).get("variants", {}))]


@pytest.mark.parametrize(("code", "variant"), of_writings())
def test_every_wording_that_a_message_may_tell_is_one_for_a_person(code: str, variant: str) -> None:
    texts = str([entry(code), catalogue("texts/plain/rules.yaml")])
    values = {name: "2" for name in re.findall(r"{(\w+)", texts) if name not in ("title", "name", "suffix")}
    problem: dict[str, Any] = {"found": "2", "expected": "3", "variant": variant, "values": values}
    found = sample.finding(code, Severity.ERROR, sample.CITY / "Air.docx", **problem)
    for language in LANGUAGES:
        with speaking(language):
            words = render_plainly(found)
            assert not TECHNICAL.search(f"{words.message} {words.remedy}")


def test_a_city_with_everything_complete_gets_no_message() -> None:
    assert to_city(sample.sound_city()) == ""
    assert to_authors(sample.sound_city()) == {}


def test_suggestions_alone_are_no_reason_to_write() -> None:
    checked = sample.city()
    advice = tuple(one for one in checked.findings if one.code in ("BP304", "BP202"))
    assert to_city(replace(checked, findings=advice)) == ""


def test_a_city_in_whose_folder_nothing_lies_is_asked_to_hand_in_and_not_to_mend() -> None:
    empty = problem_on_folder("BP108")
    assert to_city(empty).endswith("Mohon dikirim. Terima kasih.")


def test_what_was_waived_is_not_told() -> None:
    assert "6,1 halaman" not in to_city(sample.city())


def test_an_author_hears_of_all_his_writings_in_one_message_and_of_nobody_else_s() -> None:
    found = to_authors(sample.city())
    assert list(found) == ["Siti Rahma"]  # Budi Santoso's writing is complete
    text = found["Siti Rahma"]
    assert text.count("harus diperbaiki*") == 2
    assert "Sudah lengkap: " in text and "Suara Kampung Nelayan" not in text


def test_a_writing_without_an_author_s_name_is_written_about_all_the_same() -> None:
    checked = sample.city()
    nameless = checked.folder.submissions[0]
    identity = replace(nameless.identity, author=replace(nameless.identity.author, name=None))
    folder = replace(checked.folder, submissions=(replace(nameless, identity=identity),))
    assert list(to_authors(replace(checked, folder=folder))) == [
        "Kepada penulis “Dari Sampah Menjadi Berkah”"
    ]


def test_two_authors_of_one_writing_get_a_message_each() -> None:
    checked = sample.city()
    both = sample.writing("Dari Sampah Menjadi Berkah", author="Siti Rahma, S.Sos dan Budi Santoso", photos=1)
    folder = replace(checked.folder, submissions=(both,))
    assert list(to_authors(replace(checked, folder=folder))) == ["Siti Rahma, S.Sos", "Budi Santoso"]


def test_a_title_with_line_ends_and_hidden_signs_stays_on_its_line() -> None:
    bad = sample.writing("Satu\nDua \u202eterbalik *tebal*", photos=1)
    path = bad.path
    found = (sample.finding("BP301", Severity.ERROR, path, found="1", expected="2–5"),)
    checked = Checked(replace(sample.city().folder, submissions=(bad,)), found)
    text = to_authors(checked)["Siti Rahma"]
    assert "“Satu Dua terbalik *tebal*”: harus diperbaiki\n" in text
    assert not re.search("\\*“Satu|\u202e", text)


def test_a_message_is_kept_short_by_leaving_suggestions_out_and_saying_so() -> None:
    checked = sample.city()
    many = tuple(
        sample.finding("BP105", Severity.WARNING, sample.CITY / f"IMG_{number}.jpg") for number in range(20)
    )
    text = to_city(replace(checked, findings=(*checked.findings, *many)))
    advice = text.partition("*Saran (tidak wajib)*\n")[2].partition("\n\n")[0].splitlines()
    assert len(advice) == 6
    assert re.fullmatch("… dan [0-9]+ saran lain.", advice[-1])


# On the page ---------------------------------------------------------------------------------------


def page(messages: list[Message]) -> Any:
    return html.fromstring(hasil_pemeriksaan(sample.city(), {}, messages))


def test_the_page_has_the_very_text_and_a_button_that_copies_it() -> None:
    messages = [*city_message(sample.city(), standing(sample.city())), *author_messages(sample.city())]
    tree = page(messages)
    shown = [block.text for block in tree.xpath("//pre")]
    assert shown == [one.text for one in messages]
    assert [tree.get_element_by_id(name).tag for name in tree.xpath("//button/@data-copy")] == ["pre", "pre"]


def test_a_hostile_title_in_a_message_is_text_and_no_script_but_the_page_s_own_may_run() -> None:
    text = f"*{sample.EVIL}*\n</pre><img src=x onerror=x()>"
    evil = Message(Recipient.CITY, "</pre><script>x()</script>", "S", sample.CITY, None, text)
    tree = page([evil])
    assert len(tree.xpath("//script")) == 1 and not tree.xpath("//img[@onerror] | //pre/*")
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "default-src 'none'" in policy and re.search("script-src 'sha256-[A-Za-z0-9+/=]{44}'$", policy)


def test_a_page_without_messages_runs_nothing() -> None:
    assert not page([]).xpath("//script | //button")


# The command ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A share whose Semarang has a writing with too few photos, Surakarta all that is owed, and no Tegal."""
    share = make_share(tmp_path_factory.mktemp("pesan") / "Berbagi")
    config = share / "bpkit.yaml"
    text = config.read_text(encoding="utf-8").replace("Semarang: 9", "Semarang: 3, Tegal: 2")
    config.write_text(text, encoding="utf-8")
    write_document(share / korkot("Semarang") / "Jalan.docx", author="Penulis Jalan", photos=0)
    write_document(share / korkot("Semarang") / "Kami.docx", source="Korkot")
    write_document(share / korkot("Surakarta") / "Kami Juga.docx", source="Korkot")
    return share


def test_the_command_prints_what_each_city_needs_and_says_who_needs_nothing(run: Run, spoilt: Path) -> None:
    code, out, err = run("message", spoilt)
    assert code == 0
    assert (
        "*Korkot Tegal, Oktober 2010*\nFolder tulisan bulan ini belum ada. Yang ditunggu: 3 tulisan." in out
    )
    assert "*Korkot Semarang, Oktober 2010*" in out and "Surakarta" not in out
    assert "semuanya sudah lengkap: Korkot Surakarta" in err


def test_one_city_s_message_alone_is_on_stdout_to_be_piped_to_the_clipboard(run: Run, spoilt: Path) -> None:
    assert run("message", spoilt / korkot("Surakarta"))[1] == ""
    out = run("message", spoilt / korkot("Semarang"), "--to", "author")[1]
    assert out.startswith("*Kepada Penulis Jalan*") and "──" not in out


def test_the_json_has_whom_each_message_is_for(run: Run, spoilt: Path) -> None:
    value = json.loads(run("message", spoilt, "--to", "author", "--format", "json")[1])
    adapter("message").validate_python(value)
    only = value["messages"][0]
    assert (only["to"], only["name"], only["unit"], only["contact"]) == (
        "author", "Penulis Jalan", "Semarang", "0812-3456-7890",
    )  # fmt: skip


def test_messages_go_into_files_for_notepad_that_are_never_submissions(run: Run, spoilt: Path) -> None:
    home = spoilt / KMW / "pesan"
    run("message", spoilt, "--output", home)
    names = sorted(file.name for file in home.iterdir())
    assert names == ["Pesan_Korkot Semarang_(Oktober 2010).txt", "Pesan_Korkot Tegal_(Oktober 2010).txt"]
    data = (home / names[0]).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf*Korkot") and b"\r\n" in data
    assert "Pesan_" not in run("validate", spoilt / KMW)[1]


def test_the_message_is_english_where_english_is_asked_for(run: Run, spoilt: Path) -> None:
    assert "*To be mended*" in run("message", spoilt / korkot("Semarang"), "--lang", "en")[1]
