"""A PostgreSQL server of the tests' own: made, started and stopped by them, in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

DEBIAN = Path("/usr/lib/postgresql")  # where Debian keeps what only a server needs, one folder a version


def binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`; None if there is no server on this machine."""
    found = shutil.which("initdb")
    if found and shutil.which("pg_ctl"):
        return Path(found).parent
    versions = [folder / "bin" for folder in DEBIAN.glob("*") if (folder / "bin" / "initdb").exists()]
    return max(versions, key=lambda folder: int(folder.parent.name), default=None)


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a fresh database; skips the test if there is no server."""
    place = binaries()
    if place is None:
        pytest.skip("no PostgreSQL server on this machine (Debian: apt-get install postgresql)")
    folder = Path(mkdtemp(prefix="salesim-pg-"))
    as_owner: list[str] = []
    if os.getuid() == 0:  # a server refuses to run as root
        try:
            owner = pwd.getpwnam("postgres")
        except KeyError:
            pytest.skip("PostgreSQL does not run as root, and there is no user 'postgres'")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*command: object) -> None:
        subprocess.run([*as_owner, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    data = folder / "data"
    try:
        run(place / "initdb", "-D", data, "-U", "salesim", "--auth", "trust", "--no-sync", "-E", "UTF8")
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
        run(place / "pg_ctl", "-D", data, "-w", "-o", settings, "-l", folder / "log", "start")
        try:
            yield f"postgresql://salesim@127.0.0.1:{port}/postgres"
        finally:
            run(place / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
