"""Reads what a layout names, once, into frozen facts. Whatever can't be read is a fact as well."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from .. import share
from ..model.dates import parse_date
from ..model.facts import Folder, Medium, Submission
from ..model.problems import OUT_OF_SIGHT, Kind, Problem
from ..model.scores import Seal
from ..sealing import UNKNOWN, UNSEEN, load
from .documents.writing import read_loose_photo, read_writing
from .file_kinds import AUDIO, DOCUMENTS, VIDEO
from .panel.reader import read_panel
from .sidecar import Sidecar, merge, read_sidecar
from .tree.listing import SEAL
from .tree.stems import SIDECARS, Stem
from .tree.walker import Layout

AT_ONCE = 4  # files that are read at the same time

# What iCloud (`.Judul.docx.icloud`) and others leave in the place of a file that is only in the cloud.
_PLACEHOLDER = re.compile(r"\..+\.icloud|.+\.(?:cloud|cloudf|odrive)", re.IGNORECASE)

Tick = Callable[[Path], None]  # told of every submission once it is read


def read_folder(layout: Layout, tick: Tick = lambda _: None, above: Folder | None = None) -> Folder:
    """The folder with everything below it."""
    if _has_pdf(layout):
        from .documents.pdf import start

        start()
    shell = Folder(layout.path, layout.level, layout.unit, layout.period, layout.named, above)
    submissions, strays = _submissions(layout.stems, tick)
    products, more_strays = _submissions(layout.products, tick)
    panel = read_panel(layout.panel_files, layout.around, _bytes)
    seal, broken = _seal(layout)
    sealed_forms, missed = _sealed_forms(layout.path, seal)
    left = sorted(
        {*layout.strays, *strays, *more_strays, *panel.papers} - {one.path for one in panel.uncounted}
    )
    absent = tuple(path for path in left if _PLACEHOLDER.fullmatch(path.name))
    return replace(
        shell,
        children=tuple(read_folder(child, tick, shell) for child in layout.children),
        submissions=submissions,
        products=products,
        strays=tuple(path for path in left if path not in absent),
        unsafe=(
            *layout.unsafe,
            *panel.unsafe,
            *broken,
            *missed,
            *(Problem(path, variant="cloud", kind=Kind.UNREACHABLE, detail="not here") for path in absent),
        ),
        entries=layout.entries,
        sheets=panel.sheets,
        uncounted=panel.uncounted,
        decision=panel.decision,
        seal=seal,
        sealed_forms=sealed_forms,
    )


def _has_pdf(layout: Layout) -> bool:
    """Whether there is a PDF in it or below, by the names."""
    stems = (*layout.stems, *layout.products)
    here = any(file.suffix.casefold() == ".pdf" for stem in stems for file in stem.mains)
    return here or any(map(_has_pdf, layout.children))


def _submissions(stems: Sequence[Stem], tick: Tick) -> tuple[tuple[Submission, ...], list[Path]]:
    """The submissions, and the pictures with a YAML that does not make them one."""
    submissions: list[Submission] = []
    strays: list[Path] = []
    for stem, submission in zip(stems, _read_all(stems), strict=True):
        tick(stem.main)
        if submission:
            submissions.append(submission)
        else:
            strays += [file for file in (*stem.pictures, stem.sidecar) if file]
    return tuple(submissions), strays


def _read_all(stems: Sequence[Stem]) -> Iterator[Submission | None]:
    """Every stem's submission, in order; several at once, for a slow share keeps one waiting."""
    if len(stems) < 2:
        yield from map(read_submission, stems)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(read_submission, stems)


def read_submission(stem: Stem) -> Submission | None:
    """The facts of one stem; None for a picture whose YAML does not say that it is a graphic."""
    sidecar = _sidecar(stem)
    unread = any(damage.kind in OUT_OF_SIGHT for damage in sidecar.damages)
    if not stem.mains and sidecar.medium is not Medium.GRAPHIC and not unread:
        return None
    submission = Submission(
        title=stem.title,
        path=stem.main,
        files=(*stem.mains, *stem.pictures, *((stem.sidecar,) if stem.sidecar else ())),
        medium=sidecar.medium or (_medium_of(stem.main) if stem.mains else Medium.GRAPHIC),
        identity=sidecar.identity,
        product=sidecar.product or "best practice",
        damages=(*sidecar.damages, *_in_use(stem)),
    )
    if stem.main.suffix.casefold() in DOCUMENTS:
        submission = _with_document(submission, stem, sidecar)
    elif submission.medium is Medium.GRAPHIC:
        submission = _with_digest(submission)
    else:
        from .media.length import read_medium  # a dozen modules, which most folders never need

        facts = read_medium(stem.main)
        submission = _with_digest(
            replace(submission, minutes=facts.minutes, damages=(*submission.damages, *facts.damages))
        )
    handed_in = submission.identity.submitted
    return replace(submission, submitted=parse_date(handed_in.text) if handed_in else None)


def _medium_of(main: Path) -> Medium:
    suffix = main.suffix.casefold()
    return Medium.AUDIO if suffix in AUDIO else Medium.VIDEO if suffix in VIDEO else Medium.WRITING


def _sidecar(stem: Stem) -> Sidecar:
    if stem.sidecar is None:
        return Sidecar()
    data = _bytes(stem.sidecar)
    return Sidecar(damages=(data,)) if isinstance(data, Problem) else read_sidecar(stem.sidecar, data)


def _in_use(stem: Stem) -> tuple[Problem, ...]:
    return (
        (Problem(stem.main, kind=Kind.IN_USE, detail="Office's lock file lies beside it"),)
        if stem.locked
        else ()
    )


def _with_document(submission: Submission, stem: Stem, sidecar: Sidecar) -> Submission:
    data = _bytes(stem.main)
    if isinstance(data, Problem):
        return replace(submission, damages=(*submission.damages, data))
    document = read_writing(stem.main, data)
    photos = (*document.photos, *(read_loose_photo(file) for file in stem.pictures))
    return replace(
        submission,
        identity=merge(sidecar.identity, document.identity),
        heading=document.heading,
        text=document.text,
        words=document.words,
        characters=document.characters,
        pages=document.pages,
        pages_from=document.pages_from,
        pages_in_file=document.pages_in_file,
        photos=sidecar.captioned(photos),
        sha256=hashlib.sha256(data).hexdigest(),
        damages=(*submission.damages, *document.damages),
    )


def _bytes(path: Path) -> bytes | Problem:
    try:
        return share.read(path, _most(path))
    except OSError as error:
        return share.damage_of(error, path)


def _most(path: Path) -> int:
    suffix = path.suffix.casefold()
    if suffix in DOCUMENTS:
        return share.LARGEST
    return share.LARGEST_TEXT if suffix in SIDECARS else share.LARGEST_TABLE


def _with_digest(submission: Submission) -> Submission:
    """With the SHA-256 of its file, of any size; one that can't be read is a damage, told once."""

    def whole() -> str:
        with share.opened(submission.path, share.LARGEST_MEDIUM) as file:
            digest = hashlib.sha256()
            while chunk := file.read(share.MIB):
                digest.update(chunk)
            return digest.hexdigest()

    try:
        return replace(submission, sha256=share.attempt(whole))
    except OSError as error:
        damage = share.damage_of(error, submission.path)
        known = any(one.kind is damage.kind and one.path == damage.path for one in submission.damages)
        return submission if known else replace(submission, damages=(*submission.damages, damage))


def _seal(layout: Layout) -> tuple[Seal | None, tuple[Problem, ...]]:
    """The seal of a panel, and why it can't be read; one that nobody can see now is taken for closed."""
    if layout.panel_folder is None:
        return None, ()
    file = layout.panel_folder / SEAL
    try:
        data = share.read(file) if share.exists(file) else None
    except OSError as error:
        return UNSEEN, (share.damage_of(error, file),)
    if data is None:
        hidden = any(damage.path == layout.panel_folder for damage in layout.unsafe)
        return (UNSEEN if hidden else None), ()
    return load(data), ()


def _sealed_forms(folder: Path, seal: Seal | None) -> tuple[dict[str, str], list[Problem]]:
    """The forms that a seal names, as they lie in the folder now; one that is gone is not among them."""
    digests: dict[str, str] = {}
    unread: list[Problem] = []
    for name in seal.forms if seal else ():
        file = folder / Path(name).name  # a seal is a file that people can edit: it leads nowhere else
        if share.exists(file):
            data = _bytes(file)
            digests[name] = UNKNOWN if isinstance(data, Problem) else hashlib.sha256(data).hexdigest()
            unread += [data] if isinstance(data, Problem) else []
    return digests, unread
