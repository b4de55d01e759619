"""The recipes of docs/cron.md run as they stand there, but for the places of bpkit and of the share."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from make.shares import korkot, write_document

TEXT = (Path(__file__).parents[2] / "docs" / "cron.md").read_text(encoding="utf-8")
CRON_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "kmw"}


def block(language: str, holding: str) -> str:
    """The code of that language which holds these words."""
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return next(code for code in found if holding in code)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """bpkit as a program of its own, which needs nothing of the environment."""
    file = tmp_path / "bpkit"
    file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bpkit "$@"\n', encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.fixture
def share(share: Path) -> Path:
    """One that has something to mend."""
    write_document(share / korkot("Surakarta") / "Batik.docx", photos=1)
    return share


@pytest.mark.skipif(os.name != "posix", reason="no cron there")
def test_the_line_for_cron_runs_with_what_cron_gives_it(tmp_path: Path, program: Path, share: Path) -> None:
    line = block("cron", "bpkit run").splitlines()[-1]
    assert re.match(r"(?:[0-9*/,-]+ +){5}/", line) and "%" not in line
    command = line.split(maxsplit=5)[5]
    mailed = tmp_path / "mail"
    mailed.write_text(f'#!/bin/sh\ncat > "{tmp_path}/mailed.txt"\n', encoding="utf-8")
    mailed.chmod(0o755)
    for old, new in (
        ("/usr/local/bin/bpkit", program),
        ("/srv/berbagi", share),
        ("/var/log", tmp_path),
        ("|| mail ", f"|| {mailed} "),
    ):
        assert old in command
        command = command.replace(old, str(new))
    environment = {**CRON_ENVIRONMENT, "HOME": str(tmp_path)}
    subprocess.run(["/bin/sh", "-c", command], check=True, env=environment, cwd="/")
    (noted,) = (tmp_path / "bpkit-catatan.log").read_text(encoding="utf-8").splitlines()
    assert f'bpkit run "{share}": kode 1, ada galat' in noted
    assert "Korkot Semarang" in (tmp_path / "mailed.txt").read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd there")
def test_the_units_for_systemd_are_sound(tmp_path: Path, program: Path) -> None:
    for name in ("bpkit.service", "bpkit.timer"):
        code = block("ini", f"# {name}")
        (tmp_path / name).write_text(
            code.replace("/usr/local/bin/bpkit", str(program)).replace("/srv/berbagi", str(tmp_path)),
            encoding="utf-8",
        )
    units = [str(tmp_path / name) for name in ("bpkit.service", "bpkit.timer")]
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert [line for line in verified.stderr.splitlines() if str(tmp_path) in line or "bpkit." in line] == []


@pytest.mark.skipif(
    not os.environ.get("BPKIT_CRON") or not shutil.which("cron"), reason="takes a minute, and root's cron"
)
def test_a_real_cron_runs_it(tmp_path: Path, program: Path, share: Path) -> None:
    """Only where somebody asks for it: it puts a file into /etc/cron.d for a minute."""
    log = tmp_path / "catatan.log"
    table = Path("/etc/cron.d") / f"bpkit-{os.getpid()}"
    table.write_text(f"* * * * * root {program} run {share} -q --lang id --log {log} >/dev/null 2>&1\n")
    daemon = subprocess.Popen(["cron", "-f"])
    try:
        for _ in range(90):
            if log.exists():
                break
            subprocess.run(["sleep", "1"], check=True)
        assert "kode 1" in log.read_text(encoding="utf-8")
    finally:
        daemon.terminate()
        table.unlink()
