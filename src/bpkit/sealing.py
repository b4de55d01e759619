"""The seal on a decision: what it was made on, as SHA-256, so that a later change shows.

Pure: `penilaian/segel.json` is read and written elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from .figures import exact
from .levels import levels_of
from .model.levels import Levels
from .model.scores import Assessment, Result, Seal, SealEvent
from .model.units import fold, unit_name
from .naming import FolderName, parse
from .panels.table import is_blank_copy

if TYPE_CHECKING:
    from .model.programs import Program, Sitting
    from .model.rounds import Judgement, Unit

SEALED, UNSEALED = "sealed", "unsealed"
UNKNOWN = ""  # the digest of what can't be read at the moment


class Change(Struct, frozen=True):
    """One thing that is not as it was sealed: what, how (`changed`, `new`, `gone`), and its path or name."""

    what: str  # sheet, document, beside, decision, form, rubric, results, seal
    how: str
    name: str = ""


def seal(
    assessment: Assessment,
    when: str,
    previous: Seal | None = None,
    forms: Mapping[str, str] | None = None,
    by: str = "",
) -> Seal:
    """The seal on what lies on the table now; the history of an earlier one goes on.

    `forms` are those that go out with the decision, as SHA-256 by their names in the unit's folder.
    """
    panel = assessment.panel
    decision = panel.decision
    history = previous.history if previous else ()
    return Seal(
        rubric=assessment.rubric.sha256,
        sheets={_relative(s.path, panel.folder): s.sha256 for s in panel.sheets if not is_blank_copy(s)},
        documents={_relative(c.path, panel.folder): c.sha256 for c in panel.candidates},
        decision={_relative(decision.path, panel.folder): decision.sha256} if decision else {},
        forms=dict(panel.forms if forms is None else forms),
        results=tuple(_row(result) for result in assessment.results),
        history=(*history, SealEvent(SEALED, when, by=by)),
        about=" ".join(filter(None, (panel.level.code, panel.unit, str(panel.period or "")))),
        beside=_beside(assessment),
    )


def _beside(assessment: Assessment) -> dict[str, str]:
    """What was handed in with the writings, by its path; of a table the rows of these writings."""
    found: dict[str, list[str]] = {}
    for candidate in assessment.panel.candidates:
        for path, digest in candidate.beside:
            found.setdefault(_relative(path, assessment.panel.folder), []).append(digest)
    return {name: those[0] if len(those) == 1 else _joint(those) for name, those in found.items()}


def _joint(digests: Iterable[str]) -> str:
    return sha256(" ".join(sorted(digests)).encode()).hexdigest()


def seal_of(  # noqa: PLR0913 - the panel, what lies before it, and when and by whom
    program: Program,
    sitting: Sitting,
    unit: Unit,
    judgement: Judgement | None = None,
    when: str = "",
    by: str = "",
) -> Seal:
    """The seal of a panel of a round on what lies in a unit's folder now, and in those below it.

    It holds the sheets and lists that its matter stands on, all evidence, the rulings below, the panel's own
    ruling, and the values that came of them.
    """
    codes, lists = _stood_on(program, sitting.about)
    inside = [*unit.walk()]
    files = [(sheet.path, sheet.sha256) for one in inside for sheet in one.sheets if sheet.scheme in codes]
    for one in inside:
        files += [pair for code in lists if code in one.listings for pair in one.listings[code].files.items()]
    own = unit.rulings.get(sitting.code)
    rulings = [ruling for one in unit.children for ruling in one.rulings.values()]
    before = unit.seals.get(sitting.code)
    proofs = {
        _relative(one.path / name, unit.path): digest for one in inside for name, digest in one.proofs.items()
    }
    forms = (
        {name: unit.sealed_forms[name] for name in before.forms if name in unit.sealed_forms}
        if before
        else {}
    )
    return Seal(
        rubric=program.sha256,
        sheets={_relative(path, unit.path): digest for path, digest in files},
        documents={},
        decision={_relative(one.path, unit.path): one.sha256 for one in (*rulings, *([own] if own else []))},
        forms=forms,
        results=values_of(judgement) if judgement else (),
        history=(SealEvent(SEALED, when, by=by),),
        beside=proofs,
        about=" ".join(filter(None, (unit.level.code, unit.name, str(unit.span or ""), sitting.code))),
    )


def _stood_on(program: Program, about: str) -> tuple[set[str], set[str]]:
    """The schemes and the lists that a scheme's values, or a list, stand on."""
    from .model.programs import VoiceKind  # which runs over writings never need

    codes, lists = {about}, {about}
    for scheme in reversed(program.schemes):
        for voice in scheme.voices if scheme.code in codes else ():
            if voice.kind is VoiceKind.UNITS:
                codes |= {voice.table}
    for scheme in program.schemes:
        lists |= {voice.table for voice in scheme.voices if scheme.code in codes and voice.table}
    return codes, lists


def values_of(judgement: Judgement) -> tuple[Mapping[str, object], ...]:
    """The values of all branches, by what is judged and item, as a seal keeps them."""
    return tuple(
        {"title": " ".join(filter(None, (outcome.judged, value.item))), "value": exact(value.value)}
        for outcome in judgement.outcomes
        for value in outcome.total.walk()
        if value.items and value.value is not None
    )


def sitting_changes(sealed: Seal, now: Seal) -> tuple[Change, ...]:
    """What is no longer as a panel of a round sealed it, all but what came of it."""
    if not sealed.closed or not sealed.seen:
        return ()
    if not sealed.readable:
        return (Change("seal", "damaged"),)
    if not sealed.beside:  # there was no evidence, or the seal is older than its being sealed
        now = replace(now, beside={})
    found = _changes(sealed, replace(now, results=sealed.results), None)
    return tuple(replace(one, what="evidence") if one.what == "beside" else one for one in found)


def changed_results(sealed: Seal, values: tuple[Mapping[str, object], ...]) -> list[str]:
    """The names of values that came out otherwise than they were sealed."""
    if not (sealed.closed and sealed.seen and sealed.readable):
        return []
    return sorted(_changed_rows(sealed, replace(sealed, results=values)))


def unseal(sealed: Seal, reason: str, when: str, by: str = "") -> Seal:
    """The seal opened, with the reason, which stays in its history.

    Raises:
        ValueError: there is no reason.
    """
    if not reason.strip():
        raise ValueError("unsealing needs a reason")
    return replace(sealed, history=(*sealed.history, SealEvent(UNSEALED, when, reason.strip(), by)))


def changes(assessment: Assessment) -> tuple[Change, ...]:
    """What is no longer as the panel's seal has it; nothing where there is none, or it was opened."""
    sealed = assessment.panel.seal
    if sealed is None or not sealed.closed or not sealed.seen:
        return ()
    if not sealed.readable:
        return (Change("seal", "damaged"),)
    return tuple(_changes(sealed, seal(assessment, ""), levels_of(assessment.rubric)))


def facts_of(sealed: Seal) -> dict[str, Any]:
    """What a seal says, as it stands in `segel.json` and in the chain; all but the hash of its link."""
    facts = {**asdict(sealed), "history": [asdict(event) for event in sealed.history]}
    facts["results"] = [dict(row) for row in sealed.results]
    for name in ("readable", "seen", "link", "chain"):
        del facts[name]
    return facts


def dump(sealed: Seal) -> str:
    """The text of `segel.json`; the same seal always gives the same."""
    facts = {"version": 1, "number": number_of(sealed), "link": sealed.link, "chain": sealed.chain}
    facts |= facts_of(sealed)
    return json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


# The number of a seal --------------------------------------------------------------------------------

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none that is taken for another on paper
_MEANT = str.maketrans("OILoil", "011011")
_GROUPS, _GROUP = 3, 4  # 60 bits: nobody finds a second seal with the same number
LEAST_TYPED = 8  # signs of a number that are enough to look for it


def number_of(sealed: Seal) -> str:
    """What stands at the foot of forms and letters: `K7QF-3M2X-9A0D`, from what was sealed alone.

    Forms carry it, so that they are not among what it is made of; nor is when and by whom: what is sealed
    anew unchanged has the number that is on paper already.
    """
    facts = facts_of(sealed)
    for name in ("forms", "history"):
        del facts[name]
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    number = int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big") >> 4
    signs = [_SIGNS[number >> 5 * place & 31] for place in reversed(range(_GROUPS * _GROUP))]
    return "-".join("".join(signs[at : at + _GROUP]) for at in range(0, len(signs), _GROUP))


def typed_number(text: str) -> str:
    """A number as somebody copied it from paper, in the signs that numbers have, without its hyphens."""
    return "".join(sign for sign in text.translate(_MEANT).upper() if sign.isalnum())


def load(data: bytes) -> Seal:
    """The seal in a `segel.json`; one that is damaged comes back with `readable` false."""
    try:
        return seal_from(json.loads(data.decode(errors="surrogatepass")))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Seal("", {}, {}, {}, {}, (), (), readable=False)


def seal_from(facts: Mapping[str, Any]) -> Seal:
    """The seal that says this. Raises what `load` catches where it says something else."""
    return Seal(
        rubric=str(facts["rubric"]),
        about=str(facts.get("about", "")),  # seals of before the chain had none of these
        beside=_digests(facts.get("beside", {})),
        link=str(facts.get("link", "")),
        chain=str(facts.get("chain", "")),
        sheets=_digests(facts["sheets"]),
        documents=_digests(facts["documents"]),
        decision=_digests(facts["decision"]),
        forms=_digests(facts.get("forms", {})),  # seals of 0.1 had none
        results=tuple(dict(row) for row in facts["results"]),
        history=tuple(
            SealEvent(
                str(event["action"]), str(event["when"]), str(event["reason"]), str(event.get("by", ""))
            )
            for event in facts["history"]
        ),
    )


def _digests(facts: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(digest) for name, digest in facts.items()}


def _changes(then: Seal, now: Seal, levels: Levels | None) -> Iterator[Change]:
    pairs = (
        ("sheet", then.sheets, now.sheets),
        ("document", then.documents, _where_sealed(then.documents, now.documents, levels)),
        ("beside", then.beside, _where_sealed(then.beside, now.beside, levels) if then.about else {}),
        ("decision", then.decision, now.decision),
        ("form", then.forms, now.forms),
    )
    for what, old, new in pairs:
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name) and new.get(name) != UNKNOWN:
                how = "new" if name not in old else "gone" if name not in new else "changed"
                yield Change(what, how, name)
    if then.rubric != now.rubric:
        yield Change("rubric", "changed")
    if any(UNKNOWN in new.values() for _, _, new in pairs):
        return  # what follows from a file that can't be read now is no change
    for title in sorted(_changed_rows(then, now)):
        yield Change("results", "changed", title)


def _where_sealed(then: Mapping[str, str], now: Mapping[str, str], levels: Levels | None) -> dict[str, str]:
    """The documents of now, those in a folder that was only renamed (`bpkit fix`) under its sealed name."""
    if levels is None:  # nothing renames the folders of a round
        return dict(now)
    gone = {(_place(name, levels), digest): name for name, digest in then.items() if name not in now}
    return {
        name if name in then else gone.get((_place(name, levels), digest), name): digest
        for name, digest in now.items()
    }


def _place(name: str, levels: Levels) -> tuple[object, ...]:
    """A document's place by what the names of its folders say, however they are spelt."""
    *folders, file = PurePosixPath(name).parts
    read = ((folder, parse(folder, levels)) for folder in folders)
    return (
        *[
            (one.level, fold(unit_name(one.unit)), one.month) if isinstance(one, FolderName) else folder
            for folder, one in read
        ],
        file,
    )


def _changed_rows(then: Seal, now: Seal) -> set[str]:
    """The titles that came out otherwise."""
    old, new = ({str(row.get("title")): dict(row) for row in one.results} for one in (then, now))
    return {title for title in {*old, *new} if old.get(title) != new.get(title)}


def _row(result: Result) -> dict[str, object]:
    return {
        "title": result.candidate.key,
        "rank": result.rank,
        "na": None if result.final is None else exact(result.final),
        "passed": result.passed,
        "selected": result.selected,
        "provisional": result.provisional,
    }


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


# A seal that can't be read at the moment: taken for closed, and not for damaged.
UNSEEN = replace(load(b""), readable=True, seen=False)
