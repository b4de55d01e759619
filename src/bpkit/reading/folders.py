"""Reads what a layout names, once, into frozen facts. Whatever can't be read is a fact as well."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..model.facts import Damage, DamageKind, Folder, Medium, Submission
from ..model.scores import Seal
from ..sealing import load
from .dates import parse_date
from .kinds import AUDIO, DOCUMENTS, VIDEO
from .media import read_medium
from .panel import read_panel, size_of
from .panelfiles import LARGEST_YAML
from .sidecar import Sidecar, merge, read_sidecar
from .stems import Stem
from .tree import Layout
from .writing import read_loose_photo, read_writing

SEAL = "segel.json"
AT_ONCE = 4  # files that are read at the same time

Tick = Callable[[Path], None]  # told of every submission once it is read


def read_folder(layout: Layout, tick: Tick = lambda _: None, above: Folder | None = None) -> Folder:
    """The folder with everything below it."""
    shell = Folder(layout.path, layout.level, layout.unit, layout.period, layout.named, above)
    submissions, strays = _submissions(layout.stems, tick)
    products, more_strays = _submissions(layout.products, tick)
    panel = read_panel(layout.panel_files, layout.around, _bytes)
    astray = {one.path for one in panel.uncounted}
    return replace(
        shell,
        children=tuple(read_folder(child, tick, shell) for child in layout.children),
        submissions=submissions,
        products=products,
        strays=tuple(sorted({*layout.strays, *strays, *more_strays} - astray)),
        unsafe=(*layout.unsafe, *panel.unsafe),
        entries=layout.entries,
        sheets=panel.sheets,
        uncounted=panel.uncounted,
        decision=panel.decision,
        seal=_seal(layout.panel_folder),
    )


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
    if not stem.mains and sidecar.medium is not Medium.GRAPHIC:
        return None
    submission = Submission(
        title=stem.title,
        path=stem.main,
        files=(*stem.mains, *stem.pictures, *((stem.sidecar,) if stem.sidecar else ())),
        medium=sidecar.medium or _medium_of(stem.main),
        identity=sidecar.identity,
        product=sidecar.product or "best practice",
        damages=(*sidecar.damages, *_in_use(stem)),
    )
    if stem.main.suffix.casefold() in DOCUMENTS:
        submission = _with_document(submission, stem, sidecar)
    elif submission.medium is Medium.GRAPHIC:
        submission = replace(submission, sha256=_digest(stem.main))
    else:
        facts = read_medium(stem.main)
        submission = replace(
            submission,
            minutes=facts.minutes,
            sha256=_digest(stem.main),
            damages=(*submission.damages, *facts.damages),
        )
    handed_in = submission.identity.submitted
    return replace(submission, submitted=parse_date(handed_in.text) if handed_in else None)


def _medium_of(main: Path) -> Medium:
    suffix = main.suffix.casefold()
    return Medium.AUDIO if suffix in AUDIO else Medium.VIDEO if suffix in VIDEO else Medium.WRITING


def _sidecar(stem: Stem) -> Sidecar:
    if stem.sidecar is None:
        return Sidecar()
    if (size := size_of(stem.sidecar)) > LARGEST_YAML:
        return Sidecar(
            damages=(Damage(DamageKind.BROKEN, stem.sidecar, "too large", found=f"{size >> 20} MB"),)
        )
    data = _bytes(stem.sidecar)
    return Sidecar(damages=(data,)) if isinstance(data, Damage) else read_sidecar(stem.sidecar, data)


def _in_use(stem: Stem) -> tuple[Damage, ...]:
    return (Damage(DamageKind.IN_USE, stem.main, "Office's lock file lies beside it"),) if stem.locked else ()


def _with_document(submission: Submission, stem: Stem, sidecar: Sidecar) -> Submission:
    data = _bytes(stem.main)
    if isinstance(data, Damage):
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


def _bytes(path: Path) -> bytes | Damage:
    try:
        return path.read_bytes()
    except PermissionError as error:
        return Damage(DamageKind.NO_PERMISSION, path, str(error))
    except OSError as error:
        return Damage(DamageKind.BROKEN, path, str(error))


def _digest(path: Path) -> str:
    """SHA-256 of a file of any size; empty where it can't be read, which its own damage tells."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _seal(folder: Path | None) -> Seal | None:
    data = _bytes(folder / SEAL) if folder and (folder / SEAL).exists() else None
    if data is None:
        return None
    return load(b"" if isinstance(data, Damage) else data)
