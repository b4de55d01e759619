"""Which forms were written, on the screen and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.console import Console

from .. import __version__
from ..model.outcomes import Recapped
from ..model.units import Severity
from ..wording import say
from .console import escape
from .overview import print_overview
from .places import relative
from .validation_json import finding_json
from .validation_text import print_findings


def forms(recapped: Recapped) -> dict[str, Any]:
    """What was written where, and what the panels' findings were."""
    given = recapped.judged.folder.path
    findings = [finding for one in recapped.judged.walk() for finding in one.findings]
    return {
        "bpkit": __version__,
        "path": given.as_posix(),
        "forms": [{"path": relative(form.path, given), "status": form.status} for form in recapped.forms],
        "findings": [finding_json(finding, given) for finding in findings],
    }


def print_forms(recapped: Recapped, console: Console) -> None:
    """Write where the forms are, and what stands against them."""
    given = recapped.judged.folder.path
    for form in recapped.forms:
        path = relative(form.path, given)
        console.print(escape(say(f"report.{form.status}", path=path)))
    for waiting in recapped.without_scores:
        folder, unit = relative(waiting.path / "penilaian", given), waiting.unit or waiting.path.name
        console.print(escape(say("report.no_lampiran_2", unit=unit, folder=folder)))
    for one in recapped.judged.walk():
        print_findings(one.findings, given, console)


def print_run(recapped: Recapped, console: Console) -> None:
    """One table: a row for every folder, with what was handed in, scored and written."""
    written = Counter(form.path.parent for form in recapped.forms)
    print_overview(recapped.checked, recapped.judged, console, written)
    counts = Counter(form.status for form in recapped.forms)
    done = say(
        "report.forms_done", written=counts["written"] + counts["beside"], unchanged=counts["unchanged"]
    )
    console.print(done, style="bold")
    given = recapped.judged.folder.path
    for one in recapped.judged.walk():
        print_findings([f for f in one.findings if f.severity is Severity.ERROR], given, console)
    for form in recapped.forms:
        if form.status in ("beside", "sealed"):
            console.print(escape(say(f"report.{form.status}", path=relative(form.path, given))))
    console.print(escape(say("report.details", path=given)), style="dim")
