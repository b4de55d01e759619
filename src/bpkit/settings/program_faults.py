"""What a programme file may have wrong beside its shape: each fault with its line, in words.

A programme that could give a wrong number, or could not be carried out, is refused: weights that do not add
up, a band with a gap, a name that means two things, a reference to nothing, an example that comes out wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ..figures import exact, two_decimals, whole
from ..model.programs import (
    ITEM_COLUMN,
    LISTS_NAMED,
    MAIN,
    NUMBER_COLUMN,
    UNIT,
    WRITINGS,
    ColumnKind,
    Combine,
    Item,
    LeafKind,
    Program,
    Scheme,
    Voice,
    VoiceKind,
    Worked,
)
from ..model.units import fold
from ..resources import resource
from ..scoring.evaluation import evaluate
from ..scoring.item_values import Statement, answer_of
from ..wording import say
from .tallies import rounding_faults, tally_faults, unknown
from .typed_file import Mistake, Steps, line_of, nearest

if TYPE_CHECKING:
    from .program_model import BandEntry, ItemEntry, ProgramFile, SchemeEntry, TableEntry

WHOLE = Fraction(100)  # what weights add up to
# Names in a unit's folder that mean something of their own.
TAKEN = ("penilaian", "bukti", "keputusan", MAIN, WRITINGS)
ANSWER_KEYS = ("nilai", "jawab", "bukti", "tanggal", "catatan", "alasan")  # beside an answer on a sheet
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLACEHOLDERS = ("unit", "periode")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|{}]|[. ]$|^ ')  # what Windows allows in no folder's name
HANDED_DOWN = ("jenis", "skala", "bersyarat", "wajib", "tenggat")  # from an item to its short ones
_LEAF_KEYS = (*HANDED_DOWN, "sasaran")
_BRANCH_KEYS = ("gabung", "suara", "predikat")


def faults_of(entry: ProgramFile, program: Program, typed: Any) -> Iterator[Mistake]:
    """Every fault; examples are reckoned only where there is none."""
    found = [*_structure(entry, program, typed)]
    yield from found
    if not found:
        for i, example in enumerate(program.examples):
            yield from _proof(program, example, typed, ("contoh", i))


def _structure(entry: ProgramFile, program: Program, typed: Any) -> Iterator[Mistake]:
    yield from _level_faults(entry, typed)
    yield from _name_faults(entry, typed)
    yield from _table_faults(entry, typed)
    yield from _paper_faults(entry, typed)
    yield from _reference_faults(entry, program, typed)
    for (code, scheme, _), built in zip(entry.schemes_typed(typed), program.schemes, strict=True):
        steps: Steps = () if scheme is entry else ("penilaian", code)
        yield from _scheme_faults(_Case(entry, scheme, built, typed, steps))


def _twice(typed: Any, places: Iterable[tuple[str, Steps]], what: str, kind: str) -> Iterator[Mistake]:
    """Codes or names that mean two things; letter case tells nothing apart, for Windows knows none."""
    seen: dict[str, int] = {}
    for name, steps in places:
        line = line_of(typed, steps)
        if fold(name) in seen:
            words = {"name": name, "what": say(f"program.among_{what}"), "line": seen[fold(name)]}
            yield line, say(f"program.{kind}_twice", **words)
        seen.setdefault(fold(name), line)


# Levels and names --------------------------------------------------------------------------------------


def _level_faults(entry: ProgramFile, typed: Any) -> Iterator[Mistake]:
    levels = entry.tingkat
    for key, kind in (("kode", "code"), ("nama", "name")):
        places = [(getattr(one, key), ("tingkat", i, key)) for i, one in enumerate(levels)]
        yield from _twice(typed, places, "level", kind)
    folders = [one.folder or f"{one.kode} ({{unit}})_({{periode}})" for one in levels]
    for i, folder in enumerate(folders):
        line = line_of(typed, ("tingkat", i, "folder"))
        for fault in _pattern_faults(folder, needs_unit=len(levels) > 1):
            yield line, fault
        for other in range(i):
            if _fits(folder, folders[other]) or _fits(folders[other], folder):
                names = {"name": levels[i].nama, "other": levels[other].nama}
                yield line, say("program.patterns_alike", **names)
    if not any("{periode}" in folder for folder in folders):
        yield line_of(typed, ("tingkat", 0, "folder")), say("program.no_period")


def _pattern_faults(folder: str, *, needs_unit: bool) -> Iterator[str]:
    names = _PLACEHOLDER.findall(folder)
    for name in names:
        if name not in _PLACEHOLDERS:
            yield say("program.placeholder", name=name, near=nearest(name, _PLACEHOLDERS))
    if len(names) > len(set(names)):
        yield say("program.placeholder_twice", folder=folder)
    if needs_unit and "unit" not in names:
        yield say("program.no_unit", folder=folder)
    if not names:
        yield say("program.no_placeholder", folder=folder)
    if _NOT_IN_NAMES.search(_PLACEHOLDER.sub("x", folder)):
        yield say("program.folder_signs", folder=folder)
    if "}{" in folder:
        yield say("program.placeholders_touch", folder=folder)


def _fits(folder: str, other: str) -> bool:
    """Whether a folder named by one pattern could be taken for one of the other."""
    example = _PLACEHOLDER.sub("Contoh", folder)
    parts = [re.escape(part) for part in _PLACEHOLDER.split(other)[::2]]
    return re.fullmatch(".+".join(parts), example, re.IGNORECASE) is not None


def _name_faults(entry: ProgramFile, typed: Any) -> Iterator[Mistake]:
    """Names of files and folders that would mean two things in a unit's folder; those of forms and tasks."""
    in_folder: list[tuple[str, Steps]] = [
        (one.kode, ("tingkat", i, "kode")) for i, one in enumerate(entry.tingkat)
    ]
    for group in ("kebutuhan", "tahapan"):  # forms name them as they name schemes and lists
        in_folder += [(code, (group, code)) for code in getattr(entry, group)]
    for group in ("penilaian", "daftar", "dokumen", "panel"):
        in_folder += [(code, (group, code)) for code in getattr(entry, group)]
        for code in getattr(entry, group):
            if code in TAKEN or (group != "penilaian" and code == UNIT):
                yield line_of(typed, (group, code)), say("program.taken", code=code)
        named = [(one.nama, (group, code, "nama")) for code, one in getattr(entry, group).items() if one.nama]
        yield from _twice(typed, named, group, "name")
    yield from _twice(typed, in_folder, "file", "code")
    for group in ("tugas", "formulir"):
        for key, kind in (("kode", "code"), ("nama", "name")):
            places = [(getattr(one, key), (group, i, key)) for i, one in enumerate(getattr(entry, group))]
            yield from _twice(typed, places, group, kind)


def _table_faults(entry: ProgramFile, typed: Any) -> Iterator[Mistake]:
    for code, table in entry.daftar.items():
        columns = [column.kode for column in table.kolom]
        steps: Steps = ("daftar", code)
        yield from _twice(
            typed, [(one, (*steps, "kolom", i, "kode")) for i, one in enumerate(columns)], "column", "code"
        )
        named = [(one.nama, (*steps, "kolom", i, "nama")) for i, one in enumerate(table.kolom) if one.nama]
        yield from _twice(typed, named, "column", "name")
        for i, key in enumerate(table.kunci):
            if key not in columns:
                yield unknown(typed, (*steps, "kunci", i), "column", key, columns)
        for i, column in enumerate(table.kolom):
            for n, key in enumerate(column.menuntut):
                if key not in columns:
                    yield unknown(typed, (*steps, "kolom", i, "menuntut", n), "column", key, columns)
            if (column.jenis is ColumnKind.CHOICE) != bool(column.pilihan):
                yield line_of(typed, (*steps, "kolom", i)), say("program.choices", code=column.kode)
            if column.rujuk is not None and column.rujuk not in entry.daftar:
                yield unknown(typed, (*steps, "kolom", i, "rujuk"), "daftar", column.rujuk, entry.daftar)
        yield from _carried_faults(table, typed, steps)


def _carried_faults(table: TableEntry, typed: Any, steps: Steps) -> Iterator[Mistake]:
    """What is carried until it is done says by which column, and in which of its words, it is done."""
    if table.lanjut and not table.done_words():
        yield line_of(typed, (*steps, "lanjut")), say("program.never_done")
    columns = {column.kode: column for column in table.kolom}
    for code, words in table.selesai.items():
        if code not in columns:
            yield unknown(typed, (*steps, "selesai", code), "column", code, columns)
            continue
        choices = columns[code].pilihan
        for i, word in enumerate(words):
            if choices and word not in choices:
                yield unknown(typed, (*steps, "selesai", code, i), "choice", word, choices)


def _paper_faults(entry: ProgramFile, typed: Any) -> Iterator[Mistake]:
    """Other headings are those of a part that the document has."""
    for code, paper in entry.dokumen.items():
        parts = (*paper.bagian, *paper.bagian_bila_ada)
        steps: Steps = ("dokumen", code)
        places = [(part, (*steps, "bagian", i)) for i, part in enumerate(paper.bagian)]
        places += [(part, (*steps, "bagian_bila_ada", i)) for i, part in enumerate(paper.bagian_bila_ada)]
        yield from _twice(typed, places, "part", "name")
        for part in paper.sebutan:
            if part not in parts:
                yield unknown(typed, (*steps, "sebutan", part), "part", part, parts)


def _reference_faults(entry: ProgramFile, program: Program, typed: Any) -> Iterator[Mistake]:
    """Levels, templates, lists and schemes that something names and that are not there."""
    levels = [one.kode for one in entry.tingkat]
    places: list[tuple[str | None, Steps]] = [(entry.di, ("di",))]
    for group in ("penilaian", "daftar", "dokumen", "panel"):
        places += [(one.di, (group, code, "di")) for code, one in getattr(entry, group).items()]
    for group in ("tugas", "formulir"):
        places += [(one.di, (group, i, "di")) for i, one in enumerate(getattr(entry, group))]
    for level, steps in places:
        if level is not None and level not in levels:
            yield unknown(typed, steps, "level", level, levels)
    contents = [*(one.code for one in program.schemes), *entry.daftar, *entry.dokumen]
    contents += [*entry.kebutuhan, *entry.tahapan]
    yield from _form_faults(entry, program, contents, typed)
    for code, panel in entry.panel.items():
        if panel.tentang not in contents:
            yield unknown(typed, ("panel", code, "tentang"), "content", panel.tentang, contents)
    for key in LISTS_NAMED:
        code = entry.ketentuan.get(key, "")
        if code and code not in entry.daftar:
            yield unknown(typed, ("ketentuan", key), "daftar", code, entry.daftar)
    yield from _calendar_faults(entry, typed)
    yield from tally_faults(entry, typed)


def _form_faults(
    entry: ProgramFile, program: Program, contents: Sequence[str], typed: Any
) -> Iterator[Mistake]:
    """What a form shows is there: a judgement, a list, a document, or a branch of a tree."""
    branches = {item.code for scheme in program.schemes for item in scheme.root.walk() if item.items}
    options = (*contents, *sorted(branches))
    for i, form in enumerate(entry.formulir):
        if form.isi is not None and form.isi not in options:
            yield unknown(typed, ("formulir", i, "isi"), "content", form.isi, options)
        if form.tindak_lanjut is not None and form.tindak_lanjut not in entry.daftar:
            yield unknown(
                typed, ("formulir", i, "tindak_lanjut"), "content", form.tindak_lanjut, entry.daftar
            )
        for column in form.bila:
            columns = [one.kode for one in entry.daftar[form.isi].kolom] if form.isi in entry.daftar else []
            if column not in columns:
                yield unknown(typed, ("formulir", i, "bila", column), "column", column, columns)
        if form.templat and not _template(program, form.templat):
            yield line_of(typed, ("formulir", i, "templat")), say("program.no_template", file=form.templat)


def _calendar_faults(entry: ProgramFile, typed: Any) -> Iterator[Mistake]:
    limits = (("tanggal", 31), ("bulan", 12), ("setiap", 999))
    for i, task in enumerate(entry.tugas):
        for key, most in limits:
            value = getattr(task, key)
            if value is not None and not 1 <= value <= most:
                yield line_of(typed, ("tugas", i, key)), say("program.day", key=key, value=value, most=most)
    for i, form in enumerate(entry.formulir):
        if not 1 <= form.setiap <= 999:
            words = {"key": "setiap", "value": form.setiap, "most": 999}
            yield line_of(typed, ("formulir", i, "setiap")), say("program.day", **words)
    if entry.siklus.jumlah == 0:
        yield line_of(typed, ("siklus", "jumlah")), say("program.day", key="jumlah", value=0, most=999)


def _template(program: Program, name: str) -> bool:
    folders = (resource("templates"), program.file.parent / "templates", program.file.parent)
    return any((folder / name).is_file() for folder in folders)


# One scheme --------------------------------------------------------------------------------------------


class _Case(Struct, frozen=True):
    """One scheme as it was checked, as it was built, as it was typed, and where in the file it stands."""

    file: ProgramFile
    scheme: SchemeEntry
    built: Scheme
    typed: Any
    steps: Steps

    def line(self, *steps: int | str) -> int:
        """The line of something in the scheme."""
        return line_of(self.typed, (*self.steps, *steps))

    @property
    def codes(self) -> list[str]:
        """The codes of all schemes of the file."""
        return [MAIN, *self.file.penilaian]


def _scheme_faults(case: _Case) -> Iterator[Mistake]:
    scheme, root = case.scheme, case.built.root
    yield from _judged_faults(case)
    for name, scale in scheme.skala.items():
        if scale.min >= scale.maks or (scale.maks - scale.min) % scale.langkah:
            values = {"least": whole(scale.min), "most": whole(scale.maks), "step": whole(scale.langkah)}
            yield case.line("skala", name), say("rubric.scale", **values)
    if scheme.suara and len(scheme.suara) > 1:
        yield from _sum_fault(case.line("suara"), [one.bobot for one in scheme.suara.values()])
    for voice in case.built.voices if scheme.suara else ():
        yield from _voice_faults(case, voice)
    if scheme.butir:
        yield from _TreeFaults(case).faults()
    yield from _band_faults(scheme.predikat, root, case.typed, (*case.steps, "predikat"))
    yield from _limit_faults(case)


def _limit_faults(case: _Case) -> Iterator[Mistake]:
    """A passing grade, a rounding table and a duty that mean something."""
    scheme, root = case.scheme, case.built.root
    reach = root.reach()
    if not 1 <= scheme.setiap <= 999:
        words = {"key": "setiap", "value": scheme.setiap, "most": 999}
        yield case.line("setiap"), say("program.day", **words)
    if scheme.nilai_lulus is not None and reach and not reach[0] <= scheme.nilai_lulus <= reach[1]:
        values = {"passing": whole(scheme.nilai_lulus), "least": whole(reach[0]), "most": whole(reach[1])}
        yield case.line("nilai_lulus"), say("program.passing", **values)
    yield from rounding_faults(scheme.pembulatan, case.typed, case.steps)
    if scheme.beban is None and any(leaf.kind is LeafKind.NEED for leaf in root.leaves()):
        yield case.line(), say("program.no_duty")


def _judged_faults(case: _Case) -> Iterator[Mistake]:
    judged, lists, scheme = case.scheme.yang_dinilai, case.file.daftar, case.scheme
    lowest = case.file.tingkat[0].kode
    if judged not in (UNIT, WRITINGS, *lists):
        options = (UNIT, WRITINGS, *lists)
        yield unknown(case.typed, (*case.steps, "yang_dinilai"), "judged", judged, options)
    elif judged in lists and (lists[judged].di or lowest) != case.built.level:
        words = {"code": judged, "level": case.built.level}
        yield case.line("yang_dinilai"), say("program.judged_elsewhere", **words)
    if bool(scheme.butir) == (scheme.butir_dari is not None):
        yield case.line("butir"), say("program.butir_or_from")
    if scheme.butir_dari is not None and not case.built.root.items:
        yield unknown(case.typed, (*case.steps, "butir_dari"), "scheme", scheme.butir_dari, case.codes)


def _voice_faults(case: _Case, voice: Voice) -> Iterator[Mistake]:
    here: Steps = ("suara", voice.code)
    lists, typed_voice = case.file.daftar, (case.scheme.suara or {})[voice.code]
    if voice.kind is VoiceKind.UNITS:
        yield from _units_faults(case, voice)
    elif voice.kind in (VoiceKind.SURVEY, VoiceKind.LIST):
        if voice.table not in lists:
            yield unknown(case.typed, (*case.steps, *here, "tabel"), "daftar", voice.table, lists)
        elif voice.kind is VoiceKind.LIST:
            columns = [column.kode for column in lists[voice.table].kolom]
            for column in (one for one in (ITEM_COLUMN, NUMBER_COLUMN) if one not in columns):
                yield case.line(*here), say("program.list_columns", table=voice.table, column=column)
        elif not voice.items and case.built.root.items:
            yield case.line(*here), say("program.survey_columns", table=voice.table)
    if typed_voice.sampel is not None and voice.kind is not VoiceKind.SURVEY:
        yield case.line(*here, "sampel"), say("program.sample_of_survey")


def _units_faults(case: _Case, voice: Voice) -> Iterator[Mistake]:
    """The scheme whose values are taken is there, and judged on a lower level."""
    here: Steps = ("suara", voice.code)
    if voice.table not in case.codes:
        yield unknown(case.typed, (*case.steps, *here, "penilaian"), "scheme", voice.table, case.codes)
        return
    levels = [one.kode for one in case.file.tingkat]
    level = case.file.penilaian.get(voice.table, case.file).di or levels[0]
    is_known = level in levels and case.built.level in levels
    if is_known and levels.index(level) >= levels.index(case.built.level):
        yield case.line(*here), say("program.units_below", code=voice.table)


def _sum_fault(line: int, weights: Sequence[Fraction]) -> Iterator[Mistake]:
    total = sum(weights, Fraction())
    if total != WHOLE:
        yield line, say("rubric.weights", total=whole(total))


def _band_faults(bands: Sequence[BandEntry], item: Item, typed: Any, steps: Steps) -> Iterator[Mistake]:
    reach = item.reach() or next((one.reach() for one in item.walk() if one.items and one.reach()), None)
    if bands and reach and bands[0].dari > reach[0]:
        values = {"first": whole(bands[0].dari), "least": whole(reach[0])}
        yield line_of(typed, (*steps, 0, "dari")), say("program.band_gap", **values)
    for i, (band, after) in enumerate(pairwise(bands), start=1):
        if after.dari <= band.dari:
            values = {"least": whole(after.dari), "before": whole(band.dari)}
            yield line_of(typed, (*steps, i, "dari")), say("program.band_order", **values)
    if reach and bands and bands[-1].dari > reach[1]:
        values = {"least": whole(bands[-1].dari), "most": whole(reach[1])}
        yield line_of(typed, (*steps, len(bands) - 1, "dari")), say("program.band_beyond", **values)
    named: list[tuple[str, Steps]] = [(band.sebut, (*steps, i, "sebut")) for i, band in enumerate(bands)]
    yield from _twice(typed, named, "band", "name")


class _TreeFaults:
    """The faults of one scheme's tree."""

    def __init__(self, case: _Case) -> None:
        self._scheme, self._built, self._typed, self._steps = case.scheme, case.built, case.typed, case.steps
        self._tasks = [task.kode for task in case.file.tugas]
        self._scales = list(case.scheme.skala or case.file.skala)

    def faults(self) -> Iterator[Mistake]:
        """All of them, and the names and codes that come twice."""
        steps = self._steps
        places = [*self._walk(self._scheme.butir or [], self._built.root.items, steps)]
        yield from _twice(self._typed, [(item.code, at) for _, item, at, _ in places], "item", "code")
        # Words of a short list return below each item, and are told apart by it.
        named = [(item.name, at) for _, item, at, is_short in places if not is_short]
        yield from _twice(self._typed, named, "item", "name")
        yield from self._siblings(self._scheme.gabung, self._scheme.butir or [], steps)
        yield from self._counted(self._built.root, steps)
        for entry, item, at, is_short in places:
            if item.code in ANSWER_KEYS:
                yield line_of(self._typed, at), say("program.taken", code=item.code)
            if not is_short:
                yield from self._item(entry, item, at)
        for voice in self._built.voices if self._scheme.suara else ():
            if voice.kind is VoiceKind.SURVEY and voice.items:
                yield from self._survey(voice.code, voice.items)

    def _walk(
        self, entries: Sequence[ItemEntry], items: Sequence[Item], steps: Steps
    ) -> Iterator[tuple[ItemEntry, Item, Steps, bool]]:
        for i, (entry, item) in enumerate(zip(entries, items, strict=True)):
            at = (*steps, "butir", i)
            yield entry, item, at, item.code != entry.kode
            yield from self._walk(entry.butir or [], item.items, at)

    def _item(self, entry: ItemEntry, item: Item, at: Steps) -> Iterator[Mistake]:
        if item.items:
            yield from self._branch(entry, item, at)
        else:
            yield from self._leaf(entry, item, at)
        yield from self._references(entry, item, at)
        yield from _band_faults(entry.predikat or [], item, self._typed, (*at, "predikat"))

    def _branch(self, entry: ItemEntry, item: Item, at: Steps) -> Iterator[Mistake]:
        is_short = any(
            one.code != below.kode for one, below in zip(item.items, entry.butir or [], strict=True)
        )
        allowed = HANDED_DOWN if is_short else ()
        for key in _LEAF_KEYS:
            if getattr(entry, key) is not None and key not in allowed:
                yield line_of(self._typed, (*at, key)), say("program.leaf_key", key=key, code=item.code)
        if entry.suara is not None:
            voices = [voice.code for voice in self._built.voices]
            for code in entry.suara:
                if code not in voices:
                    yield unknown(self._typed, (*at, "suara", code), "voice", code, voices)
            yield from _sum_fault(line_of(self._typed, (*at, "suara")), list(entry.suara.values()))
        yield from self._siblings(entry.gabung or Combine.MEAN, entry.butir or [], at)

    def _siblings(self, combine: Combine, entries: Sequence[ItemEntry], at: Steps) -> Iterator[Mistake]:
        """Weights are all there and add up, or none is."""
        line = line_of(self._typed, (*at, "butir"))
        weights = [one.bobot for one in entries if one.bobot is not None]
        if combine in (Combine.WEIGHTED, Combine.MEAN):
            if len(weights) < len(entries) and (weights or combine is Combine.WEIGHTED):
                lacking = ", ".join(one.kode for one in entries if one.bobot is None)
                yield line, say("program.no_weight", codes=lacking, combine=combine.value)
            elif weights:
                yield from _sum_fault(line, weights)
        elif weights:
            yield line, say("program.weight_unused", combine=combine.value)
        if combine is Combine.WEIGHTED and any(_may_not_apply(one) for one in entries):
            yield line, say("program.conditional_weight")
        if combine not in (Combine.NONE, Combine.SHARE_OF_YES):
            for i, one in enumerate(entries):
                if one.butir and one.gabung is Combine.NONE:
                    at_item = line_of(self._typed, (*at, "butir", i, "gabung"))
                    yield at_item, say("program.no_total_below", code=one.kode, combine=combine.value)

    def _leaf(self, entry: ItemEntry, item: Item, at: Steps) -> Iterator[Mistake]:
        for key in _BRANCH_KEYS:
            if getattr(entry, key) is not None and key != "suara":
                yield line_of(self._typed, (*at, key)), say("program.branch_key", key=key, code=item.code)
        if item.kind is LeafKind.SCORE and item.scale is None:
            yield self._no_scale(entry, item, at)
        if entry.skala is not None and item.kind is not LeafKind.SCORE:
            yield line_of(self._typed, (*at, "skala")), say("program.scale_unused", code=item.code)
        if entry.sasaran is not None and not 1 <= entry.sasaran.setiap <= 999:
            words = {"key": "setiap", "value": entry.sasaran.setiap, "most": 999}
            yield line_of(self._typed, (*at, "sasaran", "setiap")), say("program.day", **words)
        if (entry.sasaran is not None) and item.kind is not LeafKind.ACHIEVEMENT:
            yield line_of(self._typed, (*at, "sasaran")), say("program.target_unused", code=item.code)

    def _no_scale(self, entry: ItemEntry, item: Item, at: Steps) -> Mistake:
        if entry.skala is not None:
            return unknown(self._typed, (*at, "skala"), "scale", entry.skala, self._scales)
        return line_of(self._typed, at), say("program.no_scale", code=item.code)

    def _references(self, entry: ItemEntry, item: Item, at: Steps) -> Iterator[Mistake]:
        if entry.tenggat is not None and entry.tenggat not in self._tasks:
            yield unknown(self._typed, (*at, "tenggat"), "task", entry.tenggat, self._tasks)
        if entry.skala is not None and item.items and entry.skala not in self._scales:
            yield unknown(self._typed, (*at, "skala"), "scale", entry.skala, self._scales)
        yield from self._counted(item, at)
        for leaf, below in zip(item.items, entry.butir or [], strict=True):
            is_bare = leaf.kind is LeafKind.SCORE and leaf.scale is None and entry.skala is None
            if is_bare and leaf.code != below.kode:
                yield line_of(self._typed, at), say("program.no_scale", code=leaf.code)

    def _counted(self, item: Item, at: Steps) -> Iterator[Mistake]:
        """What is counted is yes or no."""
        for leaf in item.leaves() if item.items and item.combine is Combine.SHARE_OF_YES else ():
            if leaf.kind is not LeafKind.YES_NO:
                yield line_of(self._typed, (*at, "butir")), say("program.share_of_yes", code=leaf.code)

    def _survey(self, voice: str, columns: Sequence[str]) -> Iterator[Mistake]:
        """A survey that weighs something at an item is asked about it, or about all below it."""
        for _, item, at, _ in self._walk(self._scheme.butir or [], self._built.root.items, self._steps):
            if item.voices is not None and voice in item.voices and not _is_asked(item, columns):
                words = {"code": item.code, "voice": voice}
                yield line_of(self._typed, at), say("program.survey_lacks", **words)


def _may_not_apply(entry: ItemEntry) -> bool:
    """Whether all of an item may be out of play."""
    return all(map(_may_not_apply, entry.butir)) if entry.butir else bool(entry.bersyarat)


def _is_asked(item: Item, columns: Sequence[str]) -> bool:
    return item.code in columns or (bool(item.items) and all(_is_asked(one, columns) for one in item.items))


# Worked examples ---------------------------------------------------------------------------------------


def _proof(program: Program, example: Worked, typed: Any, steps: Steps) -> Iterator[Mistake]:
    """The example comes out; a value whose decimals never end may be given with two."""
    scheme = program.scheme(example.scheme)
    if scheme is None:
        codes = [one.code for one in program.schemes]
        yield unknown(typed, (*steps, "penilaian"), "scheme", example.scheme, codes)
        return
    items = {item.code: item for item in scheme.root.walk()}
    lacking = [*_example_references(scheme, items, example, typed, steps)]
    yield from lacking
    if lacking:
        return
    statements = [
        Statement(voice, {code: answer_of(items[code], text) for code, text in row.items()}, str(i))
        for voice, rows in example.answers.items()
        for i, row in enumerate(rows)
    ]
    found = evaluate(scheme, statements)
    for _, problem in found.problems:
        words = {"item": problem.values["item"], "answer": problem.found}
        yield line_of(typed, (*steps, "jawaban")), say("program.example_answer", **words)
    values = {value.item: value for value in found.value.walk()}
    for code, given in example.values.items():
        value, line = values[code].value, line_of(typed, (*steps, "nilai", code))
        name = code or say("program.whole")
        if value is None:
            yield line, say("program.example_none", item=name)
        elif value != given and ("/" not in exact(value) or Fraction(two_decimals(value)) != given):
            yield line, say("program.example_value", item=name, given=whole(given), computed=whole(value))
    for code, band in example.bands.items():
        if values[code].band != band:
            line = line_of(typed, (*steps, "predikat", code))
            words = {
                "item": code or say("program.whole"),
                "given": band,
                "computed": values[code].band or "–",
            }
            yield line, say("program.example_value", **words)


def _example_references(
    scheme: Scheme, items: Mapping[str, Item], example: Worked, typed: Any, steps: Steps
) -> Iterator[Mistake]:
    voices = [voice.code for voice in scheme.voices]
    for voice, rows in example.answers.items():
        if voice not in voices:
            yield unknown(typed, (*steps, "jawaban", voice), "voice", voice, voices)
        for i, row in enumerate(rows):
            for code in row:
                if code not in items:
                    yield unknown(typed, (*steps, "jawaban", voice, i, code), "item", code, items)
    for key, named in (("nilai", example.values), ("predikat", example.bands)):
        for code in named:
            if code not in items:
                yield unknown(typed, (*steps, key, code), "item", code, items)
