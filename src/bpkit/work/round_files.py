"""What bpkit writes into the folders of units: sheets, lists, forms, letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .. import share
from ..cache.store import key_of
from ..cache.version import version_of
from ..errors import RefusedError, ShareError, UserError
from ..model.calendar import comes_up
from ..model.extensions import WORKBOOKS, YAML
from ..model.folder_pattern import pattern_for
from ..model.outcomes import WrittenForm as Written
from ..model.problems import Finding
from ..model.programs import (
    UNIT,
    WRITINGS,
    Arrangement,
    Form,
    Item,
    Program,
    Scheme,
    Sitting,
    Table,
    Voice,
    VoiceKind,
)
from ..model.rounds import AnswerSheet, Judgement, RoundResult, Unit, UnitResult
from ..model.scores import Seal
from ..model.settings import Office
from ..model.sheet_words import AskedFact, facts_asked, folder_of
from ..model.spans import name_of
from ..model.units import fold
from ..naming import provisional_name, safe
from ..people.names import person, same_person
from ..reading.rounds.files import UnitFiles
from ..reading.rounds.rulings import home_of
from ..resources import resource
from ..rules.rounds import unit_title
from ..sealing import number_of
from ..share.locking import locked, made_folder
from ..share.placing import write_atomically
from ..share.publishing import Register, publish, retire
from ..tallies import has_tally
from ..wording import say, speaking
from .recapping import Making, made_once, own_template, refuse
from .rounds import RoundWork

RULINGS = {".xlsx": "Keputusan.xlsx", ".yaml": "keputusan.yaml"}
BLANK = "Penilai"  # a blank copy is called `Penilai 1`, until somebody writes a name on it


class FilesWritten(Struct, frozen=True):
    """What a run wrote, and why a file could not be written."""

    result: RoundResult
    files: tuple[Written, ...]
    refused: tuple[str, ...] = ()


# Sheets ----------------------------------------------------------------------------------------------


def make_round_sheets(
    work: RoundWork, people: Sequence[str], suffix: str, output: Path | None
) -> list[Written]:
    """Write the sheets and lists of the given unit that are missing; one that exists is never touched.

    Raises:
        UserError: the given path is no unit's folder, or nothing is judged at its level.
        ShareError, LockedError: they can't be written.
    """
    unit = the_unit(work)
    schemes = [one for one in work.program.schemes if one.level == unit.level.code]
    tables = [one for one in work.program.tables if one.level == unit.level.code]
    asked = _asked(work, unit)
    if not schemes and not tables and not asked:
        levels = ", ".join(dict.fromkeys(one.level for one in work.program.schemes))
        problem = say("round.nothing_judged", level=unit.level.name)
        raise UserError(problem, say("round.nothing_judged_remedy", levels=levels))
    folder = unit.path if output is None else output.absolute()
    made: list[Written] = []
    with locked(made_folder(output) or work.root):
        for scheme in (one for one in schemes if comes_up(one.every, unit.span)):
            for voice in scheme.voices:
                if voice.kind.has_sheets:
                    made += _sheets(
                        work, unit, scheme, voice, _people(work, unit, voice, people), suffix, folder
                    )
        for table in tables:
            if table.code not in unit.listings:
                made.append(_new(folder / f"{table.code}{suffix}", partial(_list, work, unit, table, suffix)))
        if asked and not UnitFiles().named(unit.path, unit.level.code, (*YAML, *WORKBOOKS)):
            made.append(
                _new(folder / f"{unit.level.code}{suffix}", partial(_facts, work, unit, asked, suffix))
            )
        made += _rulings(work, unit, suffix, folder)
    return made


def _rulings(work: RoundWork, unit: Unit, suffix: str, folder: Path) -> Iterator[Written]:
    """The decisions that panels of the unit's level have yet to write: each panel has a file of its own.

    Where the programme names no panels, there is one for values and orders that it leaves to whoever judges.
    """
    program, level = work.program, unit.level.code
    panels = {one.code: one for one in program.sittings if one.level == level}
    left = [one for one in program.schemes if one.level == level and (one.override or one.ranked)]
    if not panels and left and unit.ruling is not None:
        yield Written(unit.ruling.path, "unchanged")
    elif not panels and left:
        yield _new(folder / RULINGS[suffix], partial(_ruling, work, unit, left, "", suffix))
    for code, panel in panels.items():
        if code in unit.rulings:
            yield Written(unit.rulings[code].path, "unchanged")
        else:
            first = next(iter(panels)) == code
            about = [
                one for one in left if one.code == panel.about or (first and not _has_panel(one, panels))
            ]
            home = home_of(unit.path, level, program, code).relative_to(unit.path)
            file = folder / home / RULINGS[suffix]
            yield _new(file, partial(_ruling, work, unit, about, panel.name, suffix))


def _has_panel(scheme: Scheme, panels: Mapping[str, Sitting]) -> bool:
    return any(one.about == scheme.code for one in panels.values())


@speaking("id")
def _ruling(work: RoundWork, unit: Unit, schemes: Sequence[Scheme], panel: str, suffix: str) -> bytes:
    from ..forms.rounds.list_sheets import ruling_form
    from ..forms.rounds.yaml_sheets import ruling_yaml

    judgements = [one for one in work.judgements(unit) if one.scheme in schemes]
    if suffix == ".yaml":
        return ruling_yaml(work.program, judgements, panel, **_whose(unit)).encode()
    return ruling_form(work.program, judgements, panel, **_whose(unit))


def _people(work: RoundWork, unit: Unit, voice: Voice, given: Sequence[str]) -> Sequence[str]:
    panels = work.settings.panels.items()
    expected = next((names for name, names in panels if fold(name) == fold(unit.name)), ())
    names = given or expected
    if voice.kind is VoiceKind.AGREED:
        return [voice.name]
    return names or [f"{BLANK} {number}" for number in range(1, unit.level.panel_minimum + 1)]


def _sheets(  # noqa: PLR0913 - whose sheet, of what, and where it goes
    work: RoundWork,
    unit: Unit,
    scheme: Scheme,
    voice: Voice,
    people: Sequence[str],
    suffix: str,
    folder: Path,
) -> Iterator[Written]:
    papers = _working_papers(work.program, scheme)
    if papers and suffix == ".xlsx" and voice.kind in (VoiceKind.ASSESSORS, VoiceKind.AGREED):
        yield from _blank_papers(work, unit, scheme, voice, people, papers, folder)
        return
    several = sum(one.kind.has_sheets for one in scheme.voices) > 1
    inside = folder_of(scheme)
    for who in people:
        known = next((one for one in unit.sheets if _is_of(one, scheme, voice, who)), None)
        if known is not None:
            yield Written(known.path, "unchanged")
            continue
        stem = f"Lembar {safe(who)}" + (f" ({safe(voice.name)})" if several and who != voice.name else "")
        named = "" if who.startswith(f"{BLANK} ") or voice.kind is VoiceKind.AGREED else who
        yield _new(
            folder / inside / f"{stem}{suffix}", partial(_sheet, work, unit, scheme, voice, named, suffix)
        )


@speaking("id")
def _sheet(  # noqa: PLR0913 - whose sheet, of what, and in which format
    work: RoundWork, unit: Unit, scheme: Scheme, voice: Voice, who: str, suffix: str
) -> bytes:
    from ..forms.rounds.sheets import answer_form
    from ..forms.rounds.yaml_sheets import answer_yaml

    make = answer_yaml if suffix == ".yaml" else answer_form
    made = make(work.program, scheme, judged_in(unit, scheme), voice, who, **_whose(unit))
    return made.encode() if isinstance(made, str) else made


def _asked(work: RoundWork, unit: Unit) -> tuple[AskedFact, ...]:
    """What the programme and its letters want to know of a unit itself."""
    from ..forms.templates import free_names

    letters = (form for form in work.program.forms if form.level == unit.level.code and form.kind == "docx")
    templates = (file for form in letters if (file := template_of(work, form)))
    names = (name for file in templates for name in free_names(file))
    return facts_asked(work.program, unit.level, names)


@speaking("id")
def _facts(work: RoundWork, unit: Unit, asked: Sequence[AskedFact], suffix: str) -> bytes:
    from ..forms.rounds.list_sheets import facts_form
    from ..forms.rounds.yaml_sheets import facts_yaml

    if suffix == ".yaml":
        return facts_yaml(work.program, unit.level, asked).encode()
    return facts_form(work.program, unit.level, asked, **_whose(unit))


@speaking("id")
def _list(work: RoundWork, unit: Unit, table: Table, suffix: str) -> bytes:
    """A list to be filled in, with the rows that it carries from the periods before."""
    from ..forms.rounds.list_sheets import list_form
    from ..forms.rounds.yaml_sheets import list_yaml

    rows = [row.cells for row in work.with_carried(unit).rows(table.code)]
    if suffix == ".yaml":
        return list_yaml(work.program, table, rows).encode()
    return list_form(work.program, table, rows, **_whose(unit))


def _working_papers(program: Program, scheme: Scheme) -> list[Form]:
    """The forms that are handed out in the place of a sheet, and come back as one."""
    return [
        form
        for form in program.forms
        if form.arrangement is Arrangement.WORKING_PAPER
        and form.shows == scheme.code
        and form.level == scheme.level
    ]


def _blank_papers(  # noqa: PLR0913 - whose papers, of what, and where they go
    work: RoundWork,
    unit: Unit,
    scheme: Scheme,
    voice: Voice,
    people: Sequence[str],
    papers: Sequence[Form],
    folder: Path,
) -> Iterator[Written]:
    inside = folder / folder_of(scheme)
    for who in people:
        named = "" if who.startswith(f"{BLANK} ") or voice.kind is VoiceKind.AGREED else who
        for form in papers:
            branch = next((one for one in scheme.root.walk() if one.code == form.branch), scheme.root)
            leaves = {one.code for one in branch.leaves()}
            begun = next(
                (one for one in unit.sheets if _is_of(one, scheme, voice, who) and _has(one, leaves)), None
            )
            if begun is not None:
                yield Written(begun.path, "unchanged")
                continue
            about = (work, unit, scheme, branch, voice, named)
            yield _new(inside / f"{safe(form.name)} {safe(who)}.xlsx", partial(_blank_paper, *about))


def _blank_paper(  # noqa: PLR0913 - whose paper, and of what
    work: RoundWork, unit: Unit, scheme: Scheme, branch: Item, voice: Voice, who: str
) -> bytes:
    from ..forms.rounds.sheets import answer_form, narrowed_scheme

    with speaking("id"):
        part = narrowed_scheme(scheme, branch)
        return answer_form(work.program, part, judged_in(unit, scheme), voice, who, **_whose(unit))


def _has(sheet: AnswerSheet, leaves: set[str]) -> bool:
    """Whether a sheet answers any of these items, or none of any."""
    return not sheet.answers or any(leaves & set(answers) for answers in sheet.answers.values())


def _is_of(sheet: AnswerSheet, scheme: Scheme, voice: Voice, who: str) -> bool:
    if sheet.scheme != scheme.code or sheet.voice != voice.code:
        return False
    return voice.kind is VoiceKind.AGREED or any(same_person(person(one), person(who)) for one in sheet.who)


def _new(target: Path, data: Callable[[], bytes]) -> Written:
    """A file under a name that nothing has; one that is there stays."""
    if share.exists(target):
        return Written(target, "unchanged")
    write_atomically(target, data())
    return Written(target, "written")


def judged_in(unit: Unit, scheme: Scheme) -> list[str]:
    """What a scheme judges in a folder: writings, or rows of a list; none where it is the unit itself."""
    if scheme.judged == UNIT:
        return []
    if scheme.judged == WRITINGS:
        return [writing.title for writing in unit.writings]
    return [next(iter(row.cells.values()), "") for row in unit.rows(scheme.judged) if row.cells]


# Forms and letters -----------------------------------------------------------------------------------


def recap_round(work: RoundWork, output: Path | None) -> FilesWritten:
    """Write the workbooks of every unit at and below the given path.

    Raises:
        LockedError: another bpkit is writing.
        ShareError: nothing can be written at all; what keeps a single form from it is in the answer.
    """
    with locked(made_folder(output) or work.root):
        writer = _Writer(work, output)
        for one in work.result.walk():
            whole = replace(one, unit=work.with_carried(one.unit))
            for form in _forms(work.program, one.unit, "xlsx"):
                if not _has_content(work.program, form, whole):
                    continue
                writer.put(one, form, writer.recap(form, whole))
    return writer.written()


def sealed_forms_of(work: RoundWork, sitting: Sitting, result: UnitResult, number: str) -> dict[str, str]:
    """Write the forms that show what a panel decides on, with the number of its seal: SHA-256 by name.

    Letters only where there is one already: when they go out is for people to say.

    Raises:
        ShareError: one of them can't be written; then nothing is to be sealed.
    """
    unit = result.unit
    whole = replace(result, unit=work.with_carried(unit))
    writer = _Writer(work, None, number)
    for form in (one for one in work.program.forms if one.shows == sitting.about):
        if form.level != unit.level.code or not comes_up(form.every, unit.span):
            continue
        if form.kind == "docx":
            if share.is_file(unit.path / f"{form_stem(form, unit)}.{form.kind}"):
                writer.put(result, form, writer.letter(form, whole))
        elif _has_content(work.program, form, whole):
            writer.put(result, form, writer.recap(form, whole))
    if writer.refused:
        raise ShareError("\n".join(writer.refused))
    kept = [one.path for one in writer.files if share.exists(one.path)]
    return {path.name: sha256(share.read(path)).hexdigest() for path in kept}


def letter_round(work: RoundWork, output: Path | None) -> FilesWritten:
    """Write the letters and Word reports of the given unit.

    Raises:
        UserError: the path is no unit's folder, or its level has no letters.
        RefusedError: what decides is not settled: every cause is named. Letters that go out before anything
            is judged are written all the same; then the causes are in the answer.
        ShareError, LockedError: they can't be written.
    """
    unit = the_unit(work)
    result = next(one for one in work.result.walk() if one.unit.path == unit.path)
    letters = _forms(work.program, unit, "docx")
    forms = [one for one in letters if _is_asked_for(work.program, one, unit)]
    if letters and not forms:
        names = ", ".join(one.name for one in letters)
        raise UserError(say("round.nothing_to_tell", names=names), say("round.nothing_to_tell_remedy"))
    if not forms:
        problem = say("round.no_letters", level=unit.level.name)
        raise UserError(problem, say("round.no_letters_remedy"))
    waiting = [form for form in forms if not form.ahead]
    causes = unsettled(result) if waiting else []
    if len(waiting) == len(forms):
        refuse(causes, work.path, "round.no_letter")
    whole = replace(result, unit=work.with_carried(unit))
    with locked(made_folder(output) or work.root):
        writer = _Writer(work, output)
        for form in forms:
            if causes and form in waiting:
                writer.refused.append(_why_held(form, causes, work.path))
                continue
            writer.put(result, form, writer.letter(form, whole))
    return writer.written()


def _why_held(form: Form, causes: Sequence[Finding], given: Path) -> str:
    """Why one letter of several was not written."""
    try:
        refuse(causes, given, "round.no_letter")
    except RefusedError as refusal:
        return f"{form.name}: {refusal.problem}"
    return ""


def unsettled(result: UnitResult) -> list[Finding]:
    """What keeps a letter from going out: what disturbs the unit, and values that are provisional."""
    blank = [one for one in result.findings if one.code == "BP870"]
    return [*result.causes, *(one for one in blank if one.key not in {cause.key for cause in result.causes})]


def template_of(work: RoundWork, form: Form) -> Path | None:
    """The user's own template of a form, else the programme's; None where bpkit lays it out."""
    if not form.template:
        return None
    places = (work.program.file.parent / form.template, resource("templates") / form.template)
    own = own_template(work.settings.templates, form.template)
    return own or next((one for one in places if one.is_file()), None)


def form_stem(form: Form, unit: Unit) -> str:
    """The name of a form without its extension: `Rekap Unit_Dinas Pendidikan_(2013)`."""
    whose = f"_{safe(unit.name)}" if unit.name else ""
    return f"{safe(form.name)}{whose}_({name_of(unit.span) if unit.span else '-'})"


class _Writer:
    """Brings forms onto the share, each whole or not at all, and never over a person's work."""

    def __init__(self, work: RoundWork, output: Path | None, number: str = "") -> None:
        """`number` is that of the seal that is about to be made, which holds all that is written."""
        self.work = work
        self.number = number
        self.output = output.absolute() if output else None
        self.register = Register(self.output or work.root, makes_folders=output is not None)
        self.cache = work.cache()
        self.files: list[Written] = []
        self.refused: list[str] = []
        self._version = version_of(self.cache, ())
        self._program = repr(work.program)
        self._told: dict[int, bytes] = {}

    def recap(self, form: Form, whole: UnitResult) -> Making:
        """A workbook of a unit with what its lists carried on, and with the periods before it."""
        from ..forms.rounds.recap import recap_form

        unit, judged = whole.unit, whole.judgements
        past = [one for before in self.work.earlier(unit) for one in self.work.judgements(before)]
        office, is_open = self._office(unit), _is_open(form, whole)
        make = partial(recap_form, self.work.program, form, unit, judged, past, office, provisional=is_open)
        return Making(make, (*self.told(form, unit, [*judged, *past]), office, is_open))

    def letter(self, form: Form, whole: UnitResult) -> Making:
        """A letter or report of such a unit."""
        from ..forms.rounds.letters import letter

        template = template_of(self.work, form)
        office = self._office(whole.unit)
        make = partial(letter, self.work.program, form, whole.unit, whole.judgements, template, office)
        return Making(make, (*self.told(form, whole.unit, whole.judgements), office), template)

    def _office(self, unit: Unit) -> Office:
        return self.work.settings.office(unit.level, unit.name)

    def told(self, form: Form, unit: Unit, judgements: Sequence[Judgement]) -> tuple[object, ...]:
        """Everything that a form is made of, so that it is made anew only where any of it changed."""
        return (self._program, form, _fingerprint(unit), [self._of(one) for one in judgements])

    def _of(self, judgement: Judgement) -> bytes:
        """A judgement in short; those of many periods are asked for again in every period after."""
        if id(judgement) not in self._told:
            earlier = self._of(judgement.earlier) if judgement.earlier else b""
            own = repr((judgement.scheme.code, judgement.outcomes, judgement.problems))
            self._told[id(judgement)] = key_of(own, _fingerprint(judgement.unit), earlier)
        return self._told[id(judgement)]

    def put(self, result: UnitResult, form: Form, making: Making) -> None:
        """One form; from what is provisional it lies under a name of its own, until the values are whole."""
        unit = result.unit
        name = f"{form_stem(form, unit)}.{form.kind}"
        folder = unit.path
        if self.output is not None:
            folder = self.output / unit.path.relative_to(self.work.path)
        try:
            is_open = _is_open(form, result)
            shown = provisional_name(name) if is_open else name
            making = replace(making, number=self.number or _number_in(self.work, form, unit))
            with speaking("id"):
                data = made_once(making, folder / shown, self.cache, self._version)
            sealed = not self.number and _is_sealed(self.work, form, unit)
            published = publish(folder / shown, data, self.register, sealed=sealed)
            self.files.append(Written(published.path, published.status.value, unit.path))
            gone = [] if is_open else [*retire(folder / provisional_name(name), self.register)]
            self.files += [Written(one.path, one.status.value, unit.path) for one in gone]
            if gone:
                self.register.save()
        except RefusedError:
            raise
        except ShareError as error:  # one form that is open in Excel must not keep the others from it
            self.refused.append(f"{error.problem} {error.remedy}".strip())

    def written(self) -> FilesWritten:
        """What came of it."""
        self.cache.close()
        return FilesWritten(self.work.result, tuple(self.files), tuple(self.refused))


def _fingerprint(unit: Unit) -> bytes:
    """A unit in short, the same for the same facts: sets are told in one order."""
    own = repr(replace(unit, children=(), evidence=frozenset()))
    return key_of(own, *sorted(unit.evidence), *map(_fingerprint, unit.children))


def _is_open(form: Form, result: UnitResult) -> bool:
    """Whether what a form shows may still change; a blank elsewhere in the folder changes nothing of it."""
    if form.ahead:
        return False
    own = [one for one in result.judgements if one.scheme.code == form.shows]
    if own or form.shows in result.unit.listings:
        return bool(result.causes) or any(one.total.provisional for judged in own for one in judged.outcomes)
    return result.provisional


def _is_sealed(work: RoundWork, form: Form, unit: Unit) -> bool:
    """Whether the panel that decides on what a form shows has sealed it."""
    return any(seal.closed for seal in _seals_on(work, form, unit))


def _number_in(work: RoundWork, form: Form, unit: Unit) -> str:
    """The number of the seal on what a form shows; empty where none holds."""
    return next((number_of(one) for one in _seals_on(work, form, unit) if one.closed and one.readable), "")


def _seals_on(work: RoundWork, form: Form, unit: Unit) -> list[Seal]:
    """The seals of the panels that decide on what a form shows, the last panel's first."""
    codes = [one.code for one in work.program.sittings if one.about == form.shows and one.level == form.level]
    return [unit.seals[code] for code in reversed(codes) if code in unit.seals]


def _forms(program: Program, unit: Unit, kind: str) -> list[Form]:
    own = [form for form in program.forms if form.level == unit.level.code and form.kind == kind]
    return [form for form in own if comes_up(form.every, unit.span)]


def _is_asked_for(program: Program, form: Form, unit: Unit) -> bool:
    """Whether a letter about some rows of a list, or about needs or stages, has any to be about."""
    if form.when and not any(form.is_about(row.cells) for row in unit.rows(form.shows)):
        return False
    tallies = {*(one.code for one in program.needs), *(one.code for one in program.stages)}
    return form.shows not in tallies or has_tally(program, form.shows, unit)


def _has_content(program: Program, form: Form, result: UnitResult) -> bool:
    """Whether there is anything that a form could show; an empty one would look like a result."""
    judged = {judgement.scheme.code for judgement in result.judgements if judgement.outcomes}
    if not form.shows:
        return bool(judged or result.unit.listings or result.unit.reports)
    below = any(form.shows in one.listings for one in result.unit.walk())
    if form.shows in judged or below or form.shows in result.unit.reports:
        return True
    return has_tally(program, form.shows, result.unit)


def _whose(unit: Unit) -> dict[str, str]:
    """Unit and period, for the head of a sheet."""
    return {"unit": unit_title(unit), "period": name_of(unit.span) if unit.span else ""}


def the_unit(work: RoundWork) -> Unit:
    """The unit whose folder the given path is.

    Raises:
        UserError: it is none.
        ShareError: nobody can say at the moment what it is.
    """
    for unit in work.round.walk():
        if unit.path == work.path and unit.span is not None:
            return unit
    if hidden := next((one for one in work.round.problems if work.path.is_relative_to(one.path)), None):
        raise ShareError(say("run.unreadable", path=hidden.path), say("run.unreadable_remedy"))
    example = pattern_for(work.program, work.program.levels[0]).suggestion("")
    problem = say("round.not_a_unit", path=work.path)
    raise UserError(problem, say("round.not_a_unit_remedy", example=example))
