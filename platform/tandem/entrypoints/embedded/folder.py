"""The data folder: where it lies, who holds it, and the ports and secrets that it keeps from run to run."""

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

from tandem.entrypoints.children import reachable_by, unprivileged_user


class DataFolderRefused(Exception):
    """The data folder cannot serve; the message is one line for the operator."""


def choose_data_folder(configured: Path | None) -> Path:
    """The folder asked for, else ./.tandem, else one under /var/tmp that belongs to this working directory.

    Raises DataFolderRefused when the folder asked for cannot serve.
    """
    if configured is not None:
        folder = configured.expanduser().absolute()
        if reason := _obstacle(folder):
            raise DataFolderRefused(f"TANDEM_DATA={folder} cannot serve: {reason}")
        return folder
    here = Path.cwd() / ".tandem"
    if _obstacle(here) is None:
        return here
    name = hashlib.sha256(str(Path.cwd()).encode()).hexdigest()[:8]
    elsewhere = Path(f"/var/tmp/tandem-{os.getuid()}-{name}")  # noqa: S108 (ours alone: checked below)
    if reason := _obstacle(elsewhere):
        raise DataFolderRefused(f"neither {here} nor {elsewhere} can serve ({reason}); set TANDEM_DATA")
    return elsewhere


def _obstacle(folder: Path) -> str | None:
    try:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            return "it belongs to another user"
        folder.chmod(0o711)  # the servers may walk through it when we are root; nobody may list it
        (folder / "lock").touch(mode=0o600)
    except OSError as error:
        return (error.strerror or str(error)).lower()
    user = unprivileged_user()
    if not reachable_by(user, folder / "lock"):
        return f"root may enter it but {user.pw_name if user else ''}, who runs the servers, may not"
    return None


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder against a second run. Raises DataFolderRefused when somebody has it."""
    with (folder / "lock").open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderRefused(
                f"{folder} is in use by process {lock.read().strip()}; stop it, or set TANDEM_DATA and TANDEM_PORT"
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def kept_secret(folder: Path, name: str) -> str:
    """A secret of 32 random bytes in hexadecimal, made once, in a file that only its owner reads."""
    path = folder / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        written = path.with_suffix(".new")
        with open(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        written.rename(path)  # whole or not at all: a torn key would lock every sealed text
    return path.read_text()


def kept_key(folder: Path, name: str) -> str:
    """A kept secret in the form of TANDEM_MASTER_KEY: 32 bytes in base64."""
    return base64.b64encode(bytes.fromhex(kept_secret(folder, name))).decode()


def kept_port(folder: Path, name: str) -> int:
    """A free port on 127.0.0.1: the one of the last run when it is still free."""
    path = folder / "ports.json"
    ports: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
    if not (kept := ports.get(name)) or not port_is_free(kept):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            ports[name] = probe.getsockname()[1]
        path.write_text(json.dumps(ports))
    return ports[name]


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
