"""Reads what lies in the folders of units into frozen facts. Whatever can't be read is a fact as well."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from ... import share, yamlfile
from ...cache.codec import Codec
from ...cache.store import Cache, Shelf, key_of
from ...cache.version import version_of
from ...model.dates import parse_date
from ...model.extensions import DOCUMENTS, WORKBOOKS, YAML
from ...model.facts import Medium, Submission
from ...model.levels import SHARE
from ...model.place import Place
from ...model.problems import Kind, Listed, Problem, UnreadableError
from ...model.programs import (
    EVIDENCE,
    LONGEST_HEADING,
    WRITINGS,
    ColumnKind,
    Level,
    Paper,
    Program,
)
from ...model.rounds import AnswerSheet, Listing, Origin, Report, Row, Ruling, Span, Unit
from ...model.scores import SEAL, Seal
from ...model.sheet_words import KEY, MAIN_FOLDER, SAID, AskedFact, facts_asked, facts_table
from ...model.units import fold, fold_alike, fold_letters
from ...naming import safe
from ...sealing import UNKNOWN
from ...yamlfile import Text
from ..folders import ReadingOptions, read_folder, sealed_forms
from ..submissions import read_bytes
from ..tree.listing import Entries, FolderLister
from ..tree.stems import Grouped, Stem, group
from ..tree.walker import REFERENCES_FOLDER, TEMPLATES_FOLDER, Layout
from .answers import read_answers
from .files import UnitFiles, is_yaml
from .lists import read_listing, read_rows
from .rulings import read_ruling, read_rulings, read_seals
from .values import symbol_of

SPECIAL = frozenset((MAIN_FOLDER, EVIDENCE, WRITINGS, REFERENCES_FOLDER, TEMPLATES_FOLDER))
ANSWERS_KEY = "daftar_cek"  # in a unit's own YAML: answers, and no facts

_NUMBERED = re.compile(r"(?:[A-Z]|[IVX]+|[0-9]{1,2}(?:\.[0-9]{1,2})*)[.)]\s+\S")
_HEADING_STYLES = ("heading", "judul", "title", "subtitle")


class UnitPlace(Struct, frozen=True):
    """A unit as the names of folders tell it; `entries` is what lies in it beside the units below."""

    path: Path
    level: Level
    name: str
    span: Span | None
    children: tuple[UnitPlace, ...]
    entries: Entries

    def walk(self) -> Iterator[UnitPlace]:
        """This unit and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


class ContentsReader:
    """Reads units of one programme."""

    def __init__(self, program: Program, lister: FolderLister, options: ReadingOptions) -> None:
        self.program = program
        self._list = lister
        self._options = options

    def read(self, places: Sequence[UnitPlace]) -> list[Unit]:
        """The units with everything in them; writings of all are read in one go."""
        every = [one for place in places for one in place.walk()]
        grouped = {place.path: self._writings(place) for place in every}
        layouts = tuple(
            Layout(place.path, SHARE, place.name, stems=grouped[place.path].stems) for place in every
        )
        read: Mapping[Path, tuple[Submission, ...]] = {}
        if any(layout.stems for layout in layouts):
            folder = read_folder(Layout(layouts[0].path, SHARE, children=layouts), None, self._options)
            read = {child.path: tuple(child.submissions) for child in folder.children}
        return [self._proven(self._unit(place, grouped, read)) for place in places]

    def _proven(self, unit: Unit) -> Unit:
        """With the content of its evidence, where a seal holds that: it is read for nothing else."""
        if any(seal.closed and seal.beside for seal in unit.seals.values()):
            return with_evidence(unit, self._list, self._options.cache)
        return replace(unit, children=tuple(map(self._proven, unit.children))) if unit.children else unit

    def _unit(
        self,
        place: UnitPlace,
        grouped: Mapping[Path, Grouped],
        written: Mapping[Path, tuple[Submission, ...]],
    ) -> Unit:
        writings = written.get(place.path, ())
        unit_files = UnitFiles()
        sheets, problems = self._sheets(place, unit_files)
        listings = self._listings(place, unit_files)
        reports = {one.paper: one for one in self._reports(place)}
        facts, fact_problems = self._facts(place, unit_files)
        ruling = read_ruling(place.path, self.program, unit_files)
        rulings = read_rulings(place.path, place.level.code, self.program, ruling, unit_files)
        in_force = self._options.in_force
        seals, misfits = read_seals(place.path, place.level.code, self.program, unit_files, in_force)
        forms, unread = _sealed_forms(place.path, seals.values())
        used = {
            *(file for one in writings for file in one.files),
            *_used(sheets, listings.values(), [ruling, *rulings.values()], reports.values()),
            *(problem.path for problem in problems),
            *self._facts_files(place),
        }
        return Unit(
            place.path,
            place.level,
            place.name,
            place.span,
            children=tuple(self._unit(child, grouped, written) for child in place.children),
            sheets=sheets,
            listings=listings,
            reports=reports,
            writings=writings,
            ruling=ruling,
            rulings=rulings,
            seals=seals,
            sealed_forms=forms,
            seal_problems=misfits,
            facts=facts,
            evidence=frozenset(self._evidence(place)),
            strays=tuple(sorted(self._strays(place, used, grouped[place.path]))),
            problems=(*problems, *fact_problems, *unread, *unit_files.damages.values()),
            outlines=tuple(self._outlines(writings)),
        )

    def _sheets(
        self, place: UnitPlace, unit_files: UnitFiles
    ) -> tuple[tuple[AnswerSheet, ...], tuple[Problem, ...]]:
        sheets: list[AnswerSheet] = []
        problems: list[Problem] = []
        for scheme in self.program.schemes:
            if scheme.level == place.level.code:
                found, wrong = read_answers(place.path, scheme, self.program, unit_files)
                sheets += found
                problems += wrong
        return tuple(sheets), tuple(problems)

    def _listings(self, place: UnitPlace, unit_files: UnitFiles) -> dict[str, Listing]:
        tables = [table for table in self.program.tables if table.level == place.level.code]
        found = {table.code: read_listing(place.path, table, unit_files) for table in tables}
        return {code: listing for code, listing in found.items() if listing is not None}

    def _facts_files(self, place: UnitPlace) -> list[Path]:
        """The unit's own YAML, and its workbook; what counts where they differ comes first."""
        named = [file for file in place.entries.files if fold(file.stem) == fold(place.level.code)]
        files = [file for file in named if file.suffix.casefold() in (*YAML, *WORKBOOKS)]
        return sorted(files, key=lambda file: (not is_yaml(file), file))

    def _facts(
        self, place: UnitPlace, unit_files: UnitFiles
    ) -> tuple[dict[str, Origin], tuple[Problem, ...]]:
        """What the unit says of itself as flat facts: `daftar.satu`; in lists `daftar.0`."""
        facts: dict[str, Origin] = {}
        problems: list[Problem] = []
        first: Path | None = None
        for file in self._facts_files(place):
            data = unit_files.data_of(file)
            if isinstance(data, Problem):
                problems.append(data)
                continue
            read = self._facts_in_yaml if is_yaml(file) else partial(self._facts_in_book, place.level)
            said, wrong = read(file, data)
            problems += wrong
            if first and (keys := _differing(facts, said)):
                values = {"name": file.name, "other": first.name, "keys": Listed.of(keys)}
                place_of = said[keys[0]].place if keys[0] in said else None
                told = Problem(
                    file, file.name, first.name, place_of, "decision_twins", values, kind=Kind.SHEET
                )
                problems.append(told)
            known = {*map(_list_key, facts)}
            facts |= {key: one for key, one in said.items() if _list_key(key) not in known}
            first = first or (file if said else None)
        return facts, tuple(problems)

    def _facts_in_yaml(self, file: Path, data: bytes) -> tuple[dict[str, Origin], list[Problem]]:
        schemes = {one.code for one in self.program.schemes} | {ANSWERS_KEY}
        try:
            typed = yamlfile.read_again(data)
        except UnreadableError as error:
            return {}, [error.of_sheet(file)]
        if not isinstance(typed, dict):
            return {}, [Problem(file, "", place=Place(1, 1), variant="no_mapping", kind=Kind.SHEET)]
        kept = ((key, value) for key, value in typed.items() if key not in schemes)
        return {name: one for key, value in kept for name, one in _flat(file, str(key), value)}, []

    def _facts_in_book(
        self, level: Level, file: Path, data: bytes
    ) -> tuple[dict[str, Origin], list[Problem]]:
        """The rows of a workbook that say anything; a key in several rows is a list, as in YAML."""
        rows, problems = read_rows(file, facts_table(level), data)
        asked = {fold_alike(one.key): one for one in facts_asked(self.program, level)}
        said: dict[str, list[Origin]] = {}
        for row in rows:
            if row.cells.get(SAID):
                problems += _take_fact(row, asked, said)
        facts = {
            f"{key}.{number}" if len(found) > 1 else key: one
            for key, found in said.items()
            for number, one in enumerate(found)
        }
        return facts, problems

    def _evidence(self, place: UnitPlace) -> Iterator[str]:
        """The names of files in `bukti/`; in folders below it with the folder's name before."""
        for folder in place.entries.folders:
            if fold(folder.name) == EVIDENCE:
                for file in _files_below(self._list, folder):
                    yield file.relative_to(folder).as_posix()

    def _reports(self, place: UnitPlace) -> Iterator[Report]:
        for paper in self.program.papers:
            if paper.level == place.level.code:
                for file in _papers(place, paper)[:1]:
                    yield read_report(file, paper, self._options.cache)

    def _outlines(self, writings: Iterable[Submission]) -> Iterator[Report]:
        """Headings and text of writings, which their facts are without, where a programme asks for parts."""
        paper = Paper(WRITINGS, WRITINGS, "", self.program.writing_parts)
        for writing in writings if paper.parts else ():
            if writing.medium is Medium.WRITING:
                yield read_report(writing.path, paper, self._options.cache)

    def _writings(self, place: UnitPlace) -> Grouped:
        """Writings in `tulisan/`, and beside it where the programme has any; strays are those in there."""
        papers = {file for paper in self.program.papers for file in _papers(place, paper)}
        stems: list[Stem] = []
        strays: list[Path] = []
        inside = [folder for folder in place.entries.folders if fold(folder.name) == WRITINGS]
        for folder in inside:
            here = self._list(folder)
            contents = {one: self._list(one).files for one in here.folders}
            found = group(here.files, here.folders, here.locks, contents)
            stems += found.stems
            strays += found.strays
        if self._has_writings(place.level):
            files = [file for file in place.entries.files if file not in papers]
            others = [one for one in place.entries.folders if fold(one.name) not in SPECIAL]
            contents = {one: self._list(one).files for one in others}
            stems += group(files, others, place.entries.locks, contents).stems
        return Grouped(tuple(stems), tuple(strays))

    def _has_writings(self, level: Level) -> bool:
        if any(one.judged == WRITINGS and one.level == level.code for one in self.program.schemes):
            return True
        return self.program.parameters.get(WRITINGS) == "ya" and level == self.program.levels[0]

    def _strays(self, place: UnitPlace, used: set[Path], grouped: Grouped) -> Iterator[Path]:
        """What belongs to nothing in the unit's folder and in the folders that hold one kind of thing."""
        photo_folders = {file.parent for stem in grouped.stems for file in stem.pictures}
        codes = {fold(one.code) for one in self.program.schemes}
        codes |= {fold(one.code) for one in self.program.tables}
        codes |= {fold(one.code) for one in self.program.sittings}
        forms = tuple(f"{fold(safe(one.name))}_" for one in self.program.forms)
        # The register knows what bpkit wrote, unless it was lost or the folder copied without it.
        yield from (
            file
            for file in place.entries.files
            if file not in used and not fold(file.name).startswith((*forms, SEAL))
        )
        yield from (file for file in grouped.strays if file not in used)
        for folder in place.entries.folders:
            if fold(folder.name) == MAIN_FOLDER or fold(folder.name) in codes:
                files = [file for file in _files_below(self._list, folder) if file not in used]
                # Of a sheet or list its reader says what is wrong; a blank one waits for somebody.
                known = (*YAML, *WORKBOOKS)
                yield from (
                    file for file in files if file.suffix.casefold() not in known and file.name != SEAL
                )
            elif fold(folder.name) not in SPECIAL and folder not in photo_folders:
                yield folder


def read_report(file: Path, paper: Paper, cache: Cache) -> Report:
    """A document that is owed: its headings and its text; read once for the same content."""
    data = read_bytes(file)
    if isinstance(data, Problem):
        return Report(paper.code, file, problems=(data,))
    digest = hashlib.sha256(data).hexdigest()
    key = key_of("paper", version_of(cache), paper.code, file.name, digest)
    blob = cache.get(Shelf.FACTS, key)
    known = _REPORTS.decode(blob, file) if blob else None
    if known is not None:
        return known
    report = _read_report(file, data, paper, digest)
    packed = _REPORTS.encode(report, file)
    if packed is not None:
        cache.put(Shelf.FACTS, key, packed)
    return report


_REPORTS = Codec(Report)


def _read_report(file: Path, data: bytes, paper: Paper, digest: str) -> Report:
    from ..documents.content import DocumentPart, paragraphs_in
    from ..documents.writing import READABLE, read_writing, reader_of, whole_kind

    document = read_writing(file, data)
    kind = whole_kind(data, file.name)
    headings: list[str] = []
    if kind in READABLE:
        blocks = reader_of(kind)(file, data).blocks
        margins = (DocumentPart.HEADER, DocumentPart.FOOTER)
        for paragraph in paragraphs_in(block for block in blocks if block.part not in margins):
            text = " ".join(paragraph.text.split())
            if text and _is_heading(text, paragraph.style, bold=paragraph.bold):
                headings.append(text)
    return Report(paper.code, file, tuple(headings), document.text, digest, document.damages)


def _is_heading(text: str, style: str, *, bold: bool) -> bool:
    """Whether a paragraph heads a part: by its style, else a short line in bold, capitals or numbered."""
    if style.startswith(_HEADING_STYLES):
        return True
    if len(text.split()) > LONGEST_HEADING or text.endswith((".", ";", ",")):
        return False
    return bold or text.isupper() or bool(_NUMBERED.match(text)) or text.endswith(":")


def _papers(place: UnitPlace, paper: Paper) -> list[Path]:
    """The files that are this document, by its code or its name."""
    if paper.level != place.level.code:
        return []
    names = {fold_letters(paper.code), fold_letters(paper.name)}
    files = [file for file in place.entries.files if file.suffix.casefold() in DOCUMENTS]
    return [file for file in files if fold_letters(file.stem) in names]


def _sealed_forms(folder: Path, seals: Iterable[Seal]) -> tuple[dict[str, str], list[Problem]]:
    """As `sealed_forms`, of several seals."""
    found = [sealed_forms(folder, seal) for seal in seals]
    forms = {name: digest for digests, _ in found for name, digest in digests.items()}
    return forms, [one for _, unread in found for one in unread]


def with_evidence(unit: Unit, lister: FolderLister, cache: Cache) -> Unit:
    """The unit and those below it with the SHA-256 of whatever lies in `bukti/`, "" of what can't be read."""
    proofs: dict[str, str] = {}
    unread: list[Problem] = []
    for folder in lister(unit.path).folders:
        for file in _files_below(lister, folder) if fold(folder.name) == EVIDENCE else ():
            try:
                proofs[file.relative_to(unit.path).as_posix()] = share.attempt(partial(_digest, file, cache))
            except OSError as error:
                proofs[file.relative_to(unit.path).as_posix()] = UNKNOWN
                unread.append(share.damage_of(error, file))
    children = tuple(with_evidence(child, lister, cache) for child in unit.children)
    return replace(unit, proofs=proofs, problems=(*unit.problems, *unread), children=children)


def _digest(file: Path, cache: Cache) -> str:
    """The SHA-256 of a file, read only where it is not as it was. Raises OSError."""
    facts, begun = file.stat(), time.time_ns()
    if (known := cache.content_of(file, facts)) is not None:
        return known
    digest = share.digest_of(file)
    cache.remember_file(file, facts, digest, begun)
    return digest


def _files_below(lister: FolderLister, folder: Path, depth: int = 3) -> Iterator[Path]:
    here = lister(folder)
    yield from here.files
    for below in here.folders if depth else ():
        yield from _files_below(lister, below, depth - 1)


def _used(
    sheets: Iterable[AnswerSheet],
    listings: Iterable[Listing],
    rulings: Iterable[Ruling | None],
    reports: Iterable[Report],
) -> Iterator[Path]:
    yield from (one.path for one in sheets)
    yield from (file for one in listings for file in one.files)
    yield from (problem.path for one in listings for problem in one.problems)
    yield from (one.path for one in reports)
    yield from (file for one in rulings if one is not None for file in (one.path, *one.files))


def _take_fact(row: Row, asked: Mapping[str, AskedFact], said: dict[str, list[Origin]]) -> Iterator[Problem]:
    """Put what a row says under its key; what is wrong with the row is a problem."""
    text, key, place = row.cells[SAID], row.cells.get(KEY, ""), row.places[SAID]
    fact = asked.get(fold_alike(key))
    key = fact.key if fact else key
    if not key:
        yield Problem(row.path, text, "", place, "fact_without_key", kind=Kind.SHEET)
    elif fact and key in said:
        values = {"first": said[key][0].place.cell or "", "table": row.path.name}
        yield Problem(row.path, key, "", place, "row_twice", values, kind=Kind.SHEET)
    else:
        symbol = symbol_of(text) if fact and fact.kind is ColumnKind.YES_NO else None
        said.setdefault(key, []).append(Origin(row.path, place, symbol.value if symbol else text))


def _list_key(key: str) -> str:
    """The key of a list, of one of its entries."""
    before, _, last = key.rpartition(".")
    return before if before and last.isdecimal() else key


def _differing(one: Mapping[str, Origin], other: Mapping[str, Origin]) -> list[str]:
    """The keys of which both say something, and not the same; a list under its own key."""
    return [key for key, said in _meant(other).items() if _meant(one).get(key, said) != said]


def _meant(facts: Mapping[str, Origin]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for key, origin in facts.items():
        if origin.text.strip():
            meaning = parse_date(origin.text) or symbol_of(origin.text) or fold_alike(origin.text)
            found.setdefault(_list_key(key), []).append(meaning)
    return found


def _flat(file: Path, key: str, value: Any) -> Iterator[tuple[str, Origin]]:
    if isinstance(value, Text):
        yield key, Origin(file, Place(value.line, value.column), str(value).strip())
    elif isinstance(value, dict):
        for inner, below in value.items():
            yield from _flat(file, f"{key}.{inner}", below)
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _flat(file, f"{key}.{index}", below)
