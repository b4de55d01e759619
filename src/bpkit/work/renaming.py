"""`bpkit fix`: gives folders the exact name that BP102 asks for. Nothing else is ever renamed."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import ShareError
from ..model.outcomes import Checked, Renaming
from ..wording import say

RULE = "BP102"


def renamings(checked: Checked) -> Iterator[Renaming]:
    """What is to be renamed at and below a folder, the deepest first: no path changes under another."""
    for child in checked.children:
        yield from renamings(child)
    for finding in checked.findings:
        if finding.code == RULE and not finding.waived:
            old = finding.problem.path
            new = old.with_name(finding.problem.expected)
            # On Windows and macOS a name that differs by case alone is the same folder, not another.
            taken = new.exists() and not new.samefile(old)
            yield Renaming(old, new, taken)


def rename(renaming: Renaming) -> None:
    """Give the folder its new name.

    Raises:
        ShareError: it is open somewhere, or the share can't be written.
    """
    try:
        renaming.old.rename(renaming.new)
    except OSError as error:
        raise ShareError(say("run.not_renamed", path=renaming.old), say("run.not_renamed_remedy")) from error
