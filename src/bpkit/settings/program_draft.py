"""A new programme file from a few answers: commented, and so that `bpkit program check` accepts it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from .. import yamlfile
from ..errors import ShareError, UserError
from ..figures import exact, whole
from ..model.programs import MAIN, UNIT, WRITINGS, Cycle
from ..model.scores import Scale
from ..model.units import fold
from ..wording import language, say
from .program_faults import WHOLE
from .programs import prove_program


class DraftItem(Struct, frozen=True):
    """An item that somebody named, with its weight if it has one."""

    name: str
    weight: Fraction | None = None


class Draft(Struct, frozen=True):
    """What `bpkit program new` was told."""

    name: str
    cycle: Cycle
    levels: tuple[str, ...]  # from the lowest up
    judged: str  # unit, tulisan, or what is listed in each unit
    scale: Scale
    items: tuple[DraftItem, ...]


def slug(name: str) -> str:
    """A name as a code that may be the name of a file: `Rencana Aksi` is `rencana-aksi`."""
    words = "-".join(re.findall("[a-z0-9]+", name.casefold()))
    return words if words[:1].isalpha() else f"x-{words}".rstrip("-")


def item_of(line: str) -> DraftItem:
    """An item as it was typed: its name, and after a semicolon its weight.

    Raises:
        UserError: what stands after the semicolon is no number above zero.
    """
    name, _, weight = (
        (part.strip() for part in line.rpartition(";")) if ";" in line else (line.strip(), "", "")
    )
    if not weight:
        return DraftItem(name)
    if not re.fullmatch("[0-9]{1,9}([.,][0-9]{1,9})?", weight) or not Fraction(weight.replace(",", ".")):
        raise UserError(say("program.new_weight", weight=weight), say("program.new_item_remedy"))
    return DraftItem(name, Fraction(weight.replace(",", ".")))


def fault_in(items: Sequence[DraftItem]) -> str:
    """What is wrong with items and their weights, in words; nothing where they add up or there are none."""
    names = [fold(item.name) for item in items]
    if twice := next((item.name for i, item in enumerate(items) if names[i] in names[:i]), None):
        return say("program.new_name_twice", name=twice)
    weights = [item.weight for item in items if item.weight is not None]
    if not items:
        return say("program.new_no_items")
    if weights and len(weights) < len(items):
        return say(
            "program.no_weight",
            codes=", ".join(i.name for i in items if i.weight is None),
            combine="rata-rata",
        )
    total = sum(weights, Fraction())
    return say("rubric.weights", total=whole(total)) if weights and total != WHOLE else ""


def scale_of(text: str) -> Scale:
    """A scale as it is typed: `0-100`, or `1-4 / 0,5` with its step.

    Raises:
        UserError: it is none.
    """
    number = r"([0-9]{1,6}(?:[.,][0-9]{1,6})?)"
    found = re.fullmatch(rf"{number}\s*[-–]\s*{number}(?:\s*/\s*{number})?", text.strip())
    parts = [Fraction((part or "1").replace(",", ".")) for part in found.groups()] if found else []
    if not parts or not parts[2] or parts[0] >= parts[1] or (parts[1] - parts[0]) % parts[2]:
        raise UserError(say("program.new_scale_bad", scale=text), say("program.new_scale_remedy"))
    return Scale(*parts)


def write_draft(file: Path, draft: Draft) -> Path:
    """Write the programme file; one that is there is never touched.

    Raises:
        UserError: the file is there, or what was told makes no programme: every fault is named.
        ShareError: it can't be written.
    """
    file = file if file.suffix in (".yaml", ".yml") else file.with_name(file.name + ".yaml")
    text = text_of(draft, slug(file.stem))
    try:
        prove_program(file, yamlfile.read(text.encode()))
    except UserError as error:  # of a file that nobody has seen yet
        raise UserError(error.problem, say("program.new_remedy")) from error
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise UserError(say("program.new_taken", file=file), say("program.new_taken_remedy")) from error
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
    return file


def text_of(draft: Draft, code: str) -> str:
    """The file's text, with comments in the language of this run."""
    is_listed = draft.judged not in (UNIT, WRITINGS)
    judged = slug(draft.judged) if is_listed else draft.judged
    listed = [f"daftar:\n  {judged}:\n    nama: {_quoted(draft.judged)}\n", "    kolom:\n"]
    listed.append("      - {kode: nama, nama: Nama, wajib: ya}\n")
    scale = draft.scale
    return _template().format(
        id=code,
        name=_quoted(draft.name),
        cycle=draft.cycle.value,
        levels="\n".join(_level(name) for name in draft.levels),
        judged=judged,
        table="".join(listed) if is_listed else "",
        scale=f"{{min: {exact(scale.least)}, maks: {exact(scale.most)}, langkah: {exact(scale.step)}}}",
        items="\n".join(_item(i, item) for i, item in enumerate(draft.items, start=1)),
        answers=", ".join(f'"{i}": {exact(one)}' for i, one in enumerate(_answers(draft), start=1)),
        value=exact(_value(draft)),
        middle=exact(_middle(scale)),
        above=_above(draft) if draft.judged == UNIT and len(draft.levels) > 1 else "",
        forms=_forms(draft),
    )


def _template() -> str:
    """The file with places to fill: a text of many lines, so it is no entry of a catalogue."""
    file = Path(__file__).parents[1] / "texts" / f"program_draft.{language()}.txt"
    return file.read_text(encoding="utf-8")


def _level(name: str) -> str:
    code = slug(name)
    return f'  - {{kode: {code}, nama: {_quoted(name)}, folder: "{code} ({{unit}})_({{periode}})"}}'


def _above(draft: Draft) -> str:
    """A judgement for every level but the lowest: the mean of the units below."""
    lines, below = [], MAIN
    for name in draft.levels[1:]:
        code = f"nilai-{slug(name)}"
        lines += [
            f"  {code}:",
            f"    nama: {_quoted(say('program.new_level_name', level=name))}",
            f"    di: {slug(name)}",
            f"    suara: {{unit: {{dari: unit, penilaian: {below}}}}}",
            "    butir_dari: utama",
            "    penetapan: ya",
        ]
        below = code
    return "\n".join((say("program.draft_above"), "penilaian:", *lines, ""))


def _forms(draft: Draft) -> str:
    """A recap of what is judged at each level; writings have forms of their own."""
    levels = {UNIT: draft.levels, WRITINGS: ()}.get(draft.judged, draft.levels[:1])
    lines = []
    for number, name in enumerate(levels):
        shown = f"nilai-{slug(name)}" if number else MAIN
        title = _quoted(say("program.new_form_name", level=name))
        lines.append(
            f"  - {{kode: rekap-{slug(name)}, nama: {title}, di: {slug(name)}, bentuk: xlsx, isi: {shown}}}"
        )
    return "\n".join((say("program.draft_forms"), "formulir:", *lines, "")) if lines else ""


def _item(number: int, item: DraftItem) -> str:
    weight = f", bobot: {exact(item.weight)}" if item.weight is not None else ""
    return f'  - {{kode: "{number}", nama: {_quoted(item.name)}{weight}}}'


def _middle(scale: Scale) -> Fraction:
    """A value of the scale near its middle."""
    return scale.least + (scale.most - scale.least) / scale.step // 2 * scale.step


def _answers(draft: Draft) -> list[Fraction]:
    """Answers for a worked example: full for the first item, the middle for the others."""
    return [draft.scale.most, *(_middle(draft.scale) for _ in draft.items[1:])]


def _value(draft: Draft) -> Fraction:
    weights = [Fraction(1) if item.weight is None else item.weight for item in draft.items]
    answers = zip(weights, _answers(draft), strict=True)
    return sum((weight * answer for weight, answer in answers), Fraction()) / sum(weights)


def _quoted(text: str) -> str:
    """A text as YAML reads it back, whatever signs are in it; JSON's quotation marks are YAML's too."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
