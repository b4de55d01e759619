"""Reads what a layout names, once, into frozen facts. Whatever can't be read is a fact as well."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..model.facts import Damage, DamageKind, Folder, Medium, Submission, Uncounted
from ..model.scores import UNREADABLE, Decision, Seal, Sheet, SheetTrouble
from ..sealing import load
from .dates import parse_date
from .decisions import read_decision
from .kinds import AUDIO, DOCUMENTS, VIDEO
from .media import read_medium
from .panelfiles import (
    LARGEST,
    LARGEST_YAML,
    WORKBOOKS,
    YAML,
    Content,
    content_of,
    is_decision,
    means_decision,
)
from .score_form import read_score_forms
from .sheets import read_sheet
from .sidecar import Sidecar, merge, read_sidecar
from .stems import Stem
from .tree import PANEL_FOLDER, Layout
from .uncounted import Search, sha256_of
from .writing import read_loose_photo, read_writing

SEAL = "segel.json"
AT_ONCE = 4  # files that are read at the same time

Tick = Callable[[Path], None]  # told of every submission once it is read


def read_folder(layout: Layout, tick: Tick = lambda _: None, above: Folder | None = None) -> Folder:
    """The folder with everything below it."""
    shell = Folder(layout.path, layout.level, layout.unit, layout.period, layout.named, above)
    submissions, strays = _submissions(layout.stems, tick)
    products, more_strays = _submissions(layout.products, tick)
    panel = _panel(layout)
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
    if (size := _size(stem.sidecar)) > LARGEST_YAML:
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


@dataclass(slots=True)
class _Panel:
    """What was read of a panel's folder and looked for around it."""

    sheets: tuple[Sheet, ...] = ()
    decision: Decision | None = None
    uncounted: tuple[Uncounted, ...] = ()
    unsafe: tuple[Damage, ...] = ()


def _panel(layout: Layout) -> _Panel:
    """The sheets of a panel, its decision, and what was meant as one of them and does not count."""
    read = {file: _panel_bytes(file) for file in layout.panel_files}
    contents = {file: data for file, data in read.items() if isinstance(data, bytes)}
    decisions = sorted(filter(is_decision, read), key=_precedence)
    decision = decisions[0] if decisions else None
    others = [
        *decisions[1:],
        *(file for file, data in contents.items() if _is_decision_elsewhere(file, data)),
    ]
    files = [file for file in read if file != decision and file not in others]
    sheets = tuple(sheet for file in files for sheet in _sheets(file, read[file]))
    names = [name for sheet in sheets for name in (sheet.assessor, *sheet.agreed) if name]
    counted = {file: sha256_of(data) for file, data in contents.items() if file not in others}
    search = Search(layout.around, counted, names, decision is not None, _small_bytes)
    beside = (search.of_decision(file, decision, contents.get(file, b"")) for file in others)
    return _Panel(
        sheets,
        _decision(decision, read[decision]) if decision else None,
        tuple(sorted((*beside, *search.found()), key=lambda one: one.path)),
        tuple(data for data in read.values() if isinstance(data, Damage)),
    )


def _precedence(file: Path) -> tuple[bool, int, str]:
    """Which of two decisions counts: that of the folder spelt `penilaian`, then `.yaml` before `.yml`."""
    ending = file.suffix.strip().casefold()
    return (file.parent.name != PANEL_FOLDER, YAML.index(ending), file.name)


def _is_decision_elsewhere(file: Path, data: bytes) -> bool:
    """Whether a YAML by another name holds a decision, or is called like a copy of it."""
    if is_decision(file) or file.suffix.strip().casefold() not in YAML:
        return False
    content = content_of(data, file)
    return content is Content.DECISION or (content is None and means_decision(file))


def _panel_bytes(file: Path) -> bytes | Damage | SheetTrouble:
    """A sheet's or decision's bytes; one that is larger than any of them is not read at all."""
    limit = LARGEST_YAML if file.suffix.strip().casefold() in YAML else LARGEST
    size = _size(file)
    return SheetTrouble("form_too_large", found=f"{size >> 20} MB") if size > limit else _bytes(file)


def _small_bytes(file: Path) -> bytes | None:
    """The bytes of a file that may be a sheet; None where it can't be read or is none by its size."""
    data = _bytes(file) if _size(file) <= LARGEST else b""
    return data if isinstance(data, bytes) else None


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0  # reading it says why


def _seal(folder: Path | None) -> Seal | None:
    data = _bytes(folder / SEAL) if folder and (folder / SEAL).exists() else None
    if data is None:
        return None
    return load(b"" if isinstance(data, Damage) else data)


def _sheets(file: Path, data: bytes | Damage | SheetTrouble) -> tuple[Sheet, ...]:
    if not isinstance(data, bytes):
        return (Sheet(file, troubles=(_trouble(data),)),)
    if file.suffix.strip().casefold() in WORKBOOKS or content_of(data, file) is Content.WORKBOOK:
        return read_score_forms(file, data)
    return (read_sheet(file, data),)


def _decision(file: Path, data: bytes | Damage | SheetTrouble) -> Decision:
    if not isinstance(data, bytes):
        return Decision(file, troubles=(_trouble(data),))
    return read_decision(file, data)


def _trouble(why: Damage | SheetTrouble) -> SheetTrouble:
    """What can't be read keeps the panel's results provisional; a damage speaks for itself (BP906, BP908)."""
    return why if isinstance(why, SheetTrouble) else SheetTrouble(UNREADABLE, found=why.detail)
