"""Which forms were written, on the screen and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rich.console import Console

from .. import __version__
from ..model.outcomes import Recapped
from ..model.units import Severity
from ..wording import say
from .causes import print_causes, print_other_findings
from .console import escape
from .overview import print_overview
from .places import relative
from .validation_json import finding_json


def forms(recapped: Recapped) -> dict[str, Any]:
    """What was written where, and what the panels' findings were."""
    given = recapped.judged.folder.path
    findings = [finding for one in recapped.judged.walk() for finding in one.findings]
    return {
        "bpkit": __version__,
        "path": given.as_posix(),
        "forms": [{"path": relative(form.path, given), "status": form.status} for form in recapped.forms],
        "causes": [finding_json(finding, given) for one in recapped.judged.walk() for finding in one.errors],
        "findings": [finding_json(finding, given) for finding in findings],
    }


def print_forms(recapped: Recapped, console: Console) -> None:
    """Write where the forms are, and what stands against them."""
    given = recapped.judged.folder.path
    print_causes(recapped.judged, console)
    for form in recapped.forms:
        path = relative(form.path, given)
        console.print(escape(say(f"report.{form.status}", path=path)))
    for waiting in recapped.without_scores:
        folder, unit = relative(waiting.path / "penilaian", given), waiting.unit or waiting.path.name
        console.print(escape(say("report.no_lampiran_2", unit=unit, folder=folder)))
    print_other_findings(recapped.judged, console)


def print_run(recapped: Recapped, console: Console) -> None:
    """One table: a row for every folder, with what was handed in, scored and written."""
    print_causes(recapped.judged, console)
    written = Counter(form.path.parent for form in recapped.forms if form.status != "retired")
    print_overview(recapped.checked, recapped.judged, console, written)
    counts = Counter(form.status for form in recapped.forms)
    done = say(
        "report.forms_done", written=counts["written"] + counts["beside"], unchanged=counts["unchanged"]
    )
    console.print(done, style="bold")
    given = recapped.judged.folder.path
    print_other_findings(recapped.judged, console, Severity.ERROR)
    for form in recapped.forms:
        if form.status in ("beside", "sealed", "retired"):
            console.print(escape(say(f"report.{form.status}", path=relative(form.path, given))))
    console.print(escape(say("report.details", path=given)), style="dim")
