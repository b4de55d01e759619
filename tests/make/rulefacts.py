"""Small facts for the tests of the rules: a sound writing in a sound folder, to be spoilt in one point."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

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
from bpkit.model.problems import Problem
from bpkit.model.settings import City, Province, Settings
from bpkit.model.units import Period
from bpkit.rules.registry import Context, all_rules
from make.levels import CITY_LEVEL, PROVINCE_LEVEL

ROOT = Path("/berbagi")
KMW_NAME = "best practice_KMW (Jawa Tengah)_(Oktober)"
KORKOT_NAME = "best practice_korkot (Semarang)_(Oktober)"
OCTOBER = Period(2010, 10)
SEPTEMBER = Period(2010, 9)
TITLE = "Dari Sampah Menjadi Berkah"

ROSTER = Settings(
    root=ROOT,
    provinces=(
        Province("Jawa Tengah", (City("Semarang", 2, ("TF-01", "TF-03")), City("Surakarta", 3))),
        Province("Bali", (City("Denpasar", 1),)),
    ),
)
NO_ROSTER = Settings()


def fact(text: str, file: Path | None = None) -> Fact:
    """A fact as the document gives it, or another file."""
    return Fact(text, Source.LABEL, file or ROOT / "x.docx")


SOUND_IDENTITY = Identity(
    author=Person(fact("Siti Rahma"), fact("Fasilitator Sosial"), fact("0812-3456-7890")),
    institution=Institution(
        fact("BKM Sejahtera"), fact("Jl. Mawar 3, Kel. Tandang, Semarang"), fact("024-7654321")
    ),
    source=fact("TF-03"),
)


def guessed_source() -> Submission:
    """A writing whose source only its author's position tells."""
    guessed = replace(fact("TF-03"), source=Source.POSITION)
    return writing(identity=replace(SOUND_IDENTITY, source=guessed))


def photo(name: str = "foto1.jpg", width: int = 1200, height: int = 1600, caption: str = "Warga") -> Photo:
    """A sound photo unless told otherwise."""
    return Photo(name, width, height, fact(caption) if caption else None)


def writing(title: str = TITLE, folder: Path = ROOT / KMW_NAME / KORKOT_NAME, **changes: Any) -> Submission:
    """A writing without a problem, with these changes."""
    path = folder / f"{title}.docx"
    sound = Submission(
        title=title,
        path=path,
        files=(path,),
        medium=Medium.WRITING,
        identity=SOUND_IDENTITY,
        document=Document(path, words=800, pages=3.2, heading=fact(title)),
        photos=(photo("foto1.jpg"), photo("foto2.jpg")),
    )
    return changed(sound, **changes)


def changed(submission: Submission, **changes: Any) -> Submission:
    """The submission with these changes, of itself or of its document."""
    inside = {name: changes.pop(name) for name in ("heading", "pages", "text") if name in changes}
    document = replace(submission.document or Document(submission.path), **inside)
    return replace(submission, document=document, **changes)


def korkot(name: str = KORKOT_NAME, *submissions: Submission, **changes: Any) -> Folder:
    """A korkot folder in its KMW folder, in October 2010."""
    path = ROOT / KMW_NAME / name
    folder = Folder(
        path,
        CITY_LEVEL,
        "Semarang",
        OCTOBER,
        OCTOBER,
        above=Folder(path.parent, PROVINCE_LEVEL, "Jawa Tengah", OCTOBER, OCTOBER),
        submissions=submissions,
        entries=tuple(submission.path.name for submission in submissions),
    )
    return replace(folder, **changes)


def kmw(name: str = KMW_NAME, **changes: Any) -> Folder:
    """A KMW folder in October 2010."""
    return replace(Folder(ROOT / name, PROVINCE_LEVEL, "Jawa Tengah", OCTOBER, OCTOBER), **changes)


def from_source(source: str, title: str = TITLE) -> Submission:
    """A sound writing from this team."""
    return writing(title, identity=replace(SOUND_IDENTITY, source=fact(source)))


def problems(code: str, subject: Any, context: Context | Settings = ROSTER) -> list[Problem]:
    """What one rule sees in one subject."""
    if isinstance(context, Settings):
        context = Context(context, root=ROOT, folder=korkot())
    return list(all_rules()[code].check(subject, context))


def identified(section: str, **parts: Fact | None) -> Submission:
    """A sound writing but for these parts of its `author` or `institution`."""
    changed = replace(getattr(SOUND_IDENTITY, section), **parts)
    return writing(identity=replace(SOUND_IDENTITY, **{section: changed}))
