"""bpkit.yaml: found by walking up, checked at the border, handed on as `Settings`.

The keys are Indonesian because people type them. Every fault names file, line, key and the nearest valid key.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from .. import limits, share
from ..errors import ShareError, UserError
from ..levels import default_levels
from ..model.levels import Levels
from ..model.settings import (
    SEVERITY_WORDS,
    City,
    Office,
    Province,
    RosterUnit,
    Settings,
    Signer,
    SiteContacts,
    SiteSettings,
    Waiver,
)
from ..model.signs import regex
from ..model.sources import team_key
from ..model.units import fold, same_unit, twin_key, unit_key
from ..patterns import is_pattern
from ..resources import DEFAULT_PROGRAM
from ..share import Seen
from ..wording import say
from .rubrics import is_within
from .typed_file import Mistake, Steps, checked, line_of, nearest, read, refused

if TYPE_CHECKING:
    from .config_model import ConfigFile, SignerEntry, SiteSection, WaiverEntry

NAME = "bpkit.yaml"
# `bpkit.yaml.txt` (Notepad), `bpkit (1).yaml` (browsers), `bpkit - Copy.yaml` (Explorer), `bpkit.yml`.
_MEANT = regex(
    r"(?:salinan |copy of )?bpkit"
    r"(?: ?\([^()]*\)| - (?:copy|salin|salinan)(?: \([0-9]+\))?|\.sync-conflict-[^.]+)?"
    r"(?:\.ya?ml)+(?:\.txt|\.bak|\.old|~)*"
)


def find_config(start: Path, *, lenient: bool = False, seen: Seen | None = None) -> Path | None:
    """The nearest bpkit.yaml in this folder or above it; what was `seen` a moment ago is not asked again.

    Raises:
        UserError: nearer than any bpkit.yaml lies a file that was meant as one (`bpkit.yaml.txt`), unless
            `lenient`. Settings that do not count would change severities, rosters and panels in silence.
        ShareError: nobody can say at the moment whether there is one.
    """
    start = Path(os.path.abspath(start))  # noqa: PTH100 - what is above `..` is not above what it means
    seen = Seen() if seen is None else seen
    for folder in (start, *start.parents):
        file = folder / NAME
        if seen.has_file(file) or (not seen.lacks(file) and _is_there(file, seen)):
            return file
        for meant in () if lenient else _meant_in(folder, seen):
            remedy = say("config.misnamed_remedy", name=meant.name)
            raise UserError(say("config.misnamed", path=meant), remedy)
    return None


def _is_there(file: Path, seen: Seen) -> bool:
    """Whether it is there; what is a pipe is refused when it is read, and not passed over.

    A link out of its folder is refused: what it leads to would be read, and shown where it is no bpkit.yaml.
    """
    try:
        mode = share.mode_of(file, seen, of_link=True)
        leads_out = False
        if mode is not None and stat.S_ISLNK(mode):
            mode = share.mode_of(file, seen)
            leads_out = mode is not None and not stat.S_ISDIR(mode) and not share.is_within(file, file.parent)
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
    if leads_out:
        raise UserError(say("config.link_out", path=file), say("config.link_out_remedy"))
    return mode is not None and not stat.S_ISDIR(mode)


def _meant_in(folder: Path, seen: Seen) -> list[Path]:
    """The files of a folder that were meant as its bpkit.yaml."""
    try:
        known = seen.folders.get(os.fspath(folder))
        found = share.entries(folder) if known is None else known
        names = [entry.name for entry in found if _is_meant(entry.name)]
    except OSError:
        return []  # whoever can't list it finds no bpkit.yaml there either
    return [folder / name for name in names if _is_there(folder / name, seen)]


def _is_meant(name: str) -> bool:
    # The folders above are looked through as well, and may hold thousands of names.
    may_be = "bpkit" in name.lower() or not name.isascii()
    return may_be and _MEANT.fullmatch(fold(name)) is not None


def load_settings(
    file: Path | None,
    codes: Collection[str],
    rubrics: Collection[str] = (DEFAULT_PROGRAM,),
    data: bytes | None = None,
) -> Settings:
    """The settings of this bpkit.yaml, or the defaults where there is none.

    `codes` are the rules there are, `rubrics` the names of bpkit's own rubrics, `data` is what was read of
    the file a moment ago.

    Raises:
        UserError: with every fault of the file, one a line.
        ShareError: the file can't be read.
    """
    if file is None:
        return Settings()
    typed = read(file, say("config.remedy"), data)
    config = _checked(file, typed)
    own = None
    if config.rubrik != DEFAULT_PROGRAM:
        from .programs import own_levels  # needed by nobody who keeps to the default

        own = own_levels(config.rubrik, file.parent)
    levels = own or default_levels()
    missing = _missing_files(file.parent, config, rubrics)
    found = chain(
        _too_many(typed, config),
        _unknown_rules(typed, config, codes),
        _unknown_units(typed, config, levels),
        _unknown_levels(typed, config, levels),
        _same_teams(typed, config),
        _same_units(typed, config.unit, ("unit",)),
        _bad_patterns(typed, config),
        ((line_of(typed, (key,)), words) for key, words in missing),
    )
    if faults := [*islice(found, limits.FAULTS + 1)]:
        raise refused(file, faults, say("config.remedy"))
    return replace(_settings(file, config), levels=own)


def _checked(file: Path, typed: Any) -> ConfigFile:
    from .config_model import ConfigFile, expectation

    return checked(file, typed, ConfigFile, expectation, say("config.remedy"))


def _too_many(typed: Any, config: ConfigFile) -> Iterator[Mistake]:
    """Lists so long that every form and finding made of them would fill the computer."""
    cities = sum(len(province.kota) for province in (config.wilayah or {}).values())
    counted: list[tuple[Steps, int, int]] = [(("wilayah",), cities, limits.ROSTER)]
    counted += [(("unit",), _size(config.unit), limits.ROSTER)]
    for key in ("panel", "tenaga_ahli"):
        lists = getattr(config, key) or {}
        counted += [((key, name), len(people), limits.PEOPLE) for name, people in lists.items()]
    for steps, count, most in counted:
        if count > most:
            yield line_of(typed, steps), say("config.too_many", key=steps[0], count=count, most=most)


def _size(units: Any) -> int:
    """How many units there are, with all below them."""
    below = units.values() if isinstance(units, dict) else ()
    return len(units or ()) + sum(map(_size, below))


def _unknown_rules(typed: Any, config: ConfigFile, codes: Collection[str]) -> Iterator[Mistake]:
    places: list[tuple[str, Steps]] = [(rule, ("aturan", rule)) for rule in config.aturan]
    places += [(waiver.aturan, ("pengecualian", i, "aturan")) for i, waiver in enumerate(config.pengecualian)]
    for rule, path in places:
        if rule not in codes:
            line = line_of(typed, path)
            yield line, say("config.unknown_rule", rule=rule, near=nearest(rule, codes))


def _unknown_units(typed: Any, config: ConfigFile, levels: Levels) -> Iterator[Mistake]:
    """Names of provinces and cities that the roster does not have, or has twice."""
    if config.wilayah is None:
        return
    known = [*config.wilayah, *(city for province in config.wilayah.values() for city in province.kota)]
    for where, names in (
        ("panel", config.panel),
        ("tenaga_ahli", config.tenaga_ahli),
        ("kewajiban", config.kewajiban),
        ("kop", config.kop),
        ("penandatangan", config.penandatangan),
    ):
        named = [*known, *(f"{level.name} {unit}" for level in levels for unit in known)]
        for name in names:
            if name != levels.top.name and not any(same_unit(name, unit) for unit in named):
                line = line_of(typed, (where, name))
                yield line, say("config.unknown_unit", key=name, where=where, near=nearest(name, known))
    yield from _twice(typed, ("wilayah",), list(config.wilayah))
    for name, province in config.wilayah.items():
        yield from _twice(typed, ("wilayah", name, "kota"), list(province.kota))


def _unknown_levels(typed: Any, config: ConfigFile, levels: Levels) -> Iterator[Mistake]:
    """Deadlines of levels that the programme does not have."""
    places: list[tuple[str, Steps]] = [(code, ("tenggat", code)) for code in config.tenggat]
    for name, province in (config.wilayah or {}).items():
        places += [(code, ("wilayah", name, "tenggat", code)) for code in province.tenggat]
    for code, steps in places:
        if code not in levels.codes:
            line = line_of(typed, steps)
            yield line, say("typed.unknown_key", key=code, near=nearest(code, levels.codes))


def _twice(typed: Any, path: tuple[str, ...], names: list[str]) -> Iterator[Mistake]:
    for _, name, other in _repeated(names, unit_key):
        yield line_of(typed, (*path, name)), say("config.same_unit", key=name, other=other)


def _repeated(names: Iterable[str], key: Callable[[str], object]) -> Iterator[tuple[int, str, str]]:
    """The names that mean what one before them means: where they stand, they, and the first of these."""
    first: dict[object, str] = {}
    for i, name in enumerate(names):
        if (means := key(name)) in first:
            yield i, name, first[means]
        first.setdefault(means, name)


def _same_teams(typed: Any, config: ConfigFile) -> Iterator[Mistake]:
    """A TF that a city lists twice would count twice, and the number of TFs decides the quota."""
    for name, province in (config.wilayah or {}).items():
        for city, teams in province.kota.items():
            named = teams if isinstance(teams, list) else []
            for i, team, other in _repeated(named, team_key):
                line = line_of(typed, ("wilayah", name, "kota", city, i))
                yield line, say("config.same_unit", key=team, other=other)


def _same_units(typed: Any, units: Any, path: Steps) -> Iterator[Mistake]:
    """A unit that stands twice beside itself would be missed once, whatever it hands in."""
    for index, name, other in _repeated(units or (), twin_key):
        line = line_of(typed, (*path, name if isinstance(units, dict) else index))
        yield line, say("config.same_unit", key=name, other=other)
    for name in units if isinstance(units, dict) else ():
        yield from _same_units(typed, units[name], (*path, name))


def _bad_patterns(typed: Any, config: ConfigFile) -> Iterator[Mistake]:
    """Waivers for files that no pattern can name."""
    for i, waiver in enumerate(config.pengecualian):
        if not is_pattern(waiver.berkas):
            line = line_of(typed, ("pengecualian", i, "berkas"))
            yield line, say("config.bad_pattern", pattern=waiver.berkas)


def _missing_files(home: Path, config: ConfigFile, rubrics: Collection[str]) -> Iterator[tuple[str, str]]:
    """A rubric or a folder of templates that is not there: the key, and what is wrong."""
    own = home / config.rubrik
    if config.rubrik not in rubrics and not is_within(own, home):
        yield "rubrik", say("rubric.outside", name=config.rubrik)
    elif config.rubrik not in rubrics and not os.path.isfile(own):  # noqa: PTH113 - of any length
        yield "rubrik", say("rubric.no_rubric", name=config.rubrik, near=nearest(config.rubrik, rubrics))
    if config.templates and not (home / config.templates).is_dir():
        yield "templates", say("config.no_templates", path=config.templates)


def settings_apart(
    home: Path, typed: Mapping[str, Any], rubrics: Collection[str], labels: Mapping[str, str]
) -> tuple[Settings, dict[str, str]]:
    """What keys of bpkit.yaml mean that stand elsewhere (in its Excel twin); and what is wrong, by key.

    `home` is the folder that files are named from. The key of a value inside another is `situs.surel`;
    `labels` says what people read instead of it.
    """
    from pydantic import ValidationError

    from .config_model import ConfigFile, expectation

    try:
        config = ConfigFile.model_validate(typed)
    except ValidationError as error:
        wrong: dict[str, str] = {}
        for detail in error.errors(include_url=False):
            key = ".".join(map(str, detail["loc"]))
            values = {
                "key": labels.get(key, key),
                "value": detail["input"],
                "expected": expectation(detail)[0],
            }
            wrong[key] = say("typed.wrong_value", near="", **values)
        return Settings(), wrong
    return _settings(home / NAME, config), dict(_missing_files(home, config, rubrics))


def _settings(file: Path, config: ConfigFile) -> Settings:
    provinces = config.wilayah
    return Settings(
        file=file,
        root=file.parent,
        program=config.program,
        year=config.tahun,
        language=config.bahasa,
        rubric=config.rubrik,
        templates=file.parent / config.templates if config.templates else None,
        provinces=None
        if provinces is None
        else tuple(
            Province(
                name,
                tuple(_city(city, teams) for city, teams in province.kota.items()),
                province.zona,
                province.tenggat,
            )
            for name, province in provinces.items()
        ),
        panels={name: tuple(names) for name, names in config.panel.items()},
        experts={name: tuple(names) for name, names in config.tenaga_ahli.items()},
        obligations=config.kewajiban,
        deadlines=config.tenggat,
        severities={rule: SEVERITY_WORDS[word] for rule, word in config.aturan.items()},
        waivers=tuple(_waiver(entry) for entry in config.pengecualian),
        units=None if config.unit is None else _roster(config.unit),
        start=date.fromisoformat(config.mulai) if config.mulai else None,
        site=_site(config.situs),
        offices=_offices(config),
    )


def _offices(config: ConfigFile) -> dict[str, Office]:
    found: dict[str, Office] = {}
    for name in dict.fromkeys((*config.kop, *config.penandatangan)):
        kop, signers = config.kop.get(name), config.penandatangan.get(name)
        found[name] = Office(
            tuple(kop.nama) if kop else (),
            tuple(kop.alamat) if kop else (),
            (kop.tempat if kop else "") or "",
            _signer(signers.mengetahui if signers else None),
            _signer(signers.membuat if signers else None),
        )
    return found


def _signer(entry: SignerEntry | None) -> Signer:
    return Signer(entry.nama or "", entry.jabatan or "", entry.nip or "") if entry else Signer()


def _roster(units: Any) -> tuple[RosterUnit, ...]:
    if isinstance(units, dict):
        return tuple(RosterUnit(name, _roster(below)) for name, below in units.items())
    return tuple(map(RosterUnit, units))


def _site(section: SiteSection) -> SiteSettings:
    typed = (section.judul, section.surel, section.whatsapp, section.alamat)
    return SiteSettings(SiteContacts(section.kontak), *(text or "" for text in typed))


def _waiver(entry: WaiverEntry) -> Waiver:
    until = date.fromisoformat(entry.sampai) if entry.sampai else None
    return Waiver(entry.aturan, entry.berkas, entry.alasan, entry.disetujui, until)


def _city(name: str, teams: int | list[str]) -> City:
    return City(name, teams) if isinstance(teams, int) else City(name, len(teams), tuple(teams))
