"""YAML and names that went through Word, mail or a web page: their signs are put right, or said."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from bpkit.model.problems import UnreadableError
from bpkit.model.scores import Candidate
from bpkit.model.signs import shown, straight
from bpkit.model.units import fold, fold_alike
from bpkit.panels.candidates import Miss, TitleIndex
from bpkit.reading.panel.sheets import read_sheet, score_value
from bpkit.yamlfile import put_right, read

NBSP, ZWSP, BOM, LRE, SHY = "\u00a0", "\u200b", "\ufeff", "\u202a", "\u00ad"
WHOLE = """\
rubrik: pob-2010
tingkat: kmw
penilai: {nama: Dewi Lestari, jabatan: TA}
nilai:
  Dari Sampah:
    inovasi: 7
    perubahan: 8
  Posyandu:
    inovasi: 9
berhalangan:
  - Batik
"""


def of(text: str) -> Any:
    return read(text.encode())


@pytest.mark.parametrize(
    "pasted",
    [
        WHOLE.replace("  ", f"{NBSP} "),
        WHOLE.replace("  ", NBSP * 2),
        WHOLE.replace("  ", "\u2003\u2003"),
        WHOLE.replace(": ", f":{NBSP}"),
        WHOLE.replace(": 7", f": 7{NBSP}"),
        WHOLE.replace("inovasi", f"inovasi{ZWSP}"),
        WHOLE.replace("7\n", f"7{BOM}\n"),
        WHOLE.replace("Dari Sampah", f"{LRE}Dari Sampah\u202c"),
        WHOLE.replace("Posyandu", f"Pos{SHY}yandu"),
        WHOLE.replace("Dari Sampah", "“Dari Sampah”"),
        WHOLE.replace("Dari Sampah", "„Dari Sampah“"),
        WHOLE.replace("Dari Sampah", "«Dari Sampah»"),
        WHOLE.replace("Dari Sampah", "‘Dari Sampah’"),
        WHOLE.replace("Dari Sampah", "‚Dari Sampah‘"),
        WHOLE.replace("Dari Sampah", "″Dari Sampah″"),
        WHOLE.replace("Dari Sampah", '“Dari Sampah"'),
        WHOLE.replace("Dari Sampah", '"Dari Sampah”'),
        WHOLE.replace("Dewi Lestari", "“Dewi Lestari”"),
        WHOLE.replace("  - Batik", "  – Batik"),
        WHOLE.replace("  - Batik", "  • “Batik”"),
        WHOLE.replace("\n  - Batik", " [“Batik”]"),
        WHOLE.replace("inovasi: ", "inovasi："),
        WHOLE.replace("inovasi: ", "“inovasi”: "),
    ],
)
def test_what_pasting_did_to_a_sheet_changes_nothing(pasted: str) -> None:
    assert pasted != WHOLE
    assert of(pasted) == of(WHOLE)


def test_curled_quotes_hold_what_would_else_part_the_value() -> None:
    typed = of("urutan: [“Satu, dua: tiga”, ‘Jum’at Bersih’]\n“Judul: anak judul”: “7”\n")
    assert typed == {"urutan": ["Satu, dua: tiga", "Jum’at Bersih"], "Judul: anak judul": "7"}


@pytest.mark.parametrize(
    "text",
    [
        'catatan: "katanya: “bagus”, ya"\n',
        "catatan: Foto “bagus” sekali\n",
        "catatan: Jum'at – Sabtu\n",
        "nama: Jum’at\n",
        "inovasi: –\n",
    ],
)
def test_signs_inside_a_value_stay_what_they_were(text: str) -> None:
    assert put_right(text) == text


@pytest.mark.parametrize(
    ("text", "line", "column", "sign"),
    [
        ("a: 1\n“b: 2\nc: [“d\n", 3, 5, "“ (U+201C)"),
        ("a: 1\nb: [1, 2］\n", 2, 9, "］ (U+FF3D)"),
        (f"a: 1\n{NBSP}{ZWSP}b： [“c” d\n", 2, 4, "： (U+FF1A)"),
    ],
)
def test_where_a_sign_can_t_be_put_right_it_is_named(text: str, line: int, column: int, sign: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        of(text)
    error = caught.value
    assert (error.variant, error.place.line, error.place.column, error.detail) == (
        "sign",
        line,
        column,
        sign,
    )


def test_a_tab_that_indents_is_named() -> None:
    with pytest.raises(UnreadableError) as caught:
        of("a:\n\tb: 2\n")
    assert (caught.value.place.line, caught.value.place.column, caught.value.detail) == (2, 1, "Tab (U+0009)")


def test_a_sign_that_yaml_does_not_allow_is_named_by_its_place() -> None:
    with pytest.raises(UnreadableError) as caught:
        of("nama: é\njabatan: TA\x0bSosialisasi\n")
    assert (caught.value.variant, caught.value.place.line, caught.value.place.column) == ("character", 2, 12)
    assert caught.value.detail == "U+000B"


def test_equal_rows_that_a_program_wrote_once_are_read() -> None:
    sheet = read_sheet(
        Path("a.yaml"),
        b"penilai: {nama: Siti}\nrubrik: x\ntingkat: kmw\nnilai:\n  A: &id001 {inovasi: 7}\n  B: *id001\n",
    )
    assert [row.scores["inovasi"].value for row in sheet.rows] == [7, 7]
    assert sheet.problems == ()


def test_a_value_by_its_alias_knows_its_own_line() -> None:
    typed = of("a: &x 8\nb:\n  c: *x\n")
    assert (typed["b"]["c"], typed["b"]["c"].line, typed["b"]["c"].column) == ("8", 3, 6)


def test_a_billion_laughs_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(UnreadableError) as caught:
        of("\n".join(lines))
    assert caught.value.variant == "aliases"


def test_aliases_do_not_lead_past_the_deepest_level() -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 25))]
    with pytest.raises(UnreadableError) as caught:
        of("\n".join(lines))
    assert caught.value.variant == "too_deep"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{" * 100_000,
        "- " * 100_000,
        "{a: " * 5_000,
        "".join(f"{' ' * n}a:\n" for n in range(1_000)),
        "".join(f"{' ' * n}- \n" for n in range(1_000)),
        "y: " + "[" * 50 + "]" * 50 + "\n",
    ],
)
@pytest.mark.parametrize("limit", [None, 0, 5])
def test_deep_nesting_is_ours_to_refuse_whatever_the_library_does(
    text: str, limit: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if limit is not None:
        _refuse_after(limit, text, monkeypatch)
    with pytest.raises(UnreadableError) as caught:
        of(text)
    assert caught.value.variant == "too_deep"


def _refuse_after(events: int, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that gives up on nesting by itself, as newer ones do: after few events, far into the text."""
    line = text.count("\n", 0, len(text) // 2)
    column = len(text.split("\n")[line])
    mark = yaml.Mark("x", 0, line, column, None, 0)

    class Loader(yaml.BaseLoader):
        given = 0

        def get_event(self) -> Any:
            self.given += 1
            if self.given > events:
                raise yaml.scanner.ScannerError(None, None, "exceeded maximum nesting depth", mark)
            return super().get_event()  # type: ignore[no-untyped-call]

    monkeypatch.setattr(yaml, "CBaseLoader", Loader)


def test_a_shallow_fault_is_not_called_deep() -> None:
    with pytest.raises(UnreadableError) as caught:
        of("".join(f"a{n}:\n  - b: [1]\n" for n in range(200)) + "c: [1\nd: 2\n")
    assert caught.value.variant == "syntax"


def test_a_huge_file_is_refused_by_its_size() -> None:
    with pytest.raises(UnreadableError) as caught:
        read(b"a: 1\n" * 1_000_000)
    assert caught.value.variant == "too_large"


@pytest.mark.parametrize("text", ["８", "8\u200b", "\u202a8\u202c", "8\u00a0", "7，5", "７．５"])
def test_a_score_reads_through_signs_that_are_not_seen_or_wide(text: str) -> None:
    assert score_value(text) == (8 if "8" in text or "８" in text else Fraction("7.5"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jum’at Bersih", "Jum'at Bersih"),
        ("Air – Bersih", "Air - Bersih"),
        ("Ter\u2011apung", "Ter-apung"),
        ("“Emas” Hitam", '"Emas" Hitam'),
        ("`Emas´", "'Emas'"),
        ("“Emas”", "Emas"),
    ],
)
def test_a_title_that_looks_the_same_is_found(one: str, other: str) -> None:
    for typed, named in ((one, other), (other, one)):
        found = TitleIndex([_candidate(named)], []).find(typed)
        assert not isinstance(found, Miss)
        assert found.title == named


def test_of_two_titles_that_look_alike_each_is_found_by_its_own_signs() -> None:
    index = TitleIndex([_candidate("Air – Bersih"), _candidate("Air - Bersih")], [])
    for title in ("Air – Bersih", "Air - Bersih"):
        found = index.find(title)
        assert not isinstance(found, Miss)
        assert found.title == title


def test_a_title_with_its_city_is_found_by_its_looks_too() -> None:
    found = TitleIndex([_candidate("Jum'at")], []).find("Kota Semarang/Jum’at")
    assert not isinstance(found, Miss)


def _candidate(title: str) -> Candidate:
    return Candidate(title, title, "Semarang", "", Path(f"{title}.docx"))


def test_names_compare_without_what_nobody_sees() -> None:
    assert fold(f"Dari{NBSP}Sam{SHY}pah{ZWSP}") == fold("dari sampah")
    assert fold("Jum’at") != fold("Jum'at")
    assert fold_alike("Jum’at – ８") == fold_alike("jum'at - 8")
    assert straight("“a”") == '"a"'
    assert (shown("“"), shown(ZWSP)) == ("“ (U+201C)", "U+200B")


@pytest.mark.parametrize("typed", ["inovasi:7", "inovasi = 7", "inovasi 7"])
def test_a_colon_without_a_blank_is_named_on_its_own_line(typed: str) -> None:
    text = WHOLE.replace("inovasi: 7", typed)
    line = text.splitlines().index(f"    {typed}") + 1
    with pytest.raises(UnreadableError) as caught:
        read(text.encode())
    assert (caught.value.variant, caught.value.place.line) == ("colon", line)


def test_a_title_whose_scores_all_lack_the_blank_says_so() -> None:
    text = re.sub(r"^(    [a-z_]+): ", r"\1:", WHOLE, flags=re.MULTILINE)
    assert {problem.variant for problem in read_sheet(Path("a.yaml"), text.encode()).problems} == {"colon"}


@pytest.mark.parametrize("sign", ["\u2800", "\ufffc", "\u3164", "\uffa0"])
def test_signs_that_nobody_sees_change_nothing_whatever_their_category(sign: str) -> None:
    text = WHOLE.replace("inovasi: 7", f"inovasi{sign}: 7{sign}")
    assert of(text) == of(WHOLE)
