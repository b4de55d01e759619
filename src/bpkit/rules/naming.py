"""Names of folders and files (POB slide 28)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from ..levels import levels_of
from ..model.extensions import ARCHIVES, FOREIGN_DOCUMENTS, IMAGES, SHORTCUTS
from ..model.facts import Folder, Submission
from ..model.hints import nearest
from ..model.levels import CITY, PROVINCE, Levels
from ..model.problems import Problem
from ..model.settings import Province
from ..model.signs import loose
from ..model.units import Severity, fold, readable, unit_name
from ..naming import FolderName, UnreadableName, form_of, parse
from .files import is_unlisted
from .registry import Context, Subject, rule
from .roster import province_of

LONGEST_PATH = 260  # characters; Windows holds no longer one
LONGEST_NAME = 255  # bytes; Linux holds no longer one
MOST_LISTED = 12  # names, where none is near

_RESERVED = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[1-9¹²³])(?:\..*)?", re.IGNORECASE)


@rule("BP101", Severity.ERROR, on=Subject.FOLDER, slide=28)
def unreadable_name(folder: Folder, context: Context) -> Iterator[Problem]:
    """The name of a folder can be read by the pattern of the programme (slide 28)."""
    name = _name_of(folder, context)
    if isinstance(name, UnreadableName):
        nearest = name.suggestion(folder.level, folder.unit or "", folder.period)
        levels = levels_of(context.settings)
        variant, values = _missing_words(levels, folder.level.prefix) if name.segment == "level" else ("", {})
        values |= {"prefix": folder.level.prefix}
        yield Problem(folder.path, folder.path.name, nearest, variant=variant or name.segment, values=values)


@rule("BP102", Severity.WARNING, on=Subject.FOLDER, slide=28)
def inexact_name(folder: Folder, context: Context) -> Iterator[Problem]:
    """A readable name stands in one of the valid forms, its city or province spelt as in the roster."""
    name = _name_of(folder, context)
    if isinstance(name, FolderName):
        valid = name.spelt(_rosters_spelling(name, context))
        if not valid.exact:
            yield Problem(folder.path, folder.path.name, valid.format())


@rule("BP103", Severity.ERROR, on=Subject.FOLDER, slide=28, needs_roster=True)
def unknown_unit(folder: Folder, context: Context) -> Iterator[Problem]:
    """The city or province stands in the roster; a city in that of its own province."""
    name = _name_of(folder, context)
    provinces = context.settings.provinces or ()
    if not isinstance(name, FolderName) or not name.level.roster:
        return
    if name.level.roster == PROVINCE:
        if not context.settings.province(name.unit):
            yield _unknown(folder, name, "province", [province.name for province in provinces])
        return
    province = province_of(folder, context.settings)
    if province:
        yield from _city_outside(folder, name, province, context)
    elif not context.settings.city(name.unit) and any(province.cities for province in provinces):
        cities = [city.name for province in provinces for city in province.cities]
        yield _unknown(folder, name, "city", cities)


@rule("BP104", Severity.ERROR, on=Subject.FOLDER, slide=28)
def wrong_month(folder: Folder, context: Context) -> Iterator[Problem]:
    """The month in the name is that of the period folder, of `--period` or of the folder above."""
    name = _name_of(folder, context)
    if isinstance(name, FolderName) and folder.named and folder.period and folder.named != folder.period:
        right = replace(name, month=folder.period.month, year=name.year and folder.period.year)
        values = {"new_name": right.format()}
        yield Problem(folder.path, folder.named.in_words, folder.period.in_words, values=values)


@rule("BP105", Severity.WARNING, on=Subject.FOLDER, slide=28)
def stray(folder: Folder, context: Context) -> Iterator[Problem]:
    """Everything in a folder belongs to something: a submission, the panel, bpkit itself."""
    titles = {fold(submission.title) for submission in folder.submissions}
    levels = levels_of(context.settings)
    for path in folder.strays:
        if fold(path.parent.name) == "penilaian":
            yield Problem(path, path.name, variant="panel")
            continue
        form = form_of(path.name, levels)
        variant, kind = ("form", form.unit) if form and form.unit else _foreign(path, titles)
        yield Problem(path, kind or path.name, variant=variant)


def _foreign(path: Path, titles: Collection[str]) -> tuple[str, str]:
    """What a file that belongs nowhere seems to be: the wording for it, and its kind as people know it."""
    extension = path.suffix.casefold()
    if extension in IMAGES:
        return "picture", ""
    if extension in SHORTCUTS:
        return "shortcut", SHORTCUTS[extension]
    if extension in ARCHIVES:
        return "archive", extension
    kind = FOREIGN_DOCUMENTS.get(extension, "")
    # Beside a writing of its name it is a draft or an export, which nobody misses.
    if kind and fold(path.stem) not in titles:
        return "document", kind
    return ("", "") if extension else ("no_ending", "")  # most probably a folder


@rule("BP106", Severity.ERROR, on=Subject.FOLDER, slide=28)
def same_name_twice(folder: Folder, _: Context) -> Iterator[Problem]:
    """A city has one folder a month, and no two stems differ only by case, blanks or Unicode form."""
    children: dict[object, list[Path]] = defaultdict(list)
    for child in folder.children:
        if child.unit:
            children[child.level.code, fold(unit_name(child.unit)), child.named or child.period].append(
                child.path
            )
    stems: dict[object, list[Path]] = defaultdict(list)
    for submission in (*folder.submissions, *folder.products):
        stems[submission.path.parent, fold(submission.title)].append(submission.path)
        if len(submission.files) > 1:
            stems.update(_names_alike(submission))
    yield from _twice(children.values(), "folders")
    yield from _twice(stems.values(), "stems")


@rule("BP107", Severity.WARNING, on=Subject.WRITING, slide=28)
def other_title_inside(writing: Submission, _: Context) -> Iterator[Problem]:
    """The file is named after the title, as far as a file name can hold it."""
    heading = writing.heading.text if writing.heading else ""
    if _bare(heading) and not _same_title(heading, writing.title):
        place = writing.heading.place if writing.heading else None
        yield Problem(writing.path, writing.title, " ".join(heading.split()), place)


@rule("BP108", Severity.ERROR, on=Subject.FOLDER, slide=28)
def empty_folder(folder: Folder, context: Context) -> Iterator[Problem]:
    """A folder of the lowest level holds submissions, every other folders of the level below."""
    if not is_unlisted(folder) and not (folder.submissions or folder.children):
        variant, values = _holding(folder, levels_of(context.settings))
        yield Problem(folder.path, "0", variant=variant, values=values)


@rule("BP109", Severity.WARNING, on=Subject.FOLDER, slide=28)
def unportable_name(folder: Folder, context: Context) -> Iterator[Problem]:
    """Windows, macOS and Linux can all hold the name, and Windows the whole path."""
    root = _root(folder, context)
    for path in sorted(_everything_in(folder)):
        if variant := _trouble_with(path.name):
            found = _reserved_in(path.name) if variant == "reserved" else path.name
            yield Problem(path, found, variant=variant)
        if len(str(path)) <= LONGEST_PATH:
            continue  # in the share it is shorter still, which pathlib takes 6 µs to say
        relative = path.relative_to(root) if path.is_relative_to(root) else path
        if len(str(relative)) > LONGEST_PATH:
            yield Problem(path, str(len(str(relative))), f"≤ {LONGEST_PATH}", variant="path")


def _missing_words(levels: Levels, prefix: str) -> tuple[str, dict[str, str]]:
    """The wording for a name that says no level, with the words that would say one."""
    words = [level.word for level in levels.named]
    if prefix and len(words) == 2:
        return "level", {"one": words[0], "other": words[1]}
    return "level_of_many", {"words": ", ".join(words)}


def _holding(folder: Folder, levels: Levels) -> tuple[str, dict[str, str]]:
    """The wording for what a folder should hold."""
    level = folder.level
    if level.is_lowest:
        return "lowest" if level.roster == CITY else "", {"level": level.name}
    below = levels.named[-1] if level.is_share else levels.below(level) or levels.lowest
    return "share" if level.is_share else "fed", {"below": below.word}


def _name_of(folder: Folder, context: Context) -> FolderName | UnreadableName | None:
    """What the folder's name says; None for a level whose folders have no names of their own."""
    named = folder.level.is_named
    return parse(folder.path.name, levels_of(context.settings)) if named else None


def _rosters_spelling(name: FolderName, context: Context) -> str:
    """The unit as the roster spells it, where only case and blanks differ; else as it was typed."""
    known = context.settings.unit(name.level, name.unit)
    spelt = unicodedata.normalize("NFC", known.name) if known else name.unit
    return spelt if fold(spelt) == fold(name.unit) else name.unit


def _city_outside(
    folder: Folder, name: FolderName, province: Province, context: Context
) -> Iterator[Problem]:
    if not province.cities or province.city(name.unit):
        return
    others = context.settings.provinces or ()
    home = next((other.name for other in others if other.city(name.unit)), "")
    if home:
        above = levels_of(context.settings).above(name.level) or name.level
        values = {"province": province.name, "home": home, "above": above.word}
        yield Problem(folder.path, name.unit, home, variant="elsewhere", values=values)
    else:
        yield _unknown(folder, name, "city", [city.name for city in province.cities])


def _unknown(folder: Folder, name: FolderName, variant: str, known: list[str]) -> Problem:
    by_fold = {fold(unit_name(unit)): unit for unit in known}
    near = nearest(fold(unit_name(name.unit)), by_fold)
    if not near:
        listed = ", ".join(known[:MOST_LISTED]) + (", …" if len(known) > MOST_LISTED else "")
        return Problem(folder.path, name.unit, listed, variant=f"{variant}_far")
    return Problem(folder.path, name.unit, by_fold[near], variant=variant)


def _names_alike(submission: Submission) -> dict[object, list[Path]]:
    """Files of one submission that only differ by case, blanks or Unicode form, extension included."""
    alike: dict[object, list[Path]] = defaultdict(list)
    for file in submission.files:
        alike[fold(str(file))].append(file)
    return alike


def _twice(groups: Iterable[list[Path]], variant: str) -> Iterator[Problem]:
    """One problem for every member of a group, with the names of the others."""
    for group in groups:
        for path in group if len(group) > 1 else ():
            others = ", ".join(other.name for other in group if other is not path)
            yield Problem(path, others, variant=variant)


def _same_title(one: str, other: str) -> bool:
    return fold(one) == fold(other) or _bare(one) == _bare(other) or _bare(one, "") == _bare(other, "")


def _bare(title: str, instead: str = " ") -> str:
    """A title without punctuation at its ends, and without what a file name can't hold."""
    text = loose(title)
    text = re.sub(r'[<>:"/\\|?*“”„«»_\-‐‑–—\x00-\x1f]', instead, text)
    text = re.sub(r"\s+(?=[^\w\s])", "", re.sub(r"\s+", " ", text))
    return re.sub(r"^[\W_]+|[\W_]+$", "", text)


def _trouble_with(name: str) -> str:
    """The wording for what is wrong with a name, or nothing."""
    if _RESERVED.search(name):
        return "reserved"
    if readable(name) != name:
        return "encoding"
    if _DEVICES.fullmatch(name):
        return "device"
    if name.endswith((".", " ")):
        return "ending"
    return "long" if len(name.encode("utf-8", "replace")) > LONGEST_NAME else ""


def _reserved_in(name: str) -> str:
    """The characters that not every system holds; those that nobody can see by their number."""
    found = sorted(set(_RESERVED.findall(name)))
    return " ".join(one if one.isprintable() else f"U+{ord(one):04X}" for one in found)


def _everything_in(folder: Folder) -> set[Path]:
    """Every path the folder is to be judged for; those below its children are theirs."""
    submissions = (*folder.submissions, *folder.products)
    files = {file for submission in submissions for file in submission.files}
    inside = {folder.path / name for name in folder.entries}
    own = set() if folder.above else {folder.path}
    return own | inside | files | set(folder.strays) | {sheet.path for sheet in folder.sheets}


def _root(folder: Folder, context: Context) -> Path:
    if context.root:
        return context.root
    while folder.above:
        folder = folder.above
    return folder.path.parent
