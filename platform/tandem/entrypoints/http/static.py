"""The built web app: hashed assets for ever, every other path is index.html with a fresh nonce."""

import mimetypes
import secrets
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tandem.entrypoints.http.security import page_headers

STATIC = Path(__file__).resolve().parent.parent / "static"
# The web app's own operations by their SHA-256, written by its build; it is not served.
OPERATIONS = STATIC / "operations.json"
_NOT_BUILT = "The web app is not built: run `make web` (or `npm run build` in frontend/). The API serves at /graphql."
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


class BuiltApp:
    """The built files, read once: no request touches the file system, and a build beside us disturbs nobody."""

    def __init__(self, folder: Path = STATIC, *, softphone: bool = False) -> None:
        self._softphone = softphone
        self.files = {
            f"/{path.relative_to(folder).as_posix()}": path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name != OPERATIONS.name
        }
        index = self.files.get("/index.html")
        self.index = index.decode() if index else None

    async def asset(self, request: Request) -> Response:
        """GET /assets/…: never index.html for a missing one, or old tabs would run HTML as JavaScript."""
        return self._file(request) or PlainTextResponse("no such file", 404)

    async def page(self, request: Request) -> Response:
        """GET anything else: a file at the root (icons, boot.js), else the app itself."""
        if found := self._file(request):
            return found
        if self.index is None:
            return PlainTextResponse(_NOT_BUILT, 503)
        nonce = secrets.token_urlsafe(16)
        return Response(
            self.index.replace("__CSP_NONCE__", nonce),
            media_type="text/html",
            headers=page_headers(nonce, softphone=self._softphone),
        )

    def _file(self, request: Request) -> Response | None:
        path = request.url.path
        if path == "/index.html" or path not in self.files:
            return None
        immutable = path.startswith("/assets/")
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable" if immutable else "no-cache",
            "Vary": "Accept-Encoding",
        }
        accepted = request.headers.get("accept-encoding", "")
        chosen = self.files[path]
        for encoding, ending in _ENCODINGS:
            if encoding in accepted and (packed := self.files.get(path + ending)):
                headers["Content-Encoding"], chosen = encoding, packed
                break
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return Response(chosen, media_type=kind, headers=headers)

    @property
    def routes(self) -> list[Route]:
        """Last in the application's list: the second one catches everything."""
        return [Route("/assets/{path:path}", self.asset), Route("/{path:path}", self.page)]
