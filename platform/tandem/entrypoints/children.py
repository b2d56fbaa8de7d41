"""Child processes that never outlive us: started in their own session, told to stop when their parent dies."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def unprivileged_user() -> pwd.struct_passwd | None:
    """Who the servers run as when we are root (PostgreSQL refuses to be root); None when we are not root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        return next(user for user in pwd.getpwall() if user.pw_uid != 0)


def reachable_by(user: pwd.struct_passwd | None, path: Path) -> bool:
    """Whether `user` can walk down to `path`; a folder under a 0700 home cannot be reached."""
    return user is None or all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


def start(
    command: Sequence[str | Path],
    *,
    output: IO[bytes] | None,
    stop_signal: signal.Signals = signal.SIGTERM,
    user: pwd.struct_passwd | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process that gets `stop_signal` from the kernel when this process dies, however it dies.

    Call it from the main thread: the kernel watches the thread that forked, and a finished thread counts as a death.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("children are started from the main thread only")
    return subprocess.Popen(  # noqa: S603 (our own commands)
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=environment,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        umask=0o077,
        start_new_session=True,  # Ctrl-C reaches only us: we stop the children in order
        preexec_fn=_die_with(os.getpid(), stop_signal),  # runs after setuid, which would clear it
    )


def die_with_parent(stop_signal: signal.Signals) -> None:
    """Ask the kernel to send us `stop_signal` when our parent dies (Linux; elsewhere nothing is asked)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)


def _die_with(parent: int, stop_signal: signal.Signals) -> Callable[[], None]:
    def ask_the_kernel() -> None:
        die_with_parent(stop_signal)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask_the_kernel


def stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals = signal.SIGTERM, *, grace: float = 10) -> None:
    """Ask a child to end, wait `grace` seconds, then kill it."""
    if process.poll() is not None:
        return
    process.send_signal(stop_signal)
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
