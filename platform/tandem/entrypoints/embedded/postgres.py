"""The embedded PostgreSQL: made once, started on 127.0.0.1, stopped with us."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tandem.entrypoints import children
from tandem.entrypoints.embedded.binaries import postgres_programs
from tandem.entrypoints.embedded.folder import kept_port, kept_secret

DATABASE = "tandem"
OWNER = "tandem_owner"


class ServerDidNotStart(Exception):
    """A server ended or stayed silent at start; carries the end of its log."""


@contextlib.contextmanager
def running_postgres(data: Path, *, durable: bool) -> Iterator[int]:
    """Run the server over `data`/postgres and yield its port; `durable=False` gives up fsync (tests)."""
    user = children.unprivileged_user()
    programs = postgres_programs(data, user)
    cluster = data / "postgres"
    if not cluster.exists():
        _make_cluster(programs, data, cluster, user)
    _stop_leftover(programs, cluster, user)
    port = kept_port(data, "postgres")
    options = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",  # socket paths are limited to 107 bytes
        "max_connections": 200,
        "log_min_messages": "warning",
        **({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
    }
    command: list[str | Path] = [programs / "postgres", "-D", cluster]
    command += [f"--{name}={value}" for name, value in options.items()]
    with (data / "postgres.log").open("wb") as log:
        server = children.start(command, output=log, stop_signal=signal.SIGINT, user=user)
    try:
        _wait_until_ready(server, cluster, data / "postgres.log")
        yield port
    finally:
        children.stop(server, signal.SIGINT)  # fast shutdown: ends sessions, then checkpoints


def port_of_running_server(data: Path) -> int | None:
    """The port of the server that runs over `data`/postgres now; None when none is ready."""
    try:
        status = (data / "postgres" / "postmaster.pid").read_text().splitlines()
        os.kill(int(status[0]), 0)
    except (OSError, IndexError, ValueError):
        return None
    return int(status[3]) if len(status) > 7 and status[7].strip() == "ready" else None


def _make_cluster(programs: Path, data: Path, cluster: Path, user: pwd.struct_passwd | None) -> None:
    """initdb with passwords only, then role and database in single-user mode; a torn try leaves no cluster behind."""
    unfinished = data / "postgres.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    password = data / "postgres.password"
    password.touch(mode=0o600)
    password.write_text(kept_secret(data, "postgres"))
    if user:
        os.chown(unfinished, user.pw_uid, user.pw_gid)
        os.chown(password, user.pw_uid, user.pw_gid)
    initdb: list[str | Path] = [programs / "initdb", "-D", unfinished, "--username=postgres", f"--pwfile={password}"]
    initdb += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions", *_locale(programs)]
    try:
        _run(initdb, user)
    finally:
        password.unlink()
    owner = kept_secret(data, "owner")
    statements = [
        f"CREATE ROLE {OWNER} LOGIN CREATEROLE CREATEDB PASSWORD '{owner}'",
        f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
    ]
    _run([programs / "postgres", "--single", "-D", unfinished, "postgres"], user, ";\n".join([*statements, ""]))
    unfinished.rename(cluster)


def _locale(programs: Path) -> list[str]:
    """Sort by code point and know Unicode's cases, wherever the machine's own locales stand."""
    version = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    if int(version.stdout.split()[2].split(".")[0]) >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _run(command: list[str | Path], user: pwd.struct_passwd | None, text: str = "") -> None:
    done = subprocess.run(  # noqa: S603 (our own commands)
        command,
        input=text,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        cwd="/",
    )
    if done.returncode or "ERROR" in done.stdout or "FATAL" in done.stdout:
        raise ServerDidNotStart(f"{Path(command[0]).name} failed: {done.stdout.strip()[-2000:]}")


def _stop_leftover(programs: Path, cluster: Path, user: pwd.struct_passwd | None) -> None:
    """A server whose parent was killed may still be shutting down, or, without PDEATHSIG (macOS), still run."""
    if (cluster / "postmaster.pid").exists():
        with contextlib.suppress(ServerDidNotStart):  # a stale file: PostgreSQL clears it itself
            _run([programs / "pg_ctl", "stop", "-D", cluster, "-m", "fast", "-t", "30"], user)


def _wait_until_ready(server: subprocess.Popen[bytes], cluster: Path, log: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError):
            status = (cluster / "postmaster.pid").read_text().splitlines()
            if len(status) > 7 and status[0] == str(server.pid) and status[7].strip() == "ready":
                return
        time.sleep(0.02)
    raise ServerDidNotStart(f"PostgreSQL did not start: {log.read_text(errors='replace').strip()[-2000:]}")
