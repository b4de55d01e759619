"""An answer sheet while it is read, whatever it is written in: its answers, and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from ...model.hints import nearest
from ...model.place import Place
from ...model.problems import Problem, sheet_problem
from ...model.programs import Item, LeafKind, Program, Scheme, Voice, VoiceKind
from ...model.rounds import Answer, AnswerSheet, Symbol
from ...model.units import Severity, fold, fold_alike
from ..fields import Fields
from ..panel.workbooks.cells import Cell
from .items import Items, expected_of
from .values import AMBIGUOUS, DASH, number_in, words_in

SPOKEN_KEYS = ("alasan", "catatan", "keterangan")  # that may stand beside any answer


class SheetDraft(Struct):
    """A sheet while it is read."""

    path: Path
    items: Items
    own: Fields | None = None
    problems: list[Problem] = field(default_factory=list)
    answers: dict[str, dict[str, Answer]] = field(default_factory=dict)
    first: dict[tuple[str, str], Place] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)  # what is judged, folded -> as typed

    def add(self, variant: str, found: str, place: Place, expected: str = "", **values: str) -> None:
        """Note a problem."""
        self.problems.append(sheet_problem(self.path, variant, found, place, expected, **values))

    def put(self, judged: str, item: Item, cell: Cell, place: Place, beside: Beside) -> None:
        """Take an answer; a second one to the same item is a problem, and then neither counts."""
        judged = self.keys.setdefault(fold_alike(judged), judged)
        known = self.answers.setdefault(judged, {})
        if (judged, item.code) in self.first:
            first = self.first[judged, item.code]
            where = first.cell or str(first.line or "")
            self.add("item_twice", cell.text, place, item=item.code, first=where)
            known.pop(item.code, None)
            return
        self.first[judged, item.code] = place
        value, symbol, ambiguous = valued(item, cell)
        if ambiguous:
            self.add(AMBIGUOUS, cell.text, place, expected_of(item), item=item.code, name=item.name)
        else:
            known[item.code] = Answer(
                cell.text, place, value, symbol, beside.evidence, beside.fields, beside.day
            )


class Beside(Struct, frozen=True):
    """What stands beside an answer."""

    evidence: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None


def valued(item: Item, cell: Cell) -> tuple[Fraction | None, Symbol | None, bool]:
    """The value or the symbol of an answer, and whether it is a number that may be read in two ways.

    What is neither stays a text, and so does a ratio; whoever evaluates it says what is wrong with it.
    """
    symbol = words_in(cell)
    if item.kind is LeafKind.YES_NO:
        return None, symbol, False
    if symbol is Symbol.NOT_APPLICABLE and (item.conditional or cell.text != DASH):
        return None, symbol, False
    found = number_in(cell, "score" if item.kind is LeafKind.SCORE else "amount")
    return (None, None, found == AMBIGUOUS) if isinstance(found, str) else (found, None, False)


class SheetReader(Struct, frozen=True):
    """What is known before a file is opened, and what any sheet has to say of itself."""

    path: Path
    scheme: Scheme
    program: Program
    items: Items
    sha256: str

    def sheet(
        self, draft: SheetDraft, voice: str, who: tuple[str, ...], day: date | None = None
    ) -> AnswerSheet:
        """The sheet that was drafted."""
        own = draft.own.gathered() if draft.own is not None else ()
        problems = (*own, *draft.problems)
        return AnswerSheet(self.path, self.scheme.code, voice, who, draft.answers, day, self.sha256, problems)

    def check_scheme(self, draft: SheetDraft, text: str, place: Place) -> None:
        """A sheet of another scheme that lies in this one's folder."""
        if text and fold_alike(text) not in map(fold_alike, (self.scheme.code, self.scheme.name)):
            draft.add("other_scheme", text, place, self.scheme.name)

    def check_program(self, draft: SheetDraft, sha256: str, place: Place) -> None:
        """A form of another or of an older programme: what it asks may be something else."""
        if sha256 and self.program.sha256 and sha256 != self.program.sha256:
            draft.add("other_program", sha256[:12], place, self.program.sha256[:12], program=self.program.id)
            draft.problems[-1] = replace(draft.problems[-1], severity=Severity.WARNING)

    def voice(self, draft: SheetDraft, text: str, place: Place, *, together: bool) -> str:
        """The code of the voice; the only one where there is one, or the only one that agrees."""
        voices = self.speaking()
        if code := self.voice_code(text):
            return code
        options = ", ".join(voice.code for voice in voices)
        if text:
            near = nearest(fold(text), [fold(voice.code) for voice in voices]) or ""
            draft.add("unknown_voice", text, place, options, near=near, options=options)
            return ""
        agreeing = [voice for voice in voices if (voice.kind is VoiceKind.AGREED) is together] or voices
        if len(agreeing) == 1:
            return agreeing[0].code
        if voices:
            draft.add("no_voice", "", place, options, options=options)
        return ""

    def voice_code(self, text: str) -> str | None:
        """The code of the voice that a text names; of the only one where nothing is said."""
        voices = self.speaking()
        if not text and len(voices) == 1:
            return voices[0].code
        named = (v.code for v in voices if fold_alike(text) in (fold_alike(v.code), fold_alike(v.name)))
        return next(named, None) if text else None

    def speaking(self) -> tuple[Voice, ...]:
        """The voices that hand in sheets; others have lists, or come from the units below."""
        return tuple(
            voice for voice in self.scheme.voices if voice.kind in (VoiceKind.ASSESSORS, VoiceKind.AGREED)
        )

    def add_unknown(self, draft: SheetDraft, text: str, place: Place) -> None:
        """Note that no item is called so."""
        near = self.items.near(text)
        draft.add("unknown_item" if near else "stray_item", text, place, near, near=near)
