"""What `bpkit init` and `bpkit demo` copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpkit.errors import UserError
from bpkit.model.settings import Settings
from bpkit.model.units import Period
from bpkit.reading.tree.walker import Walker
from bpkit.work.demo import copy_example, copy_templates


def test_the_templates_come_with_the_one_for_writings(tmp_path: Path) -> None:
    copies = {copy.name for copy in copy_templates(tmp_path)}
    assert {"tulisan.docx", "lampiran-2.xlsx", "surat-penetapan-kmw.docx"} <= copies
    assert all((tmp_path / "templat" / name).stat().st_size for name in copies)


def test_a_template_that_somebody_changed_is_not_replaced(tmp_path: Path) -> None:
    changed = tmp_path / "templat" / "tulisan.docx"
    changed.parent.mkdir()
    changed.write_bytes(b"ours")
    assert changed not in copy_templates(tmp_path)
    assert changed.read_bytes() == b"ours"


def test_templates_and_the_rubric_that_the_settings_name_are_no_strays(tmp_path: Path) -> None:
    for name in ("kop kami/lampiran-2.xlsx", "rubrik.yaml", "templat/tulisan.docx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    plain = Walker(tmp_path, Settings(root=tmp_path), Period(2010, 10)).walk()
    settings = Settings(root=tmp_path, templates=tmp_path / "kop kami", rubric="rubrik.yaml")
    named = Walker(tmp_path, settings, Period(2010, 10)).walk()
    assert [path.name for path in plain.strays] == ["kop kami", "rubrik.yaml"]
    assert named.strays == ()


def test_the_example_share_is_never_copied_over_something(tmp_path: Path) -> None:
    (tmp_path / "rapat.txt").touch()
    with pytest.raises(UserError):
        copy_example(tmp_path)
