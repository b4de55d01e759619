"""What is wrong: one record from the reader or rule that saw it, and the finding that a rule makes of it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, field

from .place import Place
from .units import Severity


class DecimalText(str):
    """A computed number with a decimal point, alone or with words; people see the decimal sign they know."""

    __slots__ = ()


class Listed(str):
    """Several names as one value: whole in a finding's data, cut short in its sentences."""

    __slots__ = ()

    @classmethod
    def of(cls, names: Iterable[str]) -> Listed:
        """The names in their order; none of them has a line end in it."""
        return cls("\n".join(" ".join(name.split()) for name in names))

    @classmethod
    def quoted(cls, titles: Iterable[str]) -> Listed:
        """Titles, each in quotation marks: there are commas in them."""
        return cls.of(f"“{title}”" for title in titles)

    @property
    def names(self) -> list[str]:
        """The names one by one."""
        return str(self).split("\n")  # of an empty one `split` would give itself


class Kind(StrEnum):
    """What is wrong with a file or a part of it, as its reader saw it; rules know which of them says it."""

    NO_TEXT = "no text"
    PHOTO = "photo"
    MEDIUM = "medium"
    BROKEN = "broken"
    PROTECTED = "protected"
    MISLABELLED = "mislabelled"
    UNSAFE = "unsafe"
    MACROS = "macros"
    NO_PERMISSION = "no permission"
    IN_USE = "in use"
    UNREACHABLE = "unreachable"  # the share's trouble, not the file's: to be tried again
    SHEET = "sheet"  # of a score sheet or decision, or a part of it, that can't be used
    UNREAD_SHEET = "unread sheet"  # the file itself did not open: a problem of the folder says why
    UNCOUNTED = "uncounted"  # looks like a sheet or a decision and can't count as it lies there


# What can't be read now and may be whole: nobody may draw conclusions from its absence.
OUT_OF_SIGHT = (Kind.NO_PERMISSION, Kind.UNREACHABLE)


class Problem(Struct, frozen=True):
    """One thing that is wrong, from the reader or rule that saw it to the report that says it.

    `variant` picks among the wordings of the rule that speaks of it, `values` fill them; `found` and
    `expected` are short and exact. Readers give the `kind`, and in `detail` a word for whoever debugs.
    """

    path: Path
    found: str = ""
    expected: str = ""
    place: Place | None = None
    variant: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()  # keys of the candidates whose scores it touches
    severity: Severity | None = None  # where this case is milder than its rule
    kind: Kind | None = None
    detail: str = ""
    more: int = 0  # of the same kind in the same file, which are not told one by one

    def __hash__(self) -> int:
        """Of what tells most problems apart; `values` is a mapping, which has no hash."""
        return hash((self.path, self.found, self.expected, self.place, self.variant, self.titles))


class UnreadableError(Exception):
    """Why a file, or a part of it, is not read: raised inside readers, who make it the file's `Problem`."""

    def __init__(
        self, kind: Kind, detail: str = "", found: str = "", *, variant: str = "", place: Place | None = None
    ) -> None:
        super().__init__(detail or variant)
        self.kind = kind
        self.detail = detail
        self.found = found
        self.variant = variant
        self.place = place or Place()

    @property
    def values(self) -> dict[str, str]:
        """What goes into the wording of its variant."""
        return {"detail": str(self.detail)}  # as plain text, whatever reader gave it

    def of_sheet(self, path: Path) -> Problem:
        """The problem that a file has which people fill in: a sheet, a list, facts of a unit."""
        return Problem(path, str(self.found), "", self.place, self.variant, self.values, kind=Kind.SHEET)

    def problem(self, path: Path, place: Place | None = None) -> Problem:
        """The problem that the file of this path has."""
        place = place or (None if self.place == Place() else self.place)
        return Problem(
            path, self.found, place=place, variant=self.variant, kind=self.kind, detail=self.detail
        )


def sheet_problem(
    path: Path, variant: str, found: str = "", place: Place | None = None, expected: str = "", **values: str
) -> Problem:
    """What is wrong in a file that people fill in; `values` go into the wording of the variant."""
    return Problem(path, str(found), expected, place, variant, values, kind=Kind.SHEET)


class Finding(Struct, frozen=True):
    """A problem, the code of its rule, its severity after overrides, and the reason if it was waived."""

    code: str
    severity: Severity
    problem: Problem
    waiver: str | None = None

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells one finding from another, whatever its severity."""
        problem = self.problem
        said = (problem.found, problem.expected, tuple(sorted(problem.values.items())), problem.titles)
        return (self.code, problem.path, problem.place, problem.variant, *said)

    @property
    def of_panel(self) -> bool:
        """Whether it is about sheets, a decision or a panel, and not about what was handed in."""
        return self.code.startswith("BP8")

    @property
    def blocks(self) -> bool:
        """Whether it is an error that bpkit.yaml does not let pass."""
        return self.severity is Severity.ERROR and not self.waived

    @property
    def waived(self) -> bool:
        """Whether bpkit.yaml lets it pass."""
        return self.waiver is not None
