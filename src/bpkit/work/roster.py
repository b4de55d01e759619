"""bpkit.yaml as text, made of settings; `Daftar Wilayah.xlsx`, and what it would change in a bpkit.yaml."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ..errors import ShareError, UserError
from ..forms.common import scalar
from ..levels import levels_of
from ..model.dates import parse_date
from ..model.problems import Kind, Problem
from ..model.programs import WRITINGS
from ..model.settings import SEVERITY_WORDS, City, Province, RosterUnit, Settings, SiteSettings, Waiver
from ..model.sheet_words import GENERAL, LANGUAGES, ROLES
from ..model.units import are_twins, fold, same_unit
from ..model.zones import ZONES
from ..naming import ROSTER_BOOK
from ..reading.roster_book import Papers, RosterBook, TypedValue, read_roster_book
from ..resources import DEFAULT_PROGRAM, program_names
from ..settings.config import NAME, settings_apart
from ..settings.programs import load_program
from ..settings.typed_file import read
from ..share.placing import write_over
from ..wording import say, speaking
from .demo import EXAMPLE_CONFIG
from .round_folders import rostered

_KEY = re.compile(r"(?:# )?([a-z_]+):")
PAPERS = ("penandatangan", "kop")
SHOWN = 3  # differences that a finding names
_BARE = re.compile(r"[^\W\d_][\w .\-]*[\w.]|[^\W\d_]")  # plain inside brackets, and before a colon


def config_text(settings: Settings, papers: Papers) -> str:
    """bpkit.yaml with what these settings say, and the example's comments to everything.

    `papers` stands under `penandatangan` and `kop`.
    """
    parts = EXAMPLE_CONFIG.read_text(encoding="utf-8").split("\n\n")
    values = _values(settings)
    values |= {key: list(_paper(key, papers[key])) for key in PAPERS if papers.get(key) and _is_known(key)}
    filled = [_head(parts[0], settings), *(_filled(part, values) for part in parts[1:])]
    # A paragraph is its first key's; what else it shows an example of is written at the end.
    known = {
        found[1] for part in parts if (found := next(filter(None, map(_KEY.match, part.splitlines())), None))
    }
    filled += ["\n".join(lines) for key, lines in values.items() if key not in known]
    return "\n\n".join(part.rstrip("\n") for part in filled) + "\n"


def _is_known(key: str) -> bool:
    """Whether bpkit.yaml may have this key."""
    from ..settings.config_model import ConfigFile

    return key in ConfigFile.model_fields


def _paper(key: str, units: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield f"{key}:"
    for unit, said in units.items():
        yield f"  {_flow(unit)}:"
        for name, value in said.items():
            yield f"    {name}: {_written(value)}"


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(text)}" for name, text in value.items()) + "}"
    return _listed(value) if isinstance(value, list) else _flow(value)


def papers_in(file: Path) -> Papers:
    """What stands under `penandatangan` and `kop` of a bpkit.yaml, whichever short form was typed."""
    if not file.is_file():
        return {}
    typed = read(file, say("config.remedy"))
    found = {
        key: typed[key] for key in PAPERS if isinstance(typed, dict) and isinstance(typed.get(key), dict)
    }
    return {
        key: {unit: {name: _in_full(name, one) for name, one in said.items()} for unit, said in units.items()}
        for key, units in found.items()
    }


def _in_full(name: str, value: Any) -> Any:
    """A signer who is only a name, and lines that are one text, as the workbook gives them."""
    if isinstance(value, str) and name in ROLES:
        return {"nama": value}
    return value.splitlines() if isinstance(value, str) and name in ("nama", "alamat") else value


def _head(part: str, settings: Settings) -> str:
    """The paragraph of what stands on one line each."""
    values = {
        "program": f"program: {scalar(settings.program)}",
        "tahun": f"tahun: {settings.year}" if settings.year else "# tahun: 2010",
        "bahasa": f"bahasa: {settings.language or 'id'}",
    }
    lines = [values.get(line.partition(":")[0], line) for line in part.splitlines()]
    return "\n".join(lines).replace(f"rubrik: {DEFAULT_PROGRAM}", f"rubrik: {scalar(settings.rubric)}")


def _filled(part: str, values: Mapping[str, Sequence[str]]) -> str:
    """A paragraph with its key's value in place of the example, where there is one; its comment stays."""
    lines = part.splitlines()
    at = next((i for i, line in enumerate(lines) if _KEY.match(line)), None)
    found = _KEY.match(lines[at]) if at is not None else None
    if found is None:
        return part
    value = values.get(found[1])
    if value is None and found[1] == "wilayah":
        value = ()
    return part if value is None else "\n".join([*lines[:at], *value])


def _values(settings: Settings) -> dict[str, list[str]]:
    """The lines of every key that the settings have a value for."""
    found = {}
    if settings.provinces:
        found["wilayah"] = ["wilayah:", *(line for one in settings.provinces for line in _province(one))]
    people = {"panel": settings.panels, "tenaga_ahli": settings.experts}
    for key, named in people.items():
        if named:
            found[key] = [f"{key}:", *(f"  {_flow(unit)}: {_listed(names)}" for unit, names in named.items())]
    if settings.severities:
        found["aturan"] = [f"aturan: {_paired(_severities(settings))}"]
    if settings.waivers:
        found["pengecualian"] = [
            "pengecualian:",
            *(line for one in settings.waivers for line in _waiver(one)),
        ]
    if settings.templates:
        found["templates"] = [f"templates: {scalar(_from_root(settings, settings.templates))}"]
    if settings.start:
        found["mulai"] = [f"mulai: {settings.start.isoformat()}"]
    if settings.units:
        found["unit"] = ["unit:", *_unit_lines(settings.units, "  ")]
    if pages := _site(settings.site):
        found["situs"] = ["situs:", *(f"  {name}: {_flow(text)}" for name, text in pages.items())]
    numbers = {"kewajiban": settings.obligations, "tenggat": settings.deadlines}
    found |= {key: [f"{key}: {_paired(pairs)}"] for key, pairs in numbers.items() if pairs}
    return found


def _from_root(settings: Settings, path: Path) -> str:
    """A path as bpkit.yaml names it: from its own folder."""
    inside = settings.root is not None and path.is_relative_to(settings.root)
    return path.relative_to(settings.root).as_posix() if inside and settings.root else path.as_posix()


def _unit_lines(units: Iterable[RosterUnit], indent: str) -> Iterator[str]:
    for unit in units:
        if unit.below and not any(one.below for one in unit.below):
            yield f"{indent}{_flow(unit.name)}: {_listed(one.name for one in unit.below)}"
        else:
            yield f"{indent}{_flow(unit.name)}:"
            yield from _unit_lines(unit.below, f"{indent}  ")


def _site(pages: SiteSettings) -> dict[str, str]:
    """What stands under `situs`, without what is usual."""
    kept = {
        "judul": pages.title,
        "kontak": "" if pages.contacts == SiteSettings().contacts else pages.contacts.value,
        "surel": pages.email,
        "whatsapp": pages.whatsapp,
        "alamat": pages.address,
    }
    return {name: text for name, text in kept.items() if text}


def _single(settings: Settings) -> dict[str, str]:
    """The values of bpkit.yaml that stand alone, as `Daftar Wilayah.xlsx` has them, by key."""
    return {
        "program": settings.program,
        "tahun": str(settings.year or ""),
        "bahasa": LANGUAGES.get(settings.language or "", ""),
        "rubrik": settings.rubric,
        "templates": _from_root(settings, settings.templates) if settings.templates else "",
        "mulai": settings.start.isoformat() if settings.start else "",
        **{f"situs.{name}": text for name, text in _site(settings.site).items()},
    }


def _severities(settings: Settings) -> dict[str, str]:
    words = {severity: word for word, severity in SEVERITY_WORDS.items()}
    return {code: words[severity] for code, severity in settings.severities.items()}


def _waiver(waiver: Waiver) -> Iterator[str]:
    yield f"  - aturan: {waiver.rule}"
    yield f"    berkas: {_flow(waiver.pattern)}"
    yield f"    alasan: {_flow(waiver.reason)}"
    yield f"    disetujui: {_flow(waiver.approved_by)}"
    if waiver.until:
        yield f"    sampai: {waiver.until}"


def _province(province: Province) -> Iterator[str]:
    yield f"  {_flow(province.name)}:"
    if province.zone:
        yield f"    zona: {province.zone}"
    if province.deadlines:
        yield f"    tenggat: {_paired(province.deadlines)}"
    yield "    kota:" if province.cities else "    kota: {}"
    for city in province.cities:
        yield f"      {_flow(city.name)}: {_listed(city.teams) if city.teams else city.team_count}"


def _flow(text: str) -> str:
    """A name as a key, or inside brackets, where a comma or a colon would end it."""
    if _BARE.fullmatch(text) and scalar(text) == text:
        return text
    return json.dumps(text, ensure_ascii=False)


def _listed(names: Iterable[str]) -> str:
    return f"[{', '.join(map(_flow, names))}]"


def _paired(pairs: Mapping[str, int | str]) -> str:
    return "{" + ", ".join(f"{_flow(name)}: {number}" for name, number in pairs.items()) + "}"


# What a changed Daftar Wilayah.xlsx would change -----------------------------------------------------


def differences(there: Settings, wanted: Settings, old: Papers, new: Papers) -> list[str]:
    """What bpkit.yaml says otherwise than the workbook, a line each, with what to write there.

    `old` and `new` are what stands under `penandatangan` and `kop`.
    """
    found = [*_province_differences(there, wanted)]
    for key in filter(_is_known, PAPERS):
        before, after = (
            {unit: shown for unit, said in one.get(key, {}).items() if (shown := _shown_paper(said))}
            for one in (old, new)
        )
        found += _mapping_differences(key, before, after)
    for key, one, other in (
        ("panel", _filled_in(there.panels), _filled_in(wanted.panels)),
        ("tenaga_ahli", _filled_in(there.experts), _filled_in(wanted.experts)),
        ("kewajiban", there.obligations, wanted.obligations),
        ("tenggat", *_other_days(there, wanted)),
        ("aturan", _severities(there), _severities(wanted)),
        ("pengecualian", _waived(there), _waived(wanted)),
    ):
        found += _mapping_differences(key, one, other)
    one, other = _single(there), _single(wanted)
    for key in dict.fromkeys((*one, *other)):
        if one.get(key, "") != other.get(key, ""):
            found.append(_differs(key.replace(".", " > "), one.get(key, ""), other.get(key, "")))
    return [*found, *_unit_differences(there.units or (), wanted.units or (), "unit")]


def _other_days(there: Settings, wanted: Settings) -> tuple[dict[str, int], dict[str, int]]:
    """The days of levels that mean another day, as each side says them; a level's own need not be said."""
    own = {level.code: level.due for level in levels_of(wanted) if level.due}
    before, after = own | dict(there.deadlines), own | dict(wanted.deadlines)
    other = [code for code in before | after if before.get(code) != after.get(code)]
    said = {code: there.deadlines[code] for code in other if code in there.deadlines}
    return said, {code: after[code] for code in other if code in after}


def _filled_in(people: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Without `Bali: []`, for which the workbook has no row."""
    return {unit: names for unit, names in people.items() if names}


def _waived(settings: Settings) -> dict[str, str]:
    return {
        f"{one.rule} {one.pattern}": "; ".join((one.reason, one.approved_by, str(one.until or "")))
        for one in settings.waivers
    }


def _shown_paper(said: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}: {_written(value)}" for name, value in sorted(said.items()) if value)


def _province_differences(there: Settings, wanted: Settings) -> Iterator[str]:
    known, asked = there.provinces or (), wanted.provinces or ()
    for name in (one.name for one in known if wanted.province(one.name) is None):
        yield say("start.gone", key=f"wilayah > {name}")
    for province in asked:
        where = f"wilayah > {province.name}"
        old = there.province(province.name)
        if old is None:
            cities = ", ".join(f"{_flow(one.name)}: {_teams(one)}" for one in province.cities)
            yield say("start.added", key=where, value=f"kota: {{{cities}}}")
            continue
        zone = {name: str(one.tzname(None)) for name, one in ZONES.items()}
        if zone.get(old.zone or "") != zone.get(province.zone or "") and province.zone:
            yield _differs(f"{where} > zona", old.zone or "", province.zone)
        yield from _mapping_differences(f"{where} > tenggat", old.deadlines, province.deadlines)
        yield from _city_differences(f"{where} > kota", old, province)


def _city_differences(where: str, old: Province, new: Province) -> Iterator[str]:
    for city in old.cities:
        if new.city(city.name) is None:
            yield say("start.gone", key=f"{where} > {city.name}")
    for city in new.cities:
        before = old.city(city.name)
        if before is None:
            yield say("start.added", key=f"{where} > {city.name}", value=_teams(city))
        elif (before.team_count, before.teams) != (city.team_count, city.teams):
            yield _differs(f"{where} > {city.name}", _teams(before), _teams(city))


def _unit_differences(old: Sequence[RosterUnit], new: Sequence[RosterUnit], where: str) -> Iterator[str]:
    for unit in old:
        if not any(are_twins(unit.name, one.name) for one in new):
            yield say("start.gone", key=f"{where} > {unit.name}")
    for unit in new:
        before = next((one for one in old if are_twins(unit.name, one.name)), None)
        if before is None:
            yield say("start.added", key=where, value=", ".join(one.name for one in unit.walk()))
        else:
            yield from _unit_differences(before.below, unit.below, f"{where} > {unit.name}")


def _mapping_differences(where: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[str]:
    shown = {name: _shown(value) for name, value in new.items()}
    for name, value in old.items():
        other = next((one for one in new if same_unit(one, name)), None)
        if other is None:
            yield say("start.gone", key=f"{where} > {name}")
        elif new[other] != value:
            yield _differs(f"{where} > {name}", _shown(value), shown[other])
    for name in new:
        if not any(same_unit(name, one) for one in old):
            yield say("start.added", key=f"{where} > {name}", value=shown[name])


def _shown(value: object) -> str:
    return _listed(value) if isinstance(value, tuple) else str(value)


def _teams(city: City) -> str:
    return _listed(city.teams) if city.teams else str(city.team_count)


def _differs(key: str, old: str, new: str) -> str:
    return say("start.differs", key=key, old=old or "–", new=new or "–")


# The roster -----------------------------------------------------------------------------------------


def read_roster(file: Path, there: Settings) -> RosterBook:
    """`Daftar Wilayah.xlsx`, or what else it is called; with every fault in one error.

    What it has no place for is as it is `there`.

    Raises:
        UserError: it is not there, or something in it is wrong: sheet, cell, what was expected, what to do.
        ShareError: it can't be read at the moment.
    """
    try:
        if not file.is_file():
            raise UserError(say("start.no_book", file=file), say("start.no_book_remedy"))
        book = _read_book(file, there)
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
    if book.problems:
        raise UserError(
            "\n".join(_said(one) for one in book.problems), say("start.book_remedy", file=file.name)
        )
    return book


def _read_book(file: Path, there: Settings) -> RosterBook:
    """The workbook by the levels of its own programme, which it may name itself."""
    from ..rules.registry import all_rules
    from ..settings.programs import own_levels

    codes, home = all_rules(), there.root or file.parent
    book = read_roster_book(file, codes, levels_of(there))
    values, wrong = settings_apart(home, _as_typed(book.typed), program_names(), GENERAL)
    if not wrong and values.rubric != there.rubric and "rubrik" in book.typed:
        levels = own_levels(values.rubric, home)
        values = replace(values, levels=levels)
        book = read_roster_book(file, codes, levels)
    problems = [*book.problems, *(_wrong(file, book.typed[key], why) for key, why in wrong.items())]
    settings = _with_single(book.settings, values, there, book.typed.keys())
    is_blank = book.is_blank and settings.rubric == DEFAULT_PROGRAM
    return replace(book, settings=settings, problems=tuple(problems), is_blank=is_blank)


def _as_typed(typed: Mapping[str, TypedValue]) -> dict[str, Any]:
    """The single values as bpkit.yaml would have them; those of the pages under one key."""
    codes = {fold(word): code for code, word in LANGUAGES.items()}
    found: dict[str, Any] = {}
    for key, value in typed.items():
        home, _, name = key.rpartition(".")
        text = value.text
        if key == "bahasa":
            text = codes.get(fold(text), text)
        elif key == "mulai" and (day := parse_date(text)):
            text = day.isoformat()
        if text:
            (found.setdefault(home, {}) if home else found)[name] = text
    return found


def _wrong(file: Path, typed: TypedValue, why: str) -> Problem:
    return Problem(file, typed.text, "", typed.place, "book_value", {"why": why}, kind=Kind.BROKEN)


def with_unsaid(settings: Settings, there: Settings) -> Settings:
    """Settings that answers made, with what nobody asks for as it is in bpkit.yaml."""
    return _with_single(settings, settings, there, ["program"])


def _with_single(settings: Settings, values: Settings, there: Settings, said: Collection[str]) -> Settings:
    """The settings with the single values that were said, and all others as they are there."""
    fields = {
        "program": "program", "bahasa": "language", "rubrik": "rubric", "templates": "templates",
        "mulai": "start", "situs": "site",
    }  # fmt: skip
    keys = {key.partition(".")[0] for key in said}
    chosen = {name: getattr(values if key in keys else there, name) for key, name in fields.items()}
    chosen["language"] = chosen["language"] or there.language  # a new bpkit.yaml always says one
    year = values.year if "tahun" in keys else None
    year = year or (there.year if there.file else settings.year)
    levels = values.levels if chosen["rubric"] != there.rubric else there.levels
    return replace(settings, **chosen, year=year, levels=levels, root=there.root)


def _said(problem: Problem) -> str:
    place, values = problem.place, dict(problem.values)
    where = say("start.where", sheet=place.sheet, cell=place.cell) if place else ""
    near = values.pop("near", "")
    values["near"] = say("typed.near", near=near) if near else ""
    words = say(f"start.{problem.variant}", found=problem.found, expected=problem.expected, **values)
    return f"{problem.path.name}{where}: {words}"


def misfits(file: Path, settings: Settings) -> tuple[Problem, ...]:
    """What to say where this workbook and the bpkit.yaml beside it differ, or the workbook is at fault.

    One that can't be read at the moment says nothing: bpkit.yaml counts whatever stands there.
    """
    try:
        book = read_roster(file, settings)
    except ShareError:
        return ()
    except UserError as error:
        why = error.problem.splitlines()[0].partition(file.name)[2]
        return (Problem(file, why, variant="roster_fault", kind=Kind.BROKEN),)
    found = (
        []
        if book.is_blank or settings.file is None
        else differences(settings, book.settings, papers_in(settings.file), book.papers)
    )
    text = "; ".join(found[:SHOWN]) + ("; …" if len(found) > SHOWN else "")
    return (Problem(file, text, variant="roster_twins", kind=Kind.BROKEN),) if found else ()


def write_roster_form(directory: Path, settings: Settings) -> Path | None:
    """`Daftar Wilayah.xlsx` with what the settings say; None where there is one already.

    Raises:
        UserError: the programme has no units to list.
    """
    from ..forms.roster_book import roster_book

    file = directory / ROSTER_BOOK
    named = unit_levels(settings, directory)
    with speaking("id"):
        data = roster_book(settings, papers_in(directory / NAME), _single(settings), program_names(), named)
    return file if write_over(file, data, None) else None


def unit_levels(settings: Settings, directory: Path) -> tuple[str, ...]:
    """The names of the levels whose units a programme judges, from the highest down; none of writings'.

    Raises:
        UserError: there is no such programme, or it has no units to list: only one, or hosts who change.
    """
    program = load_program(settings.rubric, directory)
    if program.schemes[0].judged == WRITINGS:
        return ()
    if not (levels := rostered(program)):
        raise UserError(
            say("start.no_list", program=settings.rubric),
            say("start.no_list_remedy", program=settings.rubric),
        )
    return tuple(level.name for level in levels)
