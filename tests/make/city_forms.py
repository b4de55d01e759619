"""A city of October 2010 for the tests of the forms: its writings, findings, Lampiran 3 and its letter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bpkit.forms.lampiran3 import lampiran3, recap3
from bpkit.forms.letters import Notice, notice
from bpkit.model.facts import Document, Fact, Folder, Identity, Medium, Person, Photo, Source, Submission
from bpkit.model.outcomes import Checked
from bpkit.model.problems import Finding, Problem
from bpkit.model.scores import Result
from bpkit.model.settings import City, Province, Settings
from bpkit.model.units import Period, Severity
from bpkit.resources import resource
from bpkit.settings.rubrics import load_rubric
from make.formbooks import TEMPLATE_3, opened
from make.levels import CITY_LEVEL, PROVINCE_LEVEL

TEMPLATES = resource("templates")
LETTER_KMW, LETTER_KMP, LETTER_MEND = (
    TEMPLATES / f"surat-{name}.docx" for name in ("penetapan-kmw", "penetapan-kmp", "perbaikan")
)
WORDS = {
    "BP301": ("Foto hanya 1.", "Tambahkan foto."),
    "BP403": ("Kontak belum ada.", "Tuliskan nomor HP."),
    "BP604": ("TF-02 belum menyerahkan.", "Ingatkan TF-02."),
}
POB = load_rubric("pob-2010")
KMW = Path("/berbagi/best practice_KMW (Jawa Tengah)_(Oktober)")
OCTOBER = Period(2010, 10)
ROSTER = Settings(
    program="PNPM Mandiri Perkotaan",
    provinces=(
        Province(
            "Jawa Tengah",
            (City("Semarang", 3, ("TF-01", "TF-02", "TF-03")), City("Surakarta", 9), City("Salatiga", 2)),
        ),
    ),
)
NAMES = {"BP301": "foto kurang dari 2", "BP403": "kontak penulis"}


def writing(title: str, source: str = "TF-01", city: str = "Semarang", **more: Any) -> Submission:
    path = KMW / f"best practice_korkot ({city})_(Oktober)" / f"{title}.docx"

    def fact(text: str) -> Fact:
        return Fact(text, Source.TABLE, path)

    author = Person(fact("Siti Rahma"), fact("Fasilitator Sosial"), fact("0812-3456-7890"))
    submission = Submission(
        title=title,
        path=path,
        files=(path,),
        medium=Medium.WRITING,
        identity=Identity(author=author, source=fact(source), kind=fact("artikel")),
        submitted=date(2010, 10, 14),
        document=Document(path, pages=3.24),
        photos=(Photo("a.jpg", 900, 1200), Photo("b.jpg", 900, 1200)),
    )
    return replace(submission, **more)


def city(name: str, submissions: Iterable[Submission], *findings: Finding) -> Checked:
    above = Folder(KMW, PROVINCE_LEVEL, "Jawa Tengah", OCTOBER)
    path = KMW / f"best practice_korkot ({name})_(Oktober)"
    folder = Folder(path, CITY_LEVEL, name, OCTOBER, above=above, submissions=tuple(submissions))
    return Checked(folder, findings)


def error(code: str, submission: Submission, **more: Any) -> Finding:
    return Finding(code, Severity.ERROR, Problem(submission.path), **more)


def form(
    checked: Checked,
    proposed: Collection[Path] = (),
    results: dict[Path, Result] | None = None,
    settings: Settings = ROSTER,
    day: date | None = None,
) -> Any:
    recap = recap3(checked, results or {}, proposed, settings, POB, lambda code: NAMES[code], day)
    return opened(lampiran3(recap, TEMPLATE_3))["Lampiran 3"]


def mend(*findings: Finding, day: date | None = None) -> Notice | None:
    mine = [writing("Berkah"), writing("Posyandu")]
    return notice(city("Semarang", mine, *findings), Settings(), lambda f: WORDS[f.code], day)
