"""A template is input: what is wrong with it is told of the template, and no letter turns for ever."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from make.panel_table import judge

from bpkit.errors import UserError
from bpkit.forms.lampiran2 import lampiran2
from bpkit.forms.lampiran2_content import recap2
from bpkit.forms.templates import fill_document
from bpkit.model.settings import Settings
from bpkit.rules.catalogue import reason_of

TEMPLATES = Path(__file__).parents[2] / "templates"
ROWS = {"{{ 7*7 }}": (700, 710, 720), "=1+1": (750, 760, 770)}


def with_part(source: Path, target: Path, part: str, change: Callable[[bytes], bytes | None]) -> Path:
    """A copy of a template with one part changed, or without it."""
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w") as other:
        for name in package.namelist():
            data = change(package.read(name)) if name == part else package.read(name)
            if data is not None:
                other.writestr(name, data)
    return target


def filled(template: Path) -> bytes:
    return lampiran2(recap2(judge(ROWS), Settings(), reason_of), template)


@pytest.mark.parametrize(
    ("part", "change", "expected"),
    [
        ("xl/styles.xml", lambda data: data[:500], "XML yang utuh"),
        ("xl/styles.xml", lambda data: None, "memang ada"),
        ("xl/worksheets/sheet2.xml", lambda data: None, "memang ada"),
        ("[Content_Types].xml", lambda data: None, "memang ada"),
    ],
)
def test_a_damaged_workbook_names_file_part_expectation_and_remedy(
    tmp_path: Path, part: str, change: Callable[[bytes], bytes | None], expected: str
) -> None:
    template = with_part(TEMPLATES / "lampiran-2.xlsx", tmp_path / "lampiran-2.xlsx", part, change)
    with pytest.raises(UserError) as told:
        filled(template)
    assert str(template) in told.value.problem
    assert part.removeprefix("xl/worksheets/sheet2.xml") in told.value.problem
    assert expected in told.value.problem
    assert "bpkit init --templates" in told.value.remedy


def test_a_part_that_can_not_be_unpacked_is_named(tmp_path: Path) -> None:
    data = bytearray((TEMPLATES / "lampiran-2.xlsx").read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        at = package.getinfo("xl/styles.xml").header_offset + 60
    data[at : at + 40] = bytes(40)
    template = tmp_path / "lampiran-2.xlsx"
    template.write_bytes(data)
    with pytest.raises(UserError, match=r"xl/styles\.xml.*paket zip"):
        filled(template)


def letter_of(text: str, folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph(text)
    document.save(str(folder / "surat.docx"))
    return folder / "surat.docx"


EVERY = ("judul", "butir", "a", "b", "c", "x", "range", "namespace", "lipsum", "__class__", "__mro__")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{% for a in butir %}" * 5 + "x" + "{% endfor %}" * 5, "100000"),
        ("{% for a in range(99999) %}{% for b in range(99) %}{{ b }}{% endfor %}{% endfor %}", "100000"),
        ("{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}", ""),
        ("{% set x = judul %}" + "{% set x = x ~ x %}" * 40 + "{{ x|length }}", "1048576"),
        ("{% set x = judul %}" + "{% set x = x + x %}" * 40 + "{{ x|length }}", "1048576"),
        ("{% set x = judul %}" + "{% set x = x|replace('a', x) %}" * 40 + "{{ x|length }}", ""),
        ("{{ 'a' * 9999999999 }}", "“*”"),
        ("{{ 9 ** 9 ** 9 }}", "“**”"),
        ("{{ '%9999999999d' % 1 }}", "“%”"),
        ("{{ 'a'|center(9999999999) }}", "center"),
        ("{{ lipsum(9999999) }}", "lipsum"),
        ("{{ judul.__class__.__mro__ }}", "unsafe"),
        ("{{ judul", ""),
        ("{% include 'rahasia' %}", ""),
    ],
)
def test_no_letter_turns_for_ever_grows_for_ever_or_reaches_out(tmp_path: Path, text: str, why: str) -> None:
    values = {"judul": "kisah a", "butir": list(range(60))}
    with pytest.raises(UserError) as told:
        fill_document(letter_of(text, tmp_path), (), values, may_have=EVERY)
    assert why in told.value.problem


def test_what_looks_like_a_mark_stays_text(tmp_path: Path) -> None:
    loop = "{{ judul }} {% for a in butir %}{{ loop.index }}/{{ loop.length }} {{ a }} {% endfor %}"
    values = {"judul": "{{ 7*7 }}", "butir": ["{% for %}", "satu"]}
    made = fill_document(
        letter_of(loop, tmp_path), (), values, may_have=("judul", "butir", "index", "length")
    )
    text = docx.Document(io.BytesIO(made)).paragraphs[0].text
    assert text == "{{ 7*7 }} 1/2 {% for %} 2/2 satu "
