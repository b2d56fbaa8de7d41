"""The files of a print run: by a signed address, and to whoever may print the agency's letters at that moment."""

import asyncio
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tandem.casefiles import storage
from tandem.contacts.post.index import cover_page, index_csv
from tandem.contacts.post.queries import indexed_run, printed_run
from tandem.entrypoints.http.auth import actor_of_request
from tandem.entrypoints.http.security import FILE_POLICY, SHOWN_FILE_POLICY
from tandem.kit import texts
from tandem.kit.links import Links
from tandem.organizations.errors import SignedOut

_PDF, _CSV = "application/pdf", "text/csv; charset=utf-8"


async def print_run_file(request: Request) -> Response:
    """GET /files/print-runs/{run}/{letters.pdf|cover.pdf|index.csv}: the letters as they were kept, piece by piece."""
    links: Links = request.app.state.links
    actor = await actor_of_request(request)
    locale = texts.language_of(actor.locale if actor else None)
    if not links.is_valid(request.url.path, request.query_params):
        return PlainTextResponse(texts.render("print_run.link_expired", locale), 403)
    if actor is None:
        raise SignedOut
    asked, _, ending = request.url.path.rpartition("/")[2].partition(".")
    read = indexed_run if asked == "index" else printed_run
    run, letters = await read(actor, request.path_params["run_id"])
    name = f"{texts.render(f'print_run.file.{asked}', locale, number=run.number)}.{ending}"
    if asked == "index":
        return Response(
            index_csv(letters, locale, duplex=run.duplex), media_type=_CSV, headers=_headers(name, shown=False)
        )
    if asked == "cover":
        cover = await asyncio.to_thread(cover_page, actor.organization_name, run, letters, locale)
        return Response(cover, media_type=_PDF, headers=_headers(name, shown=True))
    headers = _headers(name, shown=True) | {"Content-Length": str(run.size)}
    return StreamingResponse(storage.pieces(str(run.storage_key)), media_type=_PDF, headers=headers)


def _headers(name: str, *, shown: bool) -> dict[str, str]:
    disposition = "inline" if shown else "attachment"
    return {
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(name, safe='')}",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": SHOWN_FILE_POLICY if shown else FILE_POLICY,
    }


routes = [
    Route("/files/print-runs/{run_id:uuid}/letters.pdf", print_run_file),
    Route("/files/print-runs/{run_id:uuid}/cover.pdf", print_run_file),
    Route("/files/print-runs/{run_id:uuid}/index.csv", print_run_file),
]
