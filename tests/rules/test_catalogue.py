"""The wording of the rules: complete in both languages, and fed by what the rules see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest
from make.levels import NATION_LEVEL
from make.rulefacts import (
    KORKOT_NAME,
    ROOT,
    SEPTEMBER,
    SOUND_IDENTITY,
    TITLE,
    fact,
    from_source,
    guessed_source,
    identified,
    kmw,
    korkot,
    photo,
    problems,
    writing,
)
from msgspec.structs import replace

from bpkit.errors import UserError
from bpkit.levels import made
from bpkit.model.facts import Folder, Photo
from bpkit.model.levels import SHARE
from bpkit.model.place import PhotoPlace, Place
from bpkit.model.problems import DecimalText, Finding, Kind, Problem
from bpkit.model.settings import Settings
from bpkit.model.units import Severity
from bpkit.rules.catalogue import entry, explain, index, name_of, nearest_code, page, render
from bpkit.rules.registry import Subject, all_rules, families, rules_on
from bpkit.wording import LANGUAGES, catalogue, speaking

OURS = ("naming", "writing", "photos", "identity", "roster", "files")
NEEDED = {"name", "message", "remedy", "why", "bad", "good", "mend"}
ALLOWED = NEEDED | {"found", "expected", "variants", "reason"}
VARIED = {"message", "remedy", "expected"}
PATH = writing().path


def damaged(kind: Kind, variant: str = "", found: str = "") -> Any:
    return writing(damages=(Problem(PATH, found=found, variant=variant, kind=kind),))


def yaml_damage(expected: str, variant: str) -> Any:
    yaml = PATH.with_suffix(".yaml")
    return writing(
        damages=(
            Problem(
                yaml,
                found="penuls",
                expected=expected,
                place=Place(3, 1, part="jenis"),
                variant=variant,
                values={"table": "Data Tulisan.xlsx"},
                kind=Kind.BROKEN,
                detail="",
            ),
        )
    )


def closed(kind: Kind, found: str, variant: str) -> Any:
    folder = korkot(KORKOT_NAME, writing())
    return replace(folder, unsafe=(Problem(folder.path / "x", found=found, variant=variant, kind=kind),))


def named(*entries: str) -> Folder:
    return korkot(entries=entries)


def stray(path: str) -> Folder:
    folder = korkot()
    return replace(folder, strays=(folder.path / path,))


def city(name: str) -> Folder:
    return korkot(f"best practice_korkot ({name})_(Oktober)")


def province(name: str) -> Folder:
    return kmw(f"best practice_KMW ({name})_(Oktober)")


SOUND = korkot(KORKOT_NAME, from_source("TF-01", "Satu"), from_source("TF-03", "Tiga"), from_source("korkot"))
ALL_CITIES = kmw(children=(SOUND, korkot("best practice_korkot (Surakarta)_(Oktober)", unit="Surakarta")))

# Every wording of a rule has a case in which the rule speaks it, and every rule one in which it is silent.
OF_SCHOOLS = made([{"kode": "sekolah", "nama": "Sekolah", "folder": "unit ({unit})_({periode})"}])
LINKED = Problem(PATH, found="rapat.jpg", variant="linked", kind=Kind.PHOTO)
OF_TABLES = ("no_table", "row_twice", "row_of_nobody")
BAD: dict[str, list[Any]] = {
    "BP101": [
        korkot("Kiriman Semarang"),
        korkot("best practice_korkot (Semarang)_(Okt-Nov 2010)"),
        korkot("best practice_korkot%20(Semarang)_(Oktober)"),
        korkot("best practice_korkot \uff08Semarang\uff09_\uff08Oktober\uff09"),
        korkot("best practice_korkot+(Semarang)_(Oktober)"),
        korkot("best practice_(Semarang)_(Oktober)"),
        korkot("best practice_korkot_Oktober"),
        korkot("best practice_korkot (Semarang)_(Foo)"),
        korkot("best practice_korkot (Semarang)_(Oktober) - Copy"),
        (Folder(ROOT / "Kiriman SD 1", OF_SCHOOLS.lowest), Settings(levels=OF_SCHOOLS)),
    ],
    "BP102": [korkot("best practice_korkot_(semarang)_(Okt)")],
    "BP103": [city("Semarng"), city("Xyzzy"), city("Denpasar"), province("Jawa Tenggah"), province("Xyzzy")],
    "BP104": [korkot("best practice_korkot (Semarang)_(September)", named=SEPTEMBER)],
    "BP105": [
        stray(name)
        for name in (
            "a.xlsx",
            "Tulisan TF-05",
            "IMG_0012.jpg",
            "penilaian/rapat.pdf",
            "a.pages",
            "a.gdoc",
            "a.zip",
            "Lampiran 3_korkot (Solo)_(Oktober 2010).xlsx",
        )
    ],
    "BP106": [
        kmw(children=(korkot(), korkot("best practice_korkot_Semarang_Oktober"))),
        korkot(KORKOT_NAME, writing("Bank Sampah"), writing("bank sampah")),
    ],
    "BP107": [writing("revisi 2", heading=fact(TITLE))],
    "BP108": [korkot(), kmw(), Folder(ROOT / "2010-10", NATION_LEVEL), Folder(ROOT, SHARE)],
    "BP109": [
        *(named(name) for name in ("a?.docx", "CON", "a.", "é" * 130, "x" * 250, "caf\udce9.docx")),
    ],
    "BP201": [writing(pages=1.2)],
    "BP202": [writing(pages=7.0)],
    "BP203": [damaged(Kind.NO_TEXT)],
    "BP204": [writing(heading=None)],
    "BP301": [writing(photos=())],
    "BP302": [writing(photos=tuple(photo(f"{number}.jpg") for number in range(6)))],
    "BP303": [writing(photos=(photo("kecil.jpg", 320, 240),))],
    "BP304": [writing(photos=(photo(caption=""),))],
    "BP305": [
        writing(
            photos=(
                Photo("x", None, None, damage=Problem(PATH, place=Place(part="x.jpg"), kind=Kind.PHOTO)),
                Photo("", None, None, damage=LINKED, place=PhotoPlace(2, "below", "Warga …")),
            )
        )
    ],
    "BP401": [identified("author", name=None)],
    "BP402": [identified("author", position=None)],
    "BP403": [identified("author", contact=None)],
    "BP404": [
        identified("institution", name=None),
        identified("institution", address=None),
        identified("institution", name=None, address=None),
    ],
    "BP405": [identified("institution", contact=None)],
    "BP406": [identified("author", contact=fact("081")), identified("institution", contact=fact("081"))],
    "BP407": [
        writing(identity=replace(SOUND_IDENTITY, source=None)),
        from_source("TF-13"),
        guessed_source(),
    ],
    "BP604": [
        korkot(KORKOT_NAME),
        korkot("best practice_korkot (Surakarta)_(Oktober)", unit="Surakarta"),
    ],
    "BP605": [korkot(KORKOT_NAME, writing())],
    "BP608": [kmw()],
    "BP901": [
        damaged(Kind.BROKEN),
        damaged(Kind.BROKEN, "blank", "5000 B"),
        yaml_damage("", "syntax"),
        yaml_damage("penulis", "value"),
        closed(Kind.BROKEN, "[z-a]", "pattern"),
        yaml_damage("artikel", "cell"),
        yaml_damage("narasi", "twins"),
        yaml_damage("Jalan Baru", "row_unknown"),
        *(closed(Kind.BROKEN, "Jalan", variant) for variant in OF_TABLES),
        *(closed(Kind.BROKEN, "Jalan", variant) for variant in ("roster_twins", "roster_fault")),
    ],
    "BP902": [damaged(Kind.PROTECTED)],
    "BP903": [damaged(Kind.MISLABELLED), damaged(Kind.MISLABELLED, "old", "Word 6/95")],
    "BP904": [
        damaged(Kind.UNSAFE),
        damaged(Kind.UNSAFE, "heavy", "20 s"),
        closed(Kind.UNSAFE, "/etc", "link"),
        closed(Kind.UNSAFE, "", "special"),
        closed(Kind.UNSAFE, "../2010-11", "inner"),
        closed(Kind.UNSAFE, "300 MiB", "large"),
    ],
    "BP905": [damaged(Kind.MACROS)],
    "BP906": [damaged(Kind.NO_PERMISSION), closed(Kind.NO_PERMISSION, "", "folder")],
    "BP907": [damaged(Kind.IN_USE)],
    "BP908": [
        damaged(Kind.UNREACHABLE),
        *(closed(Kind.UNREACHABLE, "", why) for why in ("folder", "cloud", "open", "gone")),
    ],
}
OF_UNITS = {"BP608": {"units"}}  # wordings of programmes whose units are judged: test_rounds.py
GOOD: dict[str, Any] = {"BP106": ALL_CITIES, "BP108": ALL_CITIES, "BP608": ALL_CITIES}


def good_case(code: str) -> Any:
    sound = SOUND if isinstance(BAD[code][0], Folder) else writing()
    return GOOD.get(code, sound)


def asked(subject: Any) -> tuple[Any, ...]:
    """The subject, with the settings that go with it where there are some."""
    return subject if isinstance(subject, tuple) else (subject,)


def bad_problems(code: str) -> Iterator[Problem]:
    for subject in BAD[code]:
        yield from problems(code, *asked(subject))


def texts_of(code: str) -> Iterator[tuple[str, Any]]:
    for part, text in entry(code).items():
        if part != "variants":
            yield part, text
    for variant, parts in entry(code).get("variants", {}).items():
        yield from ((f"{variant}.{part}", text) for part, text in parts.items())


@pytest.mark.parametrize("code", all_rules())
def test_every_rule_has_its_whole_wording_in_both_languages(code: str) -> None:
    assert entry(code).keys() >= NEEDED
    assert entry(code).keys() <= ALLOWED
    for part, text in texts_of(code):
        assert set(text) == set(LANGUAGES), part
        assert all(text[language].strip() for language in LANGUAGES), part
    for variant, parts in entry(code).get("variants", {}).items():
        assert parts.keys() <= VARIED, variant


@pytest.mark.parametrize("family", families())
def test_every_entry_of_a_catalogue_has_a_rule_of_that_family(family: str) -> None:
    assert set(catalogue(f"rules/{family}.yaml")) == {
        r.code for r in all_rules().values() if r.family == family
    }


def test_whoever_keeps_the_list_in_excel_is_not_sent_to_its_yaml() -> None:
    """What is typed into bpkit.yaml alone would differ from the list, which is an error of its own."""
    for family in families():
        for code, said in catalogue(f"rules/{family}.yaml").items():
            for text in _texts(said):
                typed = "(?:ke|dari|to|out of) “(?:wilayah|unit|panel)” (?:di|in) bpkit.yaml"
                if re.search(f"{typed}|(?:kecualikan|waive[ r]|waiver of) .*bpkit.yaml", text):
                    assert "Daftar Wilayah.xlsx" in text, code


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    for one in said.values() if isinstance(said, dict) else said if isinstance(said, list) else ():
        yield from _texts(one)


@pytest.mark.parametrize("code", all_rules())
def test_both_languages_fill_the_same_places(code: str) -> None:
    for part, text in texts_of(code):
        if part.rpartition(".")[2] in ("message", "remedy"):
            places = [set(re.findall(r"{(\w+)}", text[language])) for language in LANGUAGES]
            assert places[0] == places[1], part


def test_every_rule_of_these_families_has_a_bad_case() -> None:
    of_panels = {rule.code for rule in rules_on(Subject.PANEL)}  # they have theirs in tests/panels
    assert set(BAD) == {rule.code for rule in all_rules().values() if rule.family in OURS} - of_panels


@pytest.mark.parametrize("code", BAD)
def test_a_rule_speaks_at_every_bad_case(code: str) -> None:
    assert all(problems(code, *asked(subject)) for subject in BAD[code])


@pytest.mark.parametrize("code", BAD)
def test_a_rule_is_silent_at_the_good_case(code: str) -> None:
    assert not problems(code, good_case(code))


@pytest.mark.parametrize("code", BAD)
def test_the_bad_cases_hear_every_wording(code: str) -> None:
    wanted = set(entry(code).get("variants", {})) - OF_UNITS.get(code, set())
    assert {problem.variant for problem in bad_problems(code)} - {""} == wanted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", BAD)
def test_every_place_of_a_wording_is_filled_by_what_the_rule_saw(code: str, language: str) -> None:
    with speaking(language):
        for problem in bad_problems(code):
            words = render(Finding(code, Severity.ERROR, problem))
            for text in (words.message, words.remedy):
                assert not re.search(r"“”|\(\)|  |{|}|^\s|\s$", text), text


def test_a_figure_has_the_decimal_sign_of_the_language_and_typed_text_stays() -> None:
    finding = Finding("BP201", Severity.ERROR, Problem(PATH, DecimalText("1.6"), "2–5"))
    typed = Finding("BP406", Severity.WARNING, Problem(PATH, "024.765"))
    with speaking("id"):
        assert "1,6" in render(finding).message
        assert "024.765" in render(typed).message
    with speaking("en"):
        assert "1.6" in render(finding).message


def test_the_degree_behind_a_figures_name_keeps_its_comma() -> None:
    values: dict[str, str] = {"low": DecimalText("Andi 560"), "high": DecimalText("Ir. Sri, M.Si 790.5")}
    problem = Problem(PATH, DecimalText("230"), values=values)
    with speaking("id"):
        assert "Ir. Sri, M.Si 790,5" in render(Finding("BP810", Severity.WARNING, problem)).message


def test_an_error_that_keeps_a_panel_from_deciding_is_not_said_to_be_switched_off() -> None:
    for code in ("BP801", "BP814", "BP908"):
        assert "mati}" not in explain(code)
    for code in ("BP303", "BP810"):
        assert "mati}" in explain(code)


def test_what_a_file_name_holds_can_not_disturb_the_terminal() -> None:
    problem = Problem(PATH.with_name("a\x1b[2Jb\udce4{found}.docx"), "", "")
    assert "a\ufffd[2Jb\ufffd{found}.docx" in render(Finding("BP901", Severity.ERROR, problem)).message


def test_an_expectation_that_the_rule_does_not_give_comes_from_the_catalogue() -> None:
    with speaking("id"):
        assert "0812-3456-7890" in render(Finding("BP406", Severity.WARNING, Problem(PATH, "081"))).expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", all_rules())
def test_every_rule_can_be_explained(code: str, language: str) -> None:
    with speaking(language):
        text = explain(code.lower())
        assert text.startswith(f"{code} · {name_of(code)}")
        assert "  1. " in text
        assert max(map(len, text.splitlines())) <= 88


def test_an_unknown_code_is_answered_with_the_nearest() -> None:
    assert nearest_code("bp3003") == "BP303"
    with speaking("en"), pytest.raises(UserError, match=r"BP3003.*did you mean “BP303”"):
        explain("BP3003")


def test_a_page_shows_the_signs_of_file_names_as_they_are() -> None:
    assert r"best practice\_korkot (Semarang)\_(Oktober)" in page("BP102")


def test_the_index_lists_every_rule_in_both_languages() -> None:
    assert all(index().count(f"[{code}]({code}.md)") == len(LANGUAGES) for code in all_rules())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", all_rules())
def test_every_wording_can_be_filled_whoever_says_it(code: str, language: str) -> None:
    for part, text in texts_of(code):
        if part.rpartition(".")[2] in ("message", "remedy", "found", "expected"):
            places = {name for _, name, _, _ in Formatter().parse(text[language]) if name is not None}
            assert all(map(str.isidentifier, places)), part
