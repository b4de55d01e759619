"""The wording of the rules: one entry per code in the catalogue of its family, in Indonesian and English."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from .. import wording
from ..errors import UserError
from ..model.hints import FAR, nearest
from ..model.place import PhotoName, PhotoPlace
from ..model.problems import DecimalText, Finding, Listed, Problem
from ..model.signs import visible
from ..model.units import Severity
from ..wording import say
from .registry import OF_NO_VALUE, Rule, all_rules, rule_of

if TYPE_CHECKING:
    from ..schemas import ExplanationJson, SeverityName

Entry = Mapping[str, Any]

PARTS = ("finding", "why", "bad", "good", "mend")  # of an explanation, besides the name
MOST_NAMED = 10  # names in a sentence; data and worksheets have them all
_WIDTH = 88
_LONGEST_CAPTION = 60  # letters
_DECISIVE = ("BP8", "BP906", "BP908")  # their errors keep a panel from deciding, whatever bpkit.yaml says
_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")
_BETWEEN = re.compile(r"(?<=\d), (?=\d)")  # and not what parts a name from its degree


class Rendered(Struct, frozen=True):
    """A finding in the words of the run's language."""

    message: str
    found: str
    expected: str
    remedy: str


def entry(code: str) -> Entry:
    """The code's entry in its family's catalogue.

    Raises:
        UserError: there is no such rule; it names the nearest.
    """
    return wording.catalogue(f"rules/{_rule(code).family}.yaml")[code]  # type: ignore[no-any-return]


def name_of(code: str) -> str:
    """The rule's name in a few words."""
    return wording.fill(entry(code)["name"])


def reason_of(code: str) -> str:
    """Why what this rule finds makes a value provisional, in a few words, as Lampiran 2 tells it."""
    return wording.fill(entry(code)["reason"])


def render(finding: Finding) -> Rendered:
    """Message, found, expected and remedy of a finding."""
    return _rendered(finding, {})


def render_plainly(finding: Finding) -> Rendered:
    """The same for somebody who knows no key, no file of bpkit's and no command: for messages."""
    return _rendered(finding, wording.catalogue("texts/plain/rules.yaml"))


def _rendered(finding: Finding, own: Mapping[str, Any]) -> Rendered:
    """`own` are other words than the rule's, by its code, or by code and variant."""
    problem = finding.problem
    texts = entry(finding.code)
    varied = texts.get("variants", {}).get(problem.variant, {})
    texts = {**texts, **own.get(finding.code, {}), **varied}
    texts |= own.get(f"{finding.code}.{problem.variant}", {})
    values = _values(problem)
    for part in ("found", "expected"):
        if not values[part] and part in texts:
            values[part] = wording.fill(texts[part], **values)
    message, remedy = (wording.fill(texts[part], **values) for part in ("message", "remedy"))
    if problem.more:
        message = f"{message.removesuffix('.')}; {say('report.more_of_kind', count=problem.more)}"
    return Rendered(message, values["found"], values["expected"], remedy)


def explain(code: str) -> str:
    """The whole rule as a text for the terminal: what, why, examples, how to mend it."""
    rule = _rule(code.strip().upper())
    blocks = ["\n".join([say("explain.heading", code=rule.code, name=name_of(rule.code)), *_origin(rule)])]
    for part in PARTS:
        text = "\n".join(_indented(line) for line in _lines(rule.code, part))
        blocks.append(f"{say(f'explain.{part}')}\n{text}")
    return "\n\n".join([*blocks, _filled(_change(rule))])


def explained(code: str) -> ExplanationJson:
    """The same as data: steps under `mend` come as a list.

    Raises:
        UserError: there is no such rule; it names the nearest.
    """
    rule = _rule(code.strip().upper())
    parts = {part: entry(rule.code)[part][wording.language()].strip() for part in PARTS if part != "finding"}
    return {
        "code": rule.code,
        "name": name_of(rule.code),
        "severity": cast("SeverityName", rule.severity.label),
        "slide": rule.slide,
        "needs_roster": rule.needs_roster,
        "finding": _sample(entry(rule.code)),
        "why": parts["why"],
        "bad": parts["bad"],
        "good": parts["good"],
        "mend": [line.strip() for line in parts["mend"].splitlines() if line.strip()],
    }


def page(code: str) -> str:
    """The rule's page in the docs, in both languages."""
    names = entry(code)["name"]
    title = f"# {code} · {names['id']} / {names['en']}"
    return "\n\n".join([title, *(_section(code, language) for language in wording.LANGUAGES)]) + "\n"


def index() -> str:
    """The table of all rules in the docs, in both languages."""
    titles = wording.catalogue("texts/explain.yaml")["index_title"]
    return "\n".join([f"# {titles['id']} / {titles['en']}\n", *map(_table, wording.LANGUAGES)])


def nearest_code(text: str, codes: Collection[str] | None = None) -> str | None:
    """The code that somebody may have meant."""
    codes = all_rules() if codes is None else codes
    alike = [code for code in codes if len(code) == len(text.strip()) and _differing(code, text.strip()) == 1]
    if alike:
        return min(alike)
    return nearest(text.strip().upper(), codes, closeness=FAR)


def _differing(code: str, typed: str) -> int:
    """At how many places two texts of one length differ."""
    return sum(a != b for a, b in zip(code, typed.upper(), strict=True))


def unknown_code(text: str) -> UserError:
    """What to raise where somebody names a rule that does not exist."""
    near = nearest_code(text)
    hint = say("explain.near", near=near) if near else ""
    return UserError(say("explain.unknown", code=text, near=hint), say("explain.unknown_remedy"))


def _rule(code: str) -> Rule:
    rule = rule_of(code)
    if rule is None:
        raise unknown_code(code)
    return rule


def _values(problem: Problem) -> dict[str, str]:
    """What the places of a wording are filled with."""
    path = problem.path
    part = problem.place.part if problem.place else None
    values = {"title": path.stem, "name": path.name, "suffix": path.suffix, "part": part or ""}
    values |= {"found": problem.found, "expected": problem.expected, **problem.values}
    shown = {name: _shown(value, whole=name in ("found", "expected")) for name, value in values.items()}
    return shown | _capitalised(shown)


def _capitalised(shown: Mapping[str, str]) -> dict[str, str]:
    """A photo's words at the beginning of a sentence: `{Photo}`."""
    words = shown.get("photo", "")
    return {"Photo": words[:1].upper() + words[1:]}


def _shown(value: str, *, whole: bool = False) -> str:
    """A value fit to be read: no control characters, numbers with the decimal sign of the language."""
    if isinstance(value, DecimalText) and wording.language() == "id":
        return _POINT.sub(",", _BETWEEN.sub("; ", value))
    if isinstance(value, Listed):
        return _listed(value.names, None if whole else MOST_NAMED)
    if isinstance(value, PhotoName):
        words = photo_in_words(value)
        value = f"{words}," if ", " in words else words  # the sentence goes on behind the place
    text = " ".join(visible(unicodedata.normalize("NFC", value)).split())
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def _listed(names: Sequence[str], most: int | None) -> str:
    """The names in a row; with `most`, no more of them than that, and how many there are besides."""
    shown = ", ".join(_shown(name) for name in names[:most])
    rest = len(names[most:]) if most else 0
    return shown + (f" {say('report.and_more', count=rest)}" if rest else "")


def _origin(rule: Rule) -> list[str]:
    """Severity, slide and conditions of a rule, a line each."""
    lines = [say("explain.severity", severity=say(f"report.{rule.severity.label}"))]
    lines.append(say("explain.slide", slide=rule.slide) if rule.slide else say("explain.no_slide"))
    return [*lines, say("explain.needs_roster")] if rule.needs_roster else lines


def _lines(code: str, part: str) -> list[str]:
    """A part of the entry as lines; steps are numbered."""
    if part == "finding":
        return [_sample(entry(code))]
    lines = [line for line in entry(code)[part][wording.language()].splitlines() if line.strip()]
    return [f"{number}. {line}" for number, line in enumerate(lines, 1)] if part == "mend" else lines


def _sample(texts: Entry) -> str:
    """The message as a finding has it, with dots where the file's own values come."""
    values: dict[str, str] = defaultdict(lambda: "…")
    photo = {"photo": _shown(PhotoName("…", PhotoPlace(2, "below", "…")))}
    values |= photo | _capitalised(photo)
    values |= {part: wording.fill(texts[part]) for part in ("found", "expected") if part in texts}
    return str(texts["message"][wording.language()]).format_map(values)


def _indented(line: str) -> str:
    hanging = "     " if line[:1].isdigit() else "  "
    return _filled(line, initial_indent="  ", subsequent_indent=hanging)


def _filled(text: str, **indents: str) -> str:
    """In lines of a terminal's width."""
    import textwrap  # which compiles patterns that only explanations need

    return textwrap.fill(text, _WIDTH, **indents)  # type: ignore[arg-type]


def _section(code: str, language: str) -> str:
    with wording.speaking(language):
        rule = _rule(code)
        origin = "  \n".join(_origin(rule))
        blocks = [f"## {say('explain.language')}", origin]
        for part in PARTS:
            blocks += [
                f"### {say(f'explain.{part}')}",
                "\n".join(_plain(line) for line in _lines(code, part)),
            ]
        return "\n\n".join([*blocks, _change(rule)])


def _change(rule: Rule) -> str:
    """What bpkit.yaml can make of the rule's severity."""
    weighs = rule.code.startswith(_DECISIVE) and rule.code not in OF_NO_VALUE
    decides = rule.severity is Severity.ERROR and weighs
    return say("explain.change_in_lists" if decides else "explain.change", code=rule.code)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is: file names are full of its signs."""
    return re.sub(r"([\\*_<>|~`])", r"\\\1", text)


def _table(language: str) -> str:
    with wording.speaking(language):
        heads = [say(f"explain.index_{column}") for column in ("code", "severity", "name", "slide")]
        lines = [f"## {say('explain.language')}", "", say("explain.index_intro"), ""]
        lines += [f"| {' | '.join(heads)} |", "|---|---|---|---|"]
        for rule in all_rules().values():
            severity, slide = say(f"report.{rule.severity.label}"), rule.slide or "–"
            lines.append(f"| [{rule.code}]({rule.code}.md) | {severity} | {name_of(rule.code)} | {slide} |")
        return "\n".join([*lines, ""])


def photo_in_words(photo: PhotoName) -> str:
    """The photo as a phrase in the language of the run.

    >>> photo_in_words(PhotoName("image7.jpeg", PhotoPlace(2, "below", "Warga memilah sampah …")))
    'photo 2, below the sentence “Warga memilah sampah …”'
    """
    if photo.place is None:
        return say("photo.named", name=photo)
    number, caption = photo.place.number, _shortened(photo.caption)
    named = say("photo.captioned" if caption else "photo.numbered", number=number, caption=caption)
    return ", ".join([named, *_photo_place(photo.place)])


def _photo_place(place: PhotoPlace) -> list[str]:
    if place.page is not None:
        return [say("photo.page", page=place.page)]
    inside = [say(f"photo.{place.part}")] if place.part else []
    return [*inside, say(f"photo.{place.side}", words=place.words)] if place.side else inside


def _shortened(caption: str) -> str:
    words = " ".join(caption.split())
    if len(words) <= _LONGEST_CAPTION:
        return words
    return f"{words[:_LONGEST_CAPTION].rpartition(' ')[0] or words[:_LONGEST_CAPTION]} …"
