"""What the rules say: a fault is what a rule saw, a finding is a fault with its rule and weight."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .place import Place
from .units import Severity


class Figure(str):
    """A computed figure with a decimal point, alone or with words; people see the decimal sign they know."""

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
        return self.split("\n")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a rule saw; words come later, from the rule's entry in the catalogue.

    `variant` picks among the rule's wordings, `values` fill them; `found` and `expected` are short and exact.
    """

    path: Path
    found: str = ""
    expected: str = ""
    place: Place | None = None
    variant: str = ""
    values: dict[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()  # keys of the candidates whose scores it touches
    severity: Severity | None = None  # where this case weighs less than its rule does


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, the code of its rule, its weight after overrides, and the waiver's reason if it was waived."""

    code: str
    severity: Severity
    fault: Fault
    waiver: str | None = None

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What tells one finding from another, however it is weighed."""
        fault = self.fault
        said = (fault.found, fault.expected, tuple(sorted(fault.values.items())), fault.titles)
        return (self.code, fault.path, fault.place, fault.variant, *said)

    @property
    def of_panel(self) -> bool:
        """Whether it is about sheets, a decision or a panel, and not about what was handed in."""
        return self.code.startswith("BP8")

    @property
    def waived(self) -> bool:
        """Whether bpkit.yaml lets it pass."""
        return self.waiver is not None
