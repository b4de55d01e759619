"""bpkit opens no connection: with every socket closed it does its whole month."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import Any, NoReturn

import pytest
from make.shares import KMW, Run

ROOT = Path(__file__).parents[2]


def refused(*_: Any, **__: Any) -> NoReturn:
    raise AssertionError("a connection was asked for")


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name can be looked up and nothing connected to; pipes between processes are no network."""
    for name in ("getaddrinfo", "gethostbyname", "create_connection", "create_server"):
        monkeypatch.setattr(socket, name, refused)
    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, refused)


@pytest.mark.usefixtures("closed")
def test_a_month_is_done_with_all_sockets_closed(share: Path, run: Run) -> None:
    for command in (
        ("run", share),
        ("validate", share, "--deep"),
        ("score", share / KMW, "--seal"),
        ("letter", share / KMW),
        ("seal", "verify", share),
        ("site", share, "--output", share.parent / "situs"),
    ):
        code, _, said = run(*command)
        assert code in (0, 1), said


@pytest.mark.skipif(not sys.platform.startswith("linux") or which("unshare") is None, reason="needs unshare")
def test_a_run_works_in_a_network_that_is_none(share: Path) -> None:
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody leave the network")
    command = [*alone, sys.executable, "-m", "bpkit", "validate", str(share), "--no-cache"]
    done = subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, "BPKIT_LANG": "en"}, cwd=ROOT
    )
    assert done.returncode in (0, 1), done.stderr
    assert b"5" in done.stdout
