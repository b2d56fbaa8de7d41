"""Files in and out. Uploads have signed, short-lived paths: the signature is the permission, given where the actor was
known. Everything else is asked for by whoever is signed in, and looked for anew each time: an
address that was copied, or that is older than a change of mind, opens nothing more than its reader may see now.
"""

import asyncio
from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tandem.casefiles import storage, uploads
from tandem.casefiles.documents.queries import document_to_open
from tandem.contacts.incoming.looking import file_to_look_at
from tandem.contacts.recordings.listening import sound_of
from tandem.entrypoints.http.auth import actor_of_request
from tandem.entrypoints.http.bodies import BodyTooLarge, body_up_to
from tandem.entrypoints.http.ranges import part_of
from tandem.entrypoints.http.security import FILE_POLICY, SHOWN_FILE_POLICY
from tandem.evidence.commands import download_evidence
from tandem.kit.links import LIFE, Links
from tandem.organizations.errors import SignedOut
from tandem.placements.corrections import correction_file_of
from tandem.privacy.export import export_of

# Opened by the browser's own viewers; anything else is saved, never run in our origin.
_SHOWN = ("application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp")


async def upload(request: Request) -> Response:
    """POST /files/uploads/{id}: the bytes of a file, once, up to the size that was announced."""
    path = request.url.path
    if not _links(request).is_valid(path, request.query_params):
        return PlainTextResponse("this address has expired", 403)
    announced = min(int(request.query_params["size"]), uploads.MOST_BYTES)
    upload_id = request.path_params["upload_id"]
    organization_id = UUID(request.query_params["organization"])
    with uploads.underway(organization_id, upload_id) as arriving:
        try:
            async with asyncio.timeout(LIFE.total_seconds()):  # as long as the address lives, however slowly it drips
                data = await body_up_to(request, announced, arriving.more)
        except BodyTooLarge:
            return JSONResponse({"code": "TOO_LARGE", "most": announced}, 413)
        except TimeoutError:
            return PlainTextResponse("the file did not arrive", 408)
        await uploads.receive(organization_id, upload_id, data)
    return JSONResponse({"status": "received", "size": len(data)})


async def document(request: Request) -> Response:
    """GET /files/documents/{id}: a file of a case, as far as the reader sees it now."""
    actor = await actor_of_request(request)
    if actor is None:
        raise SignedOut
    found = await document_to_open(actor, request.path_params["document_id"])
    return _file(await storage.get(found.storage_key), found.name, found.content_type)


async def inbound(request: Request) -> Response:
    """GET /files/inbound/{message}?file=0: a file of a message that is on no case file, for its readers."""
    actor = await actor_of_request(request)
    if actor is None:
        raise SignedOut
    place = request.query_params.get("file", "")
    if not (place.isascii() and place.isdecimal()):
        return PlainTextResponse(f"file is the place of a file, such as 0, not {place[:40]!r}", 400)
    content, name, content_type = await file_to_look_at(actor, request.path_params["message_id"], int(place[:4]))
    return _file(content, name, content_type)


async def evidence(request: Request) -> Response:
    """GET /files/evidence/{id}/{pdf|zip}: a file of an evidence bundle, by a signed address and to its reader alone."""
    if not _links(request).is_valid(request.url.path, request.query_params):
        return PlainTextResponse("this address has expired", 403)
    actor = await actor_of_request(request)
    if actor is None:
        raise SignedOut
    kind = request.url.path.rpartition("/")[2]
    found, name = await download_evidence(actor, request.path_params["bundle_id"], form=kind)
    key = found.pdf_key if kind == "pdf" else found.zip_key
    return _file(await storage.get(str(key)), f"{name}.{kind}", f"application/{kind}")


async def recording(request: Request) -> Response:
    """GET /files/recordings/{id}: the sound of a call, by a signed address and to whoever asked for it alone.

    Told in the audit log when the address was given. Players ask for parts of it (RFC 9110, Range).
    """
    if not _links(request).is_valid(request.url.path, request.query_params):
        return PlainTextResponse("this address has expired", 403)
    actor = await actor_of_request(request)
    if actor is None:
        raise SignedOut
    if request.query_params.get("reader") != str(actor.membership_id):
        return PlainTextResponse("this address is somebody else's", 403)
    sound = await sound_of(actor, request.path_params["recording_id"])
    return part_of(sound, request.headers.get("range"))


async def corrections(request: Request) -> Response:
    """GET /files/corrections/{batch}: the refused rows of a placement, by a signed address and to its reader alone."""
    if not _links(request).is_valid(request.url.path, request.query_params):
        return PlainTextResponse("this address has expired", 403)
    actor = await actor_of_request(request)
    if actor is None:
        raise SignedOut
    content = await correction_file_of(actor, request.path_params["batch_id"], request.query_params["locale"])
    return _file(content, request.query_params["name"], "text/csv; charset=utf-8")


async def personal_data(request: Request) -> Response:
    """GET /files/personal-data/{debtor}: a copy of everything about a person, by a signed address and to its reader."""
    if not _links(request).is_valid(request.url.path, request.query_params):
        return PlainTextResponse("this address has expired", 403)
    actor = await actor_of_request(request)
    if actor is None:
        raise SignedOut
    debtor_id = request.path_params["debtor_id"]
    content = await export_of(actor, debtor_id)
    return _file(content, f"personal-data-{debtor_id}.zip", "application/zip")


def _links(request: Request) -> Links:
    links: Links = request.app.state.links
    return links


def _file(content: bytes, name: str, media_type: str) -> Response:
    disposition = "inline" if media_type in _SHOWN else "attachment"
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(name, safe='')}",
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": SHOWN_FILE_POLICY if media_type in _SHOWN else FILE_POLICY,
        },
    )


routes = [
    Route("/files/uploads/{upload_id:uuid}", upload, methods=["POST"]),
    Route("/files/documents/{document_id:uuid}", document),
    Route("/files/inbound/{message_id:uuid}", inbound),
    Route("/files/recordings/{recording_id:uuid}", recording),
    Route("/files/evidence/{bundle_id:uuid}/pdf", evidence),
    Route("/files/evidence/{bundle_id:uuid}/zip", evidence),
    Route("/files/personal-data/{debtor_id:uuid}", personal_data),
    Route("/files/corrections/{batch_id:uuid}", corrections),
]
