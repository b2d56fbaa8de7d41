"""The embedded Valkey (or Redis): carries arq and presence, keeps nothing, stops with us."""

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from tandem.entrypoints import children
from tandem.entrypoints.embedded.binaries import valkey_program
from tandem.entrypoints.embedded.folder import kept_port, kept_secret
from tandem.entrypoints.embedded.postgres import ServerDidNotStart


@contextlib.contextmanager
def running_valkey(data: Path) -> Iterator[int]:
    """Run the server without persistence (Redis may vanish at any instant) and yield its port."""
    user = children.unprivileged_user()
    port = kept_port(data, "valkey")
    configuration = data / "valkey.conf"  # a file, so that the password shows in no process list
    configuration.unlink(missing_ok=True)
    configuration.touch(mode=0o600)
    configuration.write_text(
        f'bind 127.0.0.1\nport {port}\nrequirepass "{kept_secret(data, "valkey")}"\nsave ""\nappendonly no\ndir /\n'
    )
    if user:
        os.chown(configuration, user.pw_uid, user.pw_gid)
    log_path = data / "valkey.log"
    with log_path.open("wb") as log:
        server = children.start([valkey_program(data, user), configuration], output=log, user=user)
    try:
        deadline = time.monotonic() + 20
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise ServerDidNotStart(f"Valkey did not start: {log_path.read_text(errors='replace').strip()[-2000:]}")
            time.sleep(0.02)
        yield port
    finally:
        children.stop(server)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
            probe.sendall(b"PING\r\n")
            return probe.recv(16).startswith((b"+PONG", b"-NOAUTH"))
    except OSError:
        return False
