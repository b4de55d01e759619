"""What `make audit` says of the answers that pip-audit gives."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

from audit import verdict

CLEAN = {"name": "lxml", "version": "6.1", "vulns": []}
UNKNOWN = {"name": "pillow", "skip_reason": "Dependency not found on PyPI and could not be audited"}
FAULT = {**CLEAN, "vulns": [{"id": "CVE-2010-1", "fix_versions": ["6.2"]}]}


def test_libraries_that_nobody_could_ask_about_are_no_clean_audit() -> None:
    assert verdict([UNKNOWN, UNKNOWN]) == (
        "Not audited: the index that pip uses here knows advisories for 0 of 2 libraries.", 0,
    )  # fmt: skip
    assert verdict([CLEAN, UNKNOWN]) == ("Audited 1 of 2 libraries: no fault is known.", 0)


def test_a_known_fault_is_named_and_fails() -> None:
    words, code = verdict([FAULT, UNKNOWN])
    assert (code, "lxml 6.1: CVE-2010-1" in words) == (1, True)
