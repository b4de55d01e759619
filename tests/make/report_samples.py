"""Outcomes made by hand for the tests of the reports."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from bpkit.model.facts import (
    Document,
    Fact,
    Folder,
    Identity,
    Institution,
    Medium,
    Person,
    Photo,
    Source,
    Submission,
)
from bpkit.model.outcomes import Checked, Judged
from bpkit.model.place import Place
from bpkit.model.problems import DecimalText, Finding, Problem
from bpkit.model.scores import Agreement, Assessment, Assessor, Candidate, Panel, Result
from bpkit.model.units import Period, Severity
from bpkit.settings.rubrics import load_rubric
from make.levels import CITY_LEVEL, PROVINCE_LEVEL

SHARE = Path("/bersama")
KMW = SHARE / "2010-10" / "best practice_KMW (Jawa Tengah)_(Oktober)"
CITY = KMW / "best practice_korkot (Semarang)_(Oktober)"
OKTOBER = Period(2010, 10)
EVIL = "<script>alert('a')</script> & \"Sampah\""
MARKUP = "Air *bersih* | [klik](http://contoh) `x` <b>tebal</b>"
E, W = Severity.ERROR, Severity.WARNING


def finding(
    code: str, severity: Severity, path: Path, *, waiver: str | None = None, **problem: Any
) -> Finding:
    return Finding(code, severity, Problem(path, **problem), waiver)


def writing(
    title: str, *, folder: Path = CITY, author: str = "Siti Rahma", photos: int = 3, pages: float = 3.2
) -> Submission:
    path = folder / f"{title.replace('/', '-')}.docx"

    def fact(text: str) -> Fact:
        return Fact(text, Source.TABLE, path)

    person = Person(fact(author), fact("Fasilitator Sosial TF-03"), fact("0812-3456-7890"))
    place = Institution(fact("BKM Sejahtera"), fact("Jl. Mawar 3, Kel. Tandang"), fact("024-7654321"))
    return Submission(
        title,
        path,
        (path,),
        Medium.WRITING,
        Identity(person, place, fact("TF-03")),
        submitted=date(2010, 10, 14),
        document=Document(path, pages=pages, pages_from="estimate"),
        photos=tuple(Photo(f"image{number}.jpeg", 1200, 1600) for number in range(1, photos + 1)),
    )


def city(
    *, titles: tuple[str, ...] = ("Dari Sampah Menjadi Berkah", EVIL, MARKUP, "Posyandu Terapung")
) -> Checked:
    """A korkot folder with something of everything: errors, warnings, a waiver, a stray file."""
    bad, evil, marked, waived = (writing(title, photos=1 if n == 0 else 3) for n, title in enumerate(titles))
    sound = [
        writing("Air Bersih Sampai ke Puncak Bukit"),
        writing("Suara Kampung Nelayan", author="Budi Santoso"),
    ]
    photo: dict[str, Any] = {"place": Place(part="image1.jpeg"), "values": {"photo": "image1.jpeg"}}
    second: dict[str, Any] = {"place": Place(part="image2.jpeg"), "values": {"photo": "image2.jpeg"}}
    findings = (
        finding("BP604", W, CITY, found="TF-02, TF-07", values={"team": "TF-02, TF-07", "city": "Semarang"}),
        finding("BP301", E, bad.path, found="1", expected="2–5"),
        finding("BP201", E, bad.path, found=DecimalText("1.4"), expected="2–5"),
        finding("BP304", W, bad.path, **photo),
        finding("BP303", E, evil.path, found="320×240", expected="≥ 480×640", **photo),
        finding("BP304", W, evil.path, **photo),
        finding("BP304", W, evil.path, **second),
        finding("BP304", W, marked.path, **photo),
        finding(
            "BP202",
            W,
            waived.path,
            found=DecimalText("6.1"),
            expected="2–5",
            waiver="Disetujui KMW: naskah lomba",
        ),
        finding("BP105", W, CITY / "IMG_0012.jpg", place=None),
        finding("BP902", E, CITY / "Terkunci.docx"),
    )
    folder = Folder(CITY, CITY_LEVEL, "Semarang", OKTOBER, submissions=(bad, evil, marked, waived, *sound))
    return Checked(folder, findings, ("BP103", "BP407"))


def sound_city(unit: str = "Surakarta") -> Checked:
    path = KMW / f"best practice_korkot ({unit})_(Oktober)"
    return Checked(
        Folder(path, CITY_LEVEL, unit, OKTOBER, submissions=(writing("Gang Hijau", folder=path),)), ()
    )


def province() -> Checked:
    children = (city(), sound_city())
    folder = Folder(
        KMW, PROVINCE_LEVEL, "Jawa Tengah", OKTOBER, children=tuple(child.folder for child in children)
    )
    missing = finding("BP608", W, KMW, found="Tegal", values={"city": "Tegal"})
    return Checked(folder, (missing,), (), children)


LONG = "Koperasi Perempuan di Lereng Merapi yang Bangkit Setelah Bencana dan Tidak Pernah Tutup"
BATIK = "Batik Tulis dari Gang Buntu"
NAMES = ("Siti Rahma", "Budi Santoso", "Dewi Lestari")


def candidate(title: str, unit: str = "Semarang", author: str = "Retno Wulandari") -> Candidate:
    path = KMW / f"best practice_korkot ({unit})_(Oktober)" / f"{title.replace('/', '-')}.docx"
    return Candidate(title, title, unit, "Jawa Tengah", path, author, "TF-01")


def result(one: Candidate, totals: Mapping[str, Fraction], rank: int | None, **more: Any) -> Result:
    final = sum(totals.values(), Fraction()) / len(totals) if totals else None
    values: dict[str, Any] = {
        "passed": final is not None and final >= 700 and rank is not None,
        "selected": rank is not None and rank <= 3 and final is not None and final >= 700,
        "provisional": False,
        "tied": False,
        "rank_by_value": rank,
        "instruments": {code: Fraction(23, 3) for code in load_rubric("pob-2010").codes} if totals else {},
        "spread": max(totals.values()) - min(totals.values()) if totals else None,
        "variance": Fraction(1633) if totals else None,
        **more,
    }
    return Result(one, totals, final, rank=rank, **values)


def totals(*values: int) -> dict[str, Fraction]:
    return dict(zip(NAMES, map(Fraction, values), strict=False))


RESULTS = (
    result(candidate("Dari Sampah Menjadi Berkah"), totals(740, 790, 760), 1),
    result(candidate(EVIL, "Surakarta"), totals(710, 780, 737), 2),
    result(candidate(LONG, "Boyolali"), totals(700, 700, 720), 3, fragile=True),
    result(candidate(MARKUP, "Pekalongan"), totals(700, 700, 690), 4),
    result(candidate("Posyandu Terapung", "Tegal"), totals(560, 790, 700), 5, tied=True),
    result(candidate(BATIK, "Pekalongan"), totals(655, 640), None, provisional=True),
    result(candidate('=HYPERLINK("http://contoh")', "Tegal"), {}, None, provisional=True),
)


def assessment(results: tuple[Result, ...] = RESULTS) -> Assessment:
    assessors = (
        Assessor("Siti Rahma", "TA Sosialisasi", (KMW / "penilaian" / "siti.yaml",), Fraction(-25, 2)),
        Assessor("Budi Santoso", "TA Pelatihan", (KMW / "penilaian" / "budi santoso.xlsx",), Fraction(31)),
        Assessor("Dewi Lestari", "", (KMW / "penilaian" / "dewi.yaml",), Fraction(-37, 2)),
        Assessor("Agus Salim", "TA Infrastruktur", ()),
    )
    candidates = tuple(one.candidate for one in results)
    panel = Panel(PROVINCE_LEVEL, "Jawa Tengah", OKTOBER, KMW, candidates, (), None, NAMES, 3)
    rubric = load_rubric("pob-2010")
    return Assessment(panel, rubric, "individual", assessors, results, Agreement(Fraction("0.713"), 12, 3))


def judged(one: Assessment | None = None) -> Judged:
    folder = Folder(KMW, PROVINCE_LEVEL, "Jawa Tengah", OKTOBER)
    below = Folder(CITY, CITY_LEVEL, "Semarang", OKTOBER)
    path = KMW / "penilaian"
    findings = (
        finding("BP811", E, path / "dewi.yaml", values={"title": BATIK, "name": "Dewi Lestari"}),
        finding(
            "BP810",
            W,
            RESULTS[4].candidate.path,
            found="230",
            expected="200",
            values={"title": RESULTS[4].candidate.title, "low": "Siti Rahma 560", "high": "Budi Santoso 790"},
        ),
    )
    return Judged(folder, one or assessment(), findings, (Judged(below, None),))


def text_of(node: Any) -> str:
    """The text of a page's element, its blanks as a browser shows them."""
    return " ".join("".join(node.itertext()).split())
