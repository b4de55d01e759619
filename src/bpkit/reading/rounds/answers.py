"""Answer sheets of a round: what each person, or all together, answered to the items of a scheme.

A sheet is YAML, or a workbook as `bpkit sheets` makes them and people change them: a row an item, or a row a
thing that is judged and a column an item. Blank answers are not there; whether one is owed, others ask.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ...model.extensions import YAML
from ...model.place import Place
from ...model.problems import Kind, Listed, Problem
from ...model.programs import Item, Program, Scheme
from ...model.rounds import Answer, AnswerSheet
from ...model.sheet_words import (
    ITSELF,
    answer_keys,
    folder_of,
)
from ...model.signs import plain
from ...model.units import fold, fold_alike
from ...yamlfile import Text
from ..fields import Fields, place_of, with_decimals
from ..panel.workbooks.cells import text_cell
from .answer_forms import FormReader
from .drafts import SPOKEN_KEYS, Beside, SheetDraft, SheetReader
from .files import UnitFiles, differing, is_yaml, stem_of
from .items import Items
from .values import files_named

KEYS = (
    "penilaian", "suara", "nama", "penilai", "sepakat", "kesepakatan", "tanggal", "jawaban", "program",
    "sidik_program", "unit", "periode", "catatan",
)  # fmt: skip
VALUE_KEYS = ("nilai", "jawab", "jawaban", "skor")


def read_answers(
    folder: Path, scheme: Scheme, program: Program, unit_files: UnitFiles | None = None
) -> tuple[tuple[AnswerSheet, ...], tuple[Problem, ...]]:
    """The sheets of a scheme in a unit's folder, and the problems that are of no sheet.

    Sheets lie in `penilaian/` or, of further schemes, in a folder with the scheme's code; one may stand in
    the unit's own YAML, which is nobody's: what a sheet says otherwise is a problem, and the YAML counts.
    Two copies of one sheet that say the same count once; of different ones none counts.
    """
    unit_files = unit_files or UnitFiles()
    sheets: list[AnswerSheet] = []
    problems: list[Problem] = []
    for place in unit_files.named(folder, folder_of(scheme)):
        files, damages = unit_files.sheets_in(place)
        problems += damages
        for file in files:
            if fold(file.stem) != "keputusan":
                sheets += _read(file, unit_files.data_of(file), scheme, program)
    for file in unit_files.named(folder, scheme.level, YAML)[:1]:
        for own in _own(file, unit_files.data_of(file), scheme, program):
            sheets = _beside(own, sheets)
    return _settled(sheets), tuple(problems)


def _read(file: Path, data: bytes | Problem, scheme: Scheme, program: Program) -> list[AnswerSheet]:
    if isinstance(data, Problem):
        return [AnswerSheet(file, scheme.code, "", problems=(data,))]
    about = (file, scheme, program, Items(scheme), hashlib.sha256(data).hexdigest())
    found = [_YamlReader(*about).read(data)] if is_yaml(file) else FormReader(*about).read(data)
    return [sheet for sheet in found if sheet.answers or sheet.problems or sheet.who]


def _own(file: Path, data: bytes | Problem, scheme: Scheme, program: Program) -> list[AnswerSheet]:
    """The sheet in the unit's own YAML; what else is wrong with that file, the unit's reader says."""
    if isinstance(data, Problem):
        return []
    fields = Fields.of(file, data, ())
    key = next((key for key in answer_keys(scheme) if key in fields), None)
    if key is None:
        return []
    reader = _YamlReader(file, scheme, program, Items(scheme), hashlib.sha256(data).hexdigest())
    draft = SheetDraft(file, reader.items, own=Fields(file, fields.mapping(key), None))
    reader.take_yaml(draft, fields.mapping(key))
    sheet = reader.sheet(draft, scheme.voices[0].code if scheme.voices else "", ())
    return [sheet] if sheet.answers or sheet.problems else []


_Pair = tuple[str, str]  # the folded thing that is judged, and the item


def _beside(own: AnswerSheet, sheets: list[AnswerSheet]) -> list[AnswerSheet]:
    """The sheets with that of the unit's own YAML: once what both say; where they differ the YAML counts.

    What both say stays on the sheets, with whatever either has beside it; but in the YAML where any sheet
    differs, and where nobody would hear it from the sheets, for others agreed.
    """
    shared = [_shared(own, one) if one.voice == own.voice else {} for one in sheets]
    differ = {pair for found in shared for pair, answers in found.items() if _differ(*answers)}
    agreed = any(len(one.who) > 1 for one in sheets if one.voice == own.voice)
    heard = {
        pair
        for one, found in zip(sheets, shared, strict=True)
        if not agreed or len(one.who) > 1 or one.path.parent == own.path.parent
        for pair in found
    }
    on_sheets, alike = heard - differ, dict[_Pair, Answer]()
    settled = []
    for typed, found in zip(sheets, shared, strict=True):
        stay = {pair: _filled(two, one) for pair, (one, two) in found.items() if pair in on_sheets}
        other = {pair: two for pair, (one, two) in found.items() if _differ(one, two)}
        for pair in found.keys() - other:
            one, two = found[pair]
            alike[pair] = _filled(alike.get(pair, one), two)
        settled.append(_told(_with(typed, {**dict.fromkeys(found), **stay}), own, other))
    left = _with(own, {**alike, **dict.fromkeys(on_sheets)})
    return [*settled, left] if left.answers or left.problems else settled


def _told(sheet: AnswerSheet, own: AnswerSheet, differ: Mapping[_Pair, Answer]) -> AnswerSheet:
    """The sheet with what it says otherwise than the YAML, as one problem."""
    if not differ:
        return sheet
    keys = Listed.of(dict.fromkeys(code for _, code in differ))
    values = {"name": sheet.path.name, "other": own.path.name, "keys": keys}
    at = next(iter(differ.values())).place
    found = Problem(sheet.path, keys, own.path.name, at, "decision_twins", values, kind=Kind.SHEET)
    return replace(sheet, problems=(*sheet.problems, found))


def _with(sheet: AnswerSheet, changed: Mapping[_Pair, Answer | None]) -> AnswerSheet:
    """The sheet with these answers in the place of its own, and without those that are None."""
    left: dict[str, dict[str, Answer]] = {}
    for judged, answers in sheet.answers.items():
        now = {code: changed.get((fold_alike(judged), code), one) for code, one in answers.items()}
        if kept := {code: one for code, one in now.items() if one is not None}:
            left[judged] = kept
    return replace(sheet, answers=left)


def _shared(own: AnswerSheet, sheet: AnswerSheet) -> dict[_Pair, tuple[Answer, Answer]]:
    """What both answer, the YAML's own answer first."""
    named = {fold_alike(judged): answers for judged, answers in sheet.answers.items()}
    return {
        (fold_alike(judged), code): (answer, named[fold_alike(judged)][code])
        for judged, answers in own.answers.items()
        for code, answer in answers.items()
        if code in named.get(fold_alike(judged), {})
    }


def _filled(one: Answer, other: Answer) -> Answer:
    """An answer with what the same one elsewhere has beside it and this one lacks."""
    fields = {**other.fields, **one.fields}
    return replace(one, day=one.day or other.day, evidence=one.evidence or other.evidence, fields=fields)


def _differ(one: Answer, other: Answer) -> bool:
    """Whether two answers to one item are not the same; what stands beside them, where both have it."""
    if (one.value, one.symbol) != (other.value, other.symbol):
        return True
    return bool(
        (one.day and other.day and one.day != other.day)
        or (one.evidence and other.evidence and set(one.evidence) != set(other.evidence))
    )


# Copies ----------------------------------------------------------------------------------------------


def _settled(sheets: list[AnswerSheet]) -> tuple[AnswerSheet, ...]:
    """The sheets, each once: copies by the name of the file, and several of one person."""
    begun = {_stem(sheet) for sheet in sheets if sheet.answers}
    kept = [sheet for sheet in sheets if sheet.answers or sheet.problems or _stem(sheet) not in begun]
    voices = {_person(sheet) for sheet in kept if sheet.answers}
    kept = [sheet for sheet in kept if sheet.answers or sheet.problems or _person(sheet) not in voices]
    for key, variant in ((_stem, "twins"), (_person, "person_twice")):
        groups: dict[Hashable, list[AnswerSheet]] = {}
        for sheet in kept:
            groups.setdefault(key(sheet) if sheet.answers else id(sheet), []).append(sheet)
        parted = [part for group in groups.values() for part in _overlapping(group)]
        one_each, aside, problems = differing(parted, lambda sheet: sheet.path, _said, variant)
        said = {problem.path: problem for problem in problems}
        kept = [*one_each, *(replace(s, answers={}, problems=(*s.problems, said[s.path])) for s in aside)]
    return tuple(sorted(kept, key=lambda sheet: sheet.path))


def _overlapping(group: list[AnswerSheet]) -> list[list[AnswerSheet]]:
    """Sheets of one person about different things or items are no copies, nor a file's tabs of several."""
    things = [
        {(fold_alike(judged), code) for judged, answers in sheet.answers.items() for code in answers}
        for sheet in group
    ]
    apart = sum(map(len, things)) == len(set().union(*things))
    one_file = len({sheet.path for sheet in group}) == 1 and len({_person(one) for one in group}) == len(
        group
    )
    return [[sheet] for sheet in group] if apart or one_file else [group]


def _stem(sheet: AnswerSheet) -> Hashable:
    return stem_of(sheet.path)


def _person(sheet: AnswerSheet) -> Hashable:
    names = tuple(sorted(map(fold_alike, sheet.who)))
    return (sheet.voice, names) if names else sheet.path


def _said(sheet: AnswerSheet) -> Hashable:
    return frozenset(
        (fold_alike(judged), code, answer.value, answer.symbol, answer.evidence, answer.day,
         tuple(sorted(answer.fields.items())), answer.text if _came_to_nothing(answer) else "")
        for judged, answers in sheet.answers.items()
        for code, answer in answers.items()
    )  # fmt: skip


def _came_to_nothing(answer: Answer) -> bool:
    return answer.value is None and answer.symbol is None


# One sheet -------------------------------------------------------------------------------------------


class _YamlReader(SheetReader, frozen=True):
    """Reads one YAML file, or one key of it."""

    def read(self, data: bytes) -> AnswerSheet:
        """The sheet of a YAML file."""
        fields = Fields.of(self.path, data, KEYS)
        draft = SheetDraft(self.path, self.items, own=fields)
        self.check_scheme(draft, fields.text("penilaian"), fields.place("penilaian") or Place(1, 1))
        together = fields.people("sepakat") or fields.people("kesepakatan")
        who = together or _name(fields)
        voice = self.voice(
            draft, fields.text("suara"), fields.place("suara") or Place(1, 1), together=bool(together)
        )
        program = fields.text("sidik_program")
        self.check_program(draft, program, fields.place("sidik_program") or Place(1, 1))
        self.take_yaml(draft, fields.mapping("jawaban"))
        if draft.answers and fields and not who:
            fields.lacks("nama", "penilai", "sepakat", "kesepakatan")
            if "nama" not in fields and not fields.problems:
                fields.add_at("nama", "no_name")
        return self.sheet(draft, voice, who, fields.day("tanggal"))

    def take_yaml(self, draft: SheetDraft, typed: dict[Text, Any]) -> None:
        """Take the answers, of the unit itself or of each thing that is judged."""
        if self.scheme.judged == "unit":
            self._take(draft, ITSELF, self.items.root, typed)
            return
        for judged, answers in typed.items():
            if isinstance(answers, dict):
                self._take(draft, str(judged), self.items.root, answers)
            elif answers != "":
                draft.add("no_answers", str(answers), place_of(judged), judged=str(judged))

    def _take(self, draft: SheetDraft, judged: str, branch: Item, typed: dict[Text, Any]) -> None:
        for key, value in with_decimals(typed).items():
            item = self.items.below(branch, key) or self.items.of(key)
            if item is None:
                self.add_unknown(draft, str(key), place_of(key))
            elif not item.is_leaf:
                if isinstance(value, dict):
                    self._take(draft, judged, item, value)
                elif value != "":
                    draft.add("branch_answered", str(value), place_of(key), item=str(key))
            elif isinstance(value, dict):
                self._take_mapping(draft, judged, item, value)
            elif isinstance(value, list):
                draft.add("not_text", "…", place_of(key), key=str(key))
            elif value.strip():
                draft.put(judged, item, text_cell(plain(value)), place_of(value), Beside())

    def _take_mapping(self, draft: SheetDraft, judged: str, item: Item, typed: dict[Text, Any]) -> None:
        known = dict.fromkeys((*VALUE_KEYS, "bukti", "tanggal", *item.required, *SPOKEN_KEYS))
        typed = with_decimals(typed)
        fields = Fields(self.path, typed, tuple(known), draft.problems)
        key = next((key for key in VALUE_KEYS if key in fields), None)
        evidence = typed.get(Text("bukti"), "")
        named = [*_texts(fields, "bukti")] if isinstance(evidence, list) else [*files_named(str(evidence))]
        others = {code: fields.text(code) for code in known if code not in (*VALUE_KEYS, "bukti", "tanggal")}
        beside = Beside(tuple(named), {c: text for c, text in others.items() if text}, fields.day("tanggal"))
        if key and (text := fields.text(key)):
            draft.put(judged, item, text_cell(text), fields.place(key) or fields.place_of_key(key), beside)


def _name(fields: Fields) -> tuple[str, ...]:
    """The assessor's name: under `nama`, or under `penilai` as a text or with its position."""
    if "nama" in fields:
        return (fields.text("nama"),)
    if fields.place("penilai"):
        return (fields.text("penilai"),)
    name = fields.person("penilai", ("nama", "jabatan")).text("nama") if "penilai" in fields else ""
    return (name,) if name else ()


def _texts(fields: Fields, key: str) -> Iterable[str] | Iterator[str]:
    return (text for text, _ in fields.texts(key) or ())
