"""Letters, minutes and reports of any programme, from templates of Word.

A template uses what it needs of the places here: the head, the outcomes of a scheme (`hasil`), the items of a
unit that is judged itself (`butir`), any list under its code (`rencana_aksi`), what the unit's own YAML says
(`fakta.tuan_rumah`), and the parts of a document (`bagian`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...model.dates import in_words, parse_date
from ...model.programs import ColumnKind, Form, Item, LeafKind, Program, Table
from ...model.rounds import Judgement, Outcome, Ruling, Unit, Value
from ...model.settings import Office
from ...model.tallies import Move, Sum
from ...resources import resource
from ...tallies.needs import need_of, summed, total_of
from ...tallies.stages import progress_of
from ...tallies.words import stage_lines
from ...wording import say
from ..common import DOTS, letterhead, place_and_date, yes_no
from ..templates import FREE, Facts, fill_document
from .needs import move_words
from .sheets import NOT_APPLICABLE, assumptions_of
from .words import (
    amount_words,
    decimal_words,
    is_provisional,
    number_words,
    period_of,
    remark_on,
    target_words,
)

LETTER, REPORT = "surat-umum.docx", "laporan-umum.docx"  # for forms without a template of their own
OUTCOME = ("nomor_urut", "yang_dinilai", "nilai", "predikat", "peringkat", "lulus", "terpilih", "keterangan")
FIGURES = ("satuan", "target", "realisasi")  # of an indicator
ITEM = ("kode", "cabang", "unit", "nama", "nama_pendek", "bobot", *FIGURES, "nilai", "predikat", "keterangan")
PART = ("nama", "isi", "wajib")
NEED = ("tempat", "bidang", "kebutuhan", "ada", "kelebihan", "kekurangan")
MOVE = ("dari", "ke", "bidang", "banyak", "putusan")
WRITING = ("judul", "penulis")
LOOP = ("index", "first", "last", "length")  # of a repeated row


def letter(  # noqa: PLR0913 - what it is about, and on whose paper
    program: Program,
    form: Form,
    unit: Unit,
    judgements: Sequence[Judgement],
    template: Path | None = None,
    office: Office | None = None,
) -> bytes:
    """The form as a Word document; the same arguments give the same bytes.

    Raises:
        UserError: the template has a place that nobody knows, or is no Word document.
        ShareError: it can't be read.
    """
    own = office or Office()
    values = letter_values(program, form, unit, judgements, own)
    values |= letterhead(own, own.knows, next(iter(unit.level.signers), ""))
    inner = {*OUTCOME, *ITEM, *PART, *WRITING, *LOOP}
    inner |= {_place(column.code) for table in program.tables for column in table.columns}
    inner |= {*NEED, *MOVE}
    file = template or resource("templates") / (REPORT if _paper(program, form) else LETTER)
    return fill_document(file, (), values, may_have=(*values, *sorted(inner)))


def letter_values(
    program: Program, form: Form, unit: Unit, judgements: Sequence[Judgement], office: Office
) -> dict[str, Any]:
    """Everything that a template of this programme may ask for, by the names of the places."""
    shown = next((one for one in judgements if form.shows in ("", one.scheme.code)), None)
    ruling = _ruling(program, form, unit)
    day = ruling.day if ruling else None
    values: dict[str, Any] = {_place(table.code): _rows(table, unit, form) for table in program.tables}
    values |= {f"hasil_{_place(one.scheme.code)}": _outcomes(one) for one in judgements}
    values |= {f"butir_{_place(one.code)}": [] for one in program.schemes}
    values |= {f"butir_{_place(one.scheme.code)}": _items(one) for one in judgements}
    values |= _tallied(program, unit)
    for scheme in program.schemes:
        for branch in scheme.root.items:
            values[f"isi_{_place(scheme.code)}_{_place(branch.code)}"] = [one.name for one in branch.leaves()]
    values |= {
        FREE: _facts(unit),
        "waktu": _when(unit),
        "penerima": _recipients(program, form),
        "tulisan": _writings(unit),
        "bukti": sorted(unit.evidence),
        "program": program.name,
        "sumber": program.source,
        "nomor": (ruling.letter if ruling else "") or DOTS,
        "tempat_tanggal": place_and_date(unit.level, unit.name, day, office),
        "perihal": form.name,
        "tingkat": unit.level_name,
        "unit": unit.name,
        "periode": period_of(unit) or DOTS,
        "tanggal_panel": in_words(day) if day else DOTS,
        "kepada": _above(program, unit),
        "catatan": _note(shown),
        "anggapan": assumptions_of(program),
        "disetujui": list(ruling.approved_by) if ruling else [],
        "jabatan": next(iter(unit.level.signers), ""),
        "penanda_tangan": office.knows.name or next(iter(ruling.approved_by if ruling else ()), DOTS),
        "alasan": ruling.reason if ruling else "",
        "nama_hasil": shown.scheme.name if shown else "",
        "hasil": _outcomes(shown) if shown else [],
        "butir": _items(shown) if shown and _is_own(shown) else [],
        "cabang": [one for one in _items(shown) if one["cabang"]] if shown and _is_own(shown) else [],
        "isi_daftar": _rows_below(program, form, unit),
        "bagian": _parts(program, form),
    }
    return values


def _facts(unit: Unit) -> Facts:
    """What the unit's own YAML says, days in words; a list stands under its key as well: `fakta.topik`."""
    found: dict[str, Any] = {_place(key): _worded(source.text) for key, source in unit.facts.items()}
    for key, source in unit.facts.items():
        name, _, number = key.rpartition(".")
        if name and number.isdigit():
            found[_place(name)] = (*found.get(_place(name), ()), _worded(source.text))
    return Facts({key: value for key, value in found.items() if value})


def _worded(text: str) -> str:
    day = parse_date(text)
    return in_words(day) if day else text


def _when(unit: Unit) -> str:
    """`11 s.d. 12 Juni 2010`: the days from the first to the last; dots where nobody told."""
    first, last = (
        parse_date(unit.facts[key].text) if key in unit.facts else None for key in ("mulai", "selesai")
    )
    if first is None or last is None or last <= first:
        return in_words(first) if first else DOTS
    words = in_words(first)
    if first.year == last.year:
        words = words.removesuffix(f" {first.year}")
        words = str(first.day) if first.month == last.month else words
    return f"{words} s.d. {in_words(last)}"


def _recipients(program: Program, form: Form) -> list[str]:
    """To whom a letter goes, or a report has to be sent."""
    paper = _paper(program, form)
    return list(form.recipients or (paper.recipients if paper else ()))


def _writings(unit: Unit) -> list[dict[str, str]]:
    """The writings in a unit's folder, each with its author."""
    return [
        {"judul": one.title, "penulis": one.identity.author.name.text if one.identity.author.name else "–"}
        for one in unit.writings
    ]


def _ruling(program: Program, form: Form, unit: Unit) -> Ruling | None:
    """The ruling of the panel that decides on what the form shows; else the unit's own."""
    codes = [one.code for one in program.sittings if one.level == form.level and one.about == form.shows]
    return unit.rulings.get(codes[0]) if codes else unit.ruling


def _is_own(judgement: Judgement) -> bool:
    return judgement.scheme.judged == "unit"


def _rows_below(program: Program, form: Form, unit: Unit) -> list[dict[str, str]]:
    """The rows of the form's list, of the unit and of those below it, each with its unit's name."""
    table = program.table(form.shows)
    if table is None:
        return []
    return [{**row, "unit": one.name} for one in unit.walk() for row in _rows(table, one, form)]


def _tallied(program: Program, unit: Unit) -> dict[str, Any]:
    """Needs, moves and counted stages under their codes: `bidang_…`, `usulan_…`, `ringkasan_…`."""
    values: dict[str, Any] = {}
    for plan in program.needs:
        need, code = need_of(program, plan, unit), _place(plan.code)
        posts = need.posts
        values[f"tempat_{code}"] = [_sum("tempat", one) for one in summed(posts, "place")]
        values[f"bidang_{code}"] = [_sum("bidang", one) for one in summed(posts, "field")]
        values[f"jumlah_{code}"] = [_sum("tempat", total_of(unit.name, posts))]
        values[f"usulan_{code}"] = [_move(one) for one in need.moves]
        values[f"lanjutan_{code}"] = [_move(one) for one in need.proposals]
    for stages in program.stages:
        progress = progress_of(program, stages, unit)
        values[f"ringkasan_{_place(stages.code)}"] = stage_lines(program, progress)
    return values


def _sum(role: str, one: Sum) -> dict[str, str]:
    numbers = {
        "kebutuhan": one.need,
        "ada": one.there,
        "kelebihan": one.surplus,
        "kekurangan": one.shortage,
    }
    return {role: one.name, **{name: decimal_words(number) for name, number in numbers.items()}}


def _move(one: Move) -> dict[str, str]:
    count = "–" if one.count is None else decimal_words(one.count)
    names = {"dari": one.source, "ke": one.target, "bidang": one.field}
    return {**names, "banyak": count, "putusan": move_words(one)}


def _place(code: str) -> str:
    """A code as a place of a template can have it."""
    return code.replace("-", "_").replace(" ", "_").replace(".", "_")


def _above(program: Program, unit: Unit) -> str:
    """Who the letter goes to: the level above, by name; dots where there is none."""
    codes = [level.code for level in program.levels]
    at = codes.index(unit.level.code) if unit.level.code in codes else len(codes)
    return program.levels[at + 1].name if at + 1 < len(codes) else DOTS


def _note(judgement: Judgement | None) -> str:
    provisional = judgement is not None and is_provisional(judgement.outcomes)
    return say("round_forms.is_provisional") if provisional else ""


def _outcomes(judgement: Judgement) -> list[dict[str, Any]]:
    return [_outcome(judgement, number, one) for number, one in enumerate(judgement.outcomes, start=1)]


def _outcome(judgement: Judgement, number: int, outcome: Outcome) -> dict[str, Any]:
    scheme, total = judgement.scheme, outcome.total
    tied = say("round_forms.tied") if outcome.tied else ""
    remark = "; ".join(filter(None, (remark_on(scheme, total, scheme.root), tied)))
    return {
        "nomor_urut": number,
        "yang_dinilai": outcome.judged or judgement.unit.name,
        "nilai": number_words(scheme.root, total.value, judgement.edges(scheme.root.code)),
        "predikat": total.band or "–",
        "peringkat": "–" if outcome.rank is None else outcome.rank,
        "lulus": "–" if outcome.passed is None else yes_no(outcome.passed),
        "terpilih": yes_no(outcome.selected),
        "keterangan": remark,
    }


def _items(judgement: Judgement) -> list[dict[str, Any]]:
    """Every item of the one outcome, in the order of the tree; the whole comes last."""
    items = {item.code: item for item in judgement.scheme.root.walk()}
    found = []
    for outcome in judgement.outcomes[:1]:
        first, *below = outcome.total.walk()
        found = [_item(judgement, value, items[value.item]) for value in (*below, first)]
    return found


def _item(judgement: Judgement, value: Value, item: Item) -> dict[str, Any]:
    edges = judgement.edges(item.code)
    return {
        "kode": item.code,
        "cabang": bool(item.code and item.items),
        "nama": item.name,
        "nama_pendek": item.short_name or item.name,
        "bobot": "" if item.weight is None else decimal_words(item.weight),
        "satuan": item.target.unit if item.target else "",
        "target": target_words(item, value),
        "realisasi": amount_words(value.actual),
        "nilai": _answer(item, value) or number_words(item, value.value, edges),
        "predikat": value.band or "–",
        "keterangan": "" if _answer(item, value) else remark_on(judgement.scheme, value, item),
    }


def _answer(item: Item, value: Value) -> str:
    """Of a yes or no that everybody answered alike the word; of what does not apply that."""
    if not item.is_leaf or item.kind is not LeafKind.YES_NO:
        return ""
    if value.why == "not_applicable":
        return NOT_APPLICABLE
    return yes_no(bool(value.value)) if value.value in (0, 1) else ""


def _rows(table: Table, unit: Unit, form: Form) -> list[dict[str, str]]:
    """The rows of a list as people read them; what is blank is an empty text.

    A letter that goes out ahead of a period tells of a list that goes on what earlier ones left open.
    """
    rows = unit.rows(table.code)
    if form.ahead and table.carried:
        rows = tuple(row for row in rows if not row.path.is_relative_to(unit.path))
    return [
        {_place(column.code): _shown(column.kind, row.cells.get(column.code, "")) for column in table.columns}
        for row in rows
        if form.shows != table.code or form.is_about(row.cells)
    ]


def _shown(kind: ColumnKind, text: str) -> str:
    if kind is ColumnKind.DATE and (day := parse_date(text)):
        return in_words(day)
    if kind in (ColumnKind.NUMBER, ColumnKind.WHOLE):
        return text.replace(".", ",")
    return text


def _paper(program: Program, form: Form) -> Any:
    return next((paper for paper in program.papers if paper.code == form.shows), None)


def _parts(program: Program, form: Form) -> list[Mapping[str, str]]:
    """The parts that a document must have, and those that it has where there is something to say."""
    paper = _paper(program, form)
    if paper is None:
        return []
    owed = [{"nama": name, "isi": DOTS, "wajib": yes_no(True)} for name in paper.parts]
    return [*owed, *({"nama": name, "isi": DOTS, "wajib": yes_no(False)} for name in paper.optional_parts)]
