"""As much of S3 as anchors need, in memory: PUT only if absent, GET, list after a name."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

Objects = dict[str, bytes]


@contextmanager
def listening() -> Iterator[tuple[str, Objects]]:
    """Its address and what it holds, by bucket and name."""
    objects: Objects = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            name, body = unquote(urlsplit(self.path).path)[1:], self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("If-None-Match") != "*":
                self.answer(400)  # a plain PUT would overwrite
            elif objects.setdefault(name, body) is not body:
                self.answer(412)
            else:
                self.answer(200)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            name, asked = unquote(parts.path)[1:].rstrip("/"), parse_qs(parts.query)
            if "list-type" in asked:
                self.answer(200, listed(objects, name, asked.get("prefix", [""])[0], asked.get("start-after", [""])[0]))
            elif name in objects:
                self.answer(200, objects[name])
            else:
                self.answer(404)

        def answer(self, status: int, body: bytes = b"") -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", '"1"')
            self.send_header("Last-Modified", "Sun, 22 Nov 2026 07:00:00 GMT")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", objects
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def listed(objects: Objects, bucket: str, prefix: str, after: str) -> bytes:
    """The answer of ListObjectsV2, all on one page."""
    names = sorted(name.removeprefix(f"{bucket}/") for name in objects if name.startswith(f"{bucket}/"))
    contents = "".join(
        f"<Contents><Key>{escape(name)}</Key><Size>{len(objects[f'{bucket}/{name}'])}</Size><ETag>1</ETag>"
        "<LastModified>2026-11-22T07:00:00.000Z</LastModified></Contents>"
        for name in names
        if name.startswith(prefix) and name > after
    )
    return f"<ListBucketResult><IsTruncated>false</IsTruncated>{contents}</ListBucketResult>".encode()
