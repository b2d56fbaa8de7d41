"""A time-stamping authority on this machine: certificates and answers by `openssl`, behind HTTP on the loopback."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tandem.timeline.anchors.authority import Authority

_CONFIGURATION = """
[tsa]
default_tsa = ours
[ours]
serial = serial
signer_cert = signer.pem
signer_key = signer.key
certs = between.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


def openssl(*arguments: str | Path, **options: Any) -> bytes:
    """Run openssl; raises when it fails."""
    done = subprocess.run(["openssl", *arguments], capture_output=True, check=False, **options)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@dataclass
class LocalAuthority:
    """Root, an authority below it, and a signer below that; `behaviour` is how it answers."""

    folder: Path
    behaviour: str = "good"
    url: str = ""
    asked: list[bytes] = field(default_factory=list)
    leave: threading.Event = field(default_factory=threading.Event)

    @property
    def root(self) -> Path:
        """The certificate that a client trusts."""
        return self.folder / "root.pem"

    def trusted(self, qualified: frozenset[bytes] = frozenset()) -> Authority:
        """As the settings would describe it."""
        return Authority.of(self.url, self.root.read_text(), qualified)

    def fingerprint(self, name: str) -> bytes:
        """SHA-256 of one of its certificates, by openssl."""
        line = openssl("x509", "-in", self.folder / f"{name}.pem", "-noout", "-fingerprint", "-sha256").decode()
        return bytes.fromhex(line.strip().partition("=")[2].replace(":", ""))

    def certify(self, *, days: int = 20) -> None:
        """Make the keys and certificates; a signer with a negative number of days has run out."""
        folder = self.folder
        openssl(
            *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Root of the test"),
            *("-keyout", folder / "root.key", "-out", folder / "root.pem"),
            *("-addext", "keyUsage=critical,keyCertSign"),
        )
        self._sign("between", "root", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n", 25)
        self._sign("signer", "between", "extendedKeyUsage=critical,timeStamping\n", days)
        (folder / "serial").write_text("01\n")
        (folder / "openssl.cnf").write_text(_CONFIGURATION)

    def _sign(self, name: str, by: str, extensions: str, days: int) -> None:
        folder = self.folder
        (folder / "extensions").write_text(extensions)
        openssl(
            *("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN=The {name} of the test"),
            *("-keyout", folder / f"{name}.key", "-out", folder / f"{name}.csr"),
        )
        openssl(
            *("x509", "-req", "-in", folder / f"{name}.csr", "-CA", folder / f"{by}.pem"),
            *("-CAkey", folder / f"{by}.key", "-set_serial", str(len(name)), "-days", str(days)),
            *("-extfile", folder / "extensions", "-out", folder / f"{name}.pem"),
        )

    def answer(self, query: bytes) -> bytes:
        """The answer to a request, as the behaviour has it."""
        asked, reply = self.folder / "asked.tsq", self.folder / "reply.tsr"
        if self.behaviour == "wrong nonce":
            query = openssl("ts", "-query", "-digest", _digest(query).hex(), "-sha256", "-cert")
        if self.behaviour == "wrong digest":
            query = query.replace(_digest(query), bytes(32))
        if self.behaviour == "refusal":
            query = query.replace(bytes.fromhex("608648016503040201"), bytes.fromhex("608648016503040203"))
        asked.write_bytes(query)
        openssl("ts", "-reply", "-config", "openssl.cnf", "-queryfile", asked, "-out", reply, cwd=self.folder)
        return reply.read_bytes()


def _digest(query: bytes) -> bytes:
    at = query.index(b"\x04\x20") + 2
    return query[at : at + 32]


@contextmanager
def listening(authority: LocalAuthority) -> Iterator[LocalAuthority]:
    """Serve it; `behaviour` may change meanwhile."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            authority.asked.append(query)
            if authority.behaviour == "slow":
                authority.leave.wait(30)
                return
            if authority.behaviour == "broken":
                self.send_error(503)
                return
            body = {"nonsense": b"\x30\x03no", "endless": bytes(1 << 20)}.get(authority.behaviour)
            body = body or authority.answer(query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    authority.url = f"http://127.0.0.1:{server.server_port}/tsr"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield authority
    finally:
        authority.leave.set()
        server.shutdown()
        server.server_close()
        thread.join()
