"""Programme files: read from YAML, checked at the border, proven against their own worked examples.

A rubric of the POB is a programme too: three levels, months, writings, a weighted sum, a mean of assessors.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import NODEFAULT, Struct, to_builtins
from msgspec.structs import FieldInfo, fields, replace

from .. import limits, share
from ..errors import UserError
from ..levels import levels_in, levels_of, made
from ..model.levels import Levels
from ..model.problems import UnreadableError
from ..model.programs import (
    MAIN,
    WRITINGS,
    Band,
    Column,
    Combine,
    Cycle,
    Form,
    Item,
    LeafKind,
    Level,
    Paper,
    Program,
    Scheme,
    Sitting,
    Table,
    Target,
    Task,
    Voice,
    VoiceKind,
    Worked,
)
from ..model.scores import Instrument, Rubric, Scale
from ..resources import DEFAULT_PROGRAM, program_names, resource
from ..wording import say
from .rubrics import read_rubric, rubric_file
from .tallies import need_plans, roundings, stage_plans
from .typed_file import checked, nearest, read, refused

if TYPE_CHECKING:
    from .program_model import (
        BandEntry,
        FormEntry,
        ItemEntry,
        PaperEntry,
        ProgramFile,
        SchemeEntry,
        TargetEntry,
    )

ASSESSORS = "Penilai"  # in the language of every programme's file; forms have it, whatever the run speaks
# What a branch with a mere list of words below it says of each of them.


def program_file(name_or_path: str, base: Path | None = None) -> Path:
    """Where the programme of that name is, or is to be."""
    if name_or_path in program_names():
        return resource("rubrics") / f"{name_or_path}.yaml"
    return (base or Path()) / name_or_path


def load_program(name_or_path: str, base: Path | None = None) -> Program:
    """The programme of that name, or in that file; a relative path counts from `base`.

    Raises:
        UserError: there is none, or it has faults: every one with file, line and key.
        ShareError: the file can't be read.
    """
    file = program_file(name_or_path, base)
    if not os.path.isfile(file):  # noqa: PTH113 - no name is too long for it
        names = program_names()
        problem = say("program.no_program", name=name_or_path, near=nearest(name_or_path, names))
        raise UserError(problem, say("program.no_program_remedy", names=", ".join(names)))
    return read_program(file)


def read_program(file: Path) -> Program:
    """The programme or rubric in this file; raises as `load_program` does."""
    typed = read(file, say("program.remedy"))
    if isinstance(typed, dict) and "instrumen" in typed:
        return program_of(read_rubric(file))
    return prove_program(file, typed)


def own_levels(name_or_path: str, base: Path | None) -> Levels | None:
    """The levels that the rubric of that name has of its own; None where they are the default programme's.

    Raises:
        UserError: they are not what levels must be: every fault of the rubric or programme, with its line.
        ShareError: the file can't be read.
    """
    file = rubric_file(name_or_path, base)
    if name_or_path == DEFAULT_PROGRAM or not os.path.isfile(file):  # noqa: PTH113 - no name is too long for it
        return None
    try:
        return levels_in(share.read(file, limits.TEXT))
    except (OSError, UnreadableError, ValueError, LookupError, TypeError, AttributeError):
        if b"\ninstrumen" in share.read(file, limits.TEXT):
            return read_rubric(file).levels
        return Levels(read_program(file).levels)


def prove_program(file: Path, typed: Any) -> Program:
    """The programme that was typed in this file, once nothing is found wrong with it.

    Raises:
        UserError: with every fault of the file, one a line.
    """
    from .program_faults import faults_of

    entry = _checked(file, typed)
    program = _program(entry, typed, file)
    if faults := {*islice(faults_of(entry, program, typed), limits.FAULTS + 1)}:
        raise refused(file, faults, say("program.remedy"))
    return program


def _checked(file: Path, typed: Any) -> ProgramFile:
    from .program_model import ProgramFile, expectation

    return checked(file, typed, ProgramFile, expectation, say("program.remedy"))


# What was typed becomes records ------------------------------------------------------------------------


def _program(entry: ProgramFile, typed: Any, file: Path) -> Program:
    lowest = entry.tingkat[0].kode
    schemes: list[Scheme] = []
    for code, scheme, of in entry.schemes_typed(typed):
        schemes.append(_scheme(code, scheme, of, entry, schemes))
    program = Program(
        id=entry.id,
        name=entry.nama,
        source=entry.sumber,
        note=entry.catatan,
        assumptions=tuple(entry.anggapan),
        cycle=entry.siklus.tiap,
        count=entry.siklus.jumlah,
        levels=_levels(entry),
        schemes=tuple(schemes),
        tables=_tables(entry),
        papers=tuple(_paper(code, one, one.di or lowest) for code, one in entry.dokumen.items()),
        tasks=tuple(
            Task(one.kode, one.nama, one.di or lowest, one.tanggal, one.bulan, one.sebelum, one.setiap)
            for one in entry.tugas
        ),
        forms=tuple(_form(one, entry, schemes) for one in entry.formulir),
        families=tuple(entry.aturan),
        examples=_examples(entry),
        file=file,
        parameters=dict(entry.ketentuan),
        sittings=tuple(
            Sitting(code, one.nama, one.di or lowest, one.tentang, one.minimum)
            for code, one in entry.panel.items()
        ),
        needs=need_plans(entry),
        stages=stage_plans(entry),
        writing_parts=tuple(entry.tulisan.bagian),
    )
    return _signed(program)


def _paper(code: str, one: PaperEntry, level: str) -> Paper:
    headings = {part: tuple(words) for part, words in one.sebutan.items()}
    parts = tuple(one.bagian), tuple(one.bagian_bila_ada)
    sent = tuple(one.kirim_ke), tuple(one.dimuat_di)
    return Paper(code, one.nama, level, *parts, one.wajib, headings, *sent)


def _form(one: FormEntry, entry: ProgramFile, schemes: Sequence[Scheme]) -> Form:
    """A form; it shows a scheme, a list or a document, else the branch of a tree that has the code."""
    shows, branch = one.isi or "", ""
    if shows and shows not in (*(of.code for of in schemes), *entry.daftar, *entry.dokumen):
        owner = next((of for of in schemes if any(item.code == shows for item in of.root.walk())), None)
        shows, branch = (owner.code, shows) if owner else (shows, "")
    about = (one.kode, one.nama, one.di or entry.tingkat[0].kode, one.bentuk, one.templat)
    arranged = one.susunan, one.tindak_lanjut or ""
    sent = tuple(one.kepada), one.sebelum_nilai
    return Form(*about, shows, branch, *arranged, one.setiap, dict(one.bila), *sent)


def _levels(entry: ProgramFile) -> tuple[Level, ...]:
    """The levels; what names no pattern of its folders has the usual one."""
    return made(
        [
            one.model_dump() | {"folder": one.folder or f"{one.kode} ({{unit}})_({{periode}})"}
            for one in entry.tingkat
        ]
    ).all


def _examples(entry: ProgramFile) -> tuple[Worked, ...]:
    found = []
    for one in entry.contoh:
        answers = {voice: tuple(rows) for voice, rows in one.jawaban.items()}
        found.append(Worked(one.penilaian or MAIN, answers, one.nilai, one.predikat))
    return tuple(found)


def _scheme(code: str, entry: SchemeEntry, typed: Any, file: ProgramFile, others: Sequence[Scheme]) -> Scheme:
    scales = {name: Scale(one.min, one.maks, one.langkah) for name, one in entry.skala.items()}
    if not scales:
        scales = {name: Scale(one.min, one.maks, one.langkah) for name, one in file.skala.items()}
    items = tuple(_items(entry.butir or (), typed.get("butir") or (), scales, None))
    own = file.nama_penilaian if entry is file else ""
    name = own or entry.nama or file.nama
    root = Item("", name, combine=entry.gabung, items=items)
    lender = next((one for one in others if one.code == entry.butir_dari), None)
    if lender is not None and not items:
        root = _without_voices(lender.root)
    voices = _voices(entry, file, root)
    return Scheme(
        code=code,
        name=name,
        judged=entry.yang_dinilai,
        level=entry.di or file.tingkat[0].kode,
        root=root,
        voices=voices or (Voice("penilai", ASSESSORS),),
        bands=_bands(entry.predikat) or (lender.bands if lender is not None else ()),
        passing=entry.nilai_lulus,
        ranked=entry.peringkat,
        seats=entry.kursi,
        override=entry.penetapan,
        rounding=roundings(entry.pembulatan),
        duty=entry.beban,
        every=entry.setiap,
    )


def _voices(entry: SchemeEntry, file: ProgramFile, root: Item) -> tuple[Voice, ...]:
    found = []
    codes = [item.code for item in root.walk()]
    for code, one in (entry.suara or {}).items():
        table = one.tabel or (code if one.dari in (VoiceKind.SURVEY, VoiceKind.LIST) else "")
        columns = {column.kode for column in file.daftar[table].kolom} if table in file.daftar else set()
        source = one.penilaian or MAIN if one.dari is VoiceKind.UNITS else table
        items = tuple(item for item in codes if item in columns) if one.dari is VoiceKind.SURVEY else ()
        name = one.nama or code[:1].upper() + code[1:].replace("_", " ")
        found.append(Voice(code, name, one.dari, one.bobot, source, items, one.sampel or ""))
    return tuple(found)


def _items(
    entries: Sequence[ItemEntry], typed: Sequence[Any], scales: Mapping[str, Scale], parent: ItemEntry | None
) -> list[Item]:
    found = []
    for entry, one in zip(entries, typed, strict=True):
        is_short = isinstance(one, str)
        told = parent if is_short and parent is not None else entry
        code = f"{parent.kode}.{entry.kode}" if is_short and parent is not None else entry.kode
        below = _items(entry.butir or (), () if is_short else one.get("butir") or (), scales, entry)
        kind = (told.jenis or LeafKind.SCORE) if not below else LeafKind.SCORE
        is_scored = not below and kind is LeafKind.SCORE
        found.append(
            Item(
                code,
                entry.nama,
                entry.nama_pendek,
                entry.uraian,
                tuple(entry.petunjuk),
                entry.bobot,
                entry.gabung or Combine.MEAN,
                tuple(below),
                kind,
                scale_named(told.skala, scales) if is_scored else None,
                bool(told.bersyarat) and not below,
                tuple(told.wajib or ()) if not below else (),
                told.tenggat or "",
                _target(entry.sasaran) if kind is LeafKind.ACHIEVEMENT else None,
                entry.suara,
                entry.anggapan or (is_short and parent is not None and parent.anggapan),
                None if entry.predikat is None else _bands(entry.predikat),
            )
        )
    return found


def scale_named(name: str | None, scales: Mapping[str, Scale]) -> Scale | None:
    """The scale of that name; without a name the only one there is."""
    if name is None:
        return next(iter(scales.values())) if len(scales) == 1 else None
    return scales.get(name)


def _target(entry: TargetEntry | None) -> Target:
    if entry is None:
        return Target()
    lower = entry.arah == "turun"
    rises = entry.waktu == "terakhir" and not lower
    return Target(
        entry.satuan,
        entry.awal,
        entry.target,
        dict(entry.per_periode),
        lower,
        entry.waktu,
        rises if entry.kumulatif is None else entry.kumulatif,
        entry.bagian == "jumlah",
        entry.setiap,
        entry.sampai,
    )


def _bands(entries: Sequence[BandEntry]) -> tuple[Band, ...]:
    return tuple(Band(one.dari, one.sebut) for one in entries)


def _without_voices(item: Item) -> Item:
    """The tree for another scheme, which has voices of its own."""
    return replace(item, voices=None, items=tuple(map(_without_voices, item.items)))


def _tables(entry: ProgramFile) -> tuple[Table, ...]:
    found = []
    for code, one in entry.daftar.items():
        columns = tuple(
            Column(
                column.kode,
                column.nama or column.kode[:1].upper() + column.kode[1:].replace("_", " "),
                column.jenis,
                column.wajib,
                tuple(column.pilihan),
                column.petunjuk,
                names=column.rujuk or "",
                demands=tuple(column.menuntut),
            )
            for column in one.kolom
        )
        level = one.di or entry.tingkat[0].kode
        found.append(
            Table(
                code,
                one.nama,
                level,
                columns,
                tuple(one.kunci),
                one.wajib,
                one.lanjut,
                one.banyak,
                {column: tuple(words) for column, words in one.done_words().items()},
            )
        )
    return tuple(found)


def _signed(program: Program) -> Program:
    """The programme with the SHA-256 of what it says; notes, examples, layout and line ends don't count."""
    aside = dict.fromkeys(("name", "source", "note", "sha256"), "")
    bare = replace(program, file=Path(), assumptions=(), examples=(), **aside)
    facts = to_builtins(_told(bare), enc_hook=str, str_keys=True)
    text = json.dumps(facts, sort_keys=True, ensure_ascii=True)
    return replace(program, sha256=hashlib.sha256(text.encode()).hexdigest())


def _told(value: Any) -> Any:
    """What a record says beyond its defaults: a key that bpkit learns later changes no older programme."""
    if isinstance(value, Struct):
        said = ((one, getattr(value, one.name)) for one in fields(value))
        return {one.name: _told(here) for one, here in said if here != _default(one)}
    if isinstance(value, tuple):
        return [_told(one) for one in value]
    return {key: _told(one) for key, one in value.items()} if isinstance(value, Mapping) else value


def _default(one: FieldInfo) -> Any:
    return one.default if one.default_factory is NODEFAULT else one.default_factory()


# A rubric of the POB -----------------------------------------------------------------------------------


def program_of(rubric: Rubric) -> Program:
    """A rubric as a programme, under the rubric's own fingerprint."""
    levels = tuple(
        replace(
            level,
            panel_minimum=rubric.panel_minimum.get(level.code, level.panel_minimum),
            seats=rubric.named.get(level.code, level.seats),
        )
        for level in levels_of(rubric)
    )
    items = tuple(_instrument_item(one, rubric.scale) for one in rubric.instruments)
    root = Item("", rubric.name, combine=Combine.WEIGHTED, items=items)
    voice = Voice("penilai", ASSESSORS)
    passing = rubric.passing
    judging = next((level for level in levels if level.gated), levels[-1]).code
    scheme = Scheme(MAIN, rubric.name, WRITINGS, judging, root, (voice,), passing=passing, ranked=True)
    answers = tuple({code: str(score) for code, score in row.items()} for row in rubric.example.scores)
    return Program(
        id=rubric.id,
        name=rubric.name,
        source=rubric.source,
        note=rubric.note,
        assumptions=(),
        cycle=Cycle.MONTH,
        count=None,
        levels=levels,
        schemes=(scheme,),
        tables=(),
        papers=(),
        tasks=(),
        forms=(),
        families=("BP",),
        examples=(Worked(MAIN, {"penilai": answers}, {"": Fraction(rubric.example.final)}),),
        file=rubric.file,
        sha256=rubric.sha256,
    )


def _instrument_item(one: Instrument, scale: Scale) -> Item:
    names = one.code, one.name, one.short_name, one.description
    return Item(*names, one.conditions, one.weight, scale=scale)
