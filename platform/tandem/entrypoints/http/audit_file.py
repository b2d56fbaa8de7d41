"""The audit log as a file: by a signed address and to whoever may take it out now; and the page that verifies it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from uuid import UUID

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tandem.entrypoints.http.auth import actor_of_request
from tandem.kit import texts
from tandem.kit.links import Links
from tandem.organizations import audit
from tandem.organizations.audit.export import AuditForm, export_audit
from tandem.organizations.audit.kinds import AuditGroup, AuditKind
from tandem.organizations.audit.queries import AuditFilter
from tandem.organizations.errors import SignedOut

_SCRIPT = Path(audit.__file__).with_name("verify_by_hand.py")
_TYPES = {AuditForm.CSV: "text/csv; charset=utf-8", AuditForm.JSONL: "application/jsonl"}


async def audit_file(request: Request) -> Response:
    """GET /files/audit/{csv|jsonl}: the log, part after part."""
    links: Links = request.app.state.links
    if not links.is_valid(request.url.path, request.query_params):
        return PlainTextResponse("this address has expired", 403)
    actor = await actor_of_request(request)
    if actor is None:
        raise SignedOut
    form, locale = AuditForm(request.url.path.rpartition("/")[2]), request.query_params["locale"]
    parts = await export_audit(actor, form, _filter_of(request.query_params), locale)
    name = f"{texts.render('audit.file.name', locale)}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingResponse(parts, media_type=_TYPES[form], headers=headers)


async def script(_: Request) -> Response:
    """GET /files/audit/verify_by_hand.py: forty lines of Python, the same for everybody."""
    return FileResponse(_SCRIPT, media_type="text/x-python", filename=_SCRIPT.name)


def _filter_of(query: Mapping[str, str]) -> AuditFilter:
    """What `parameters_of` wrote into the address that was signed."""
    return AuditFilter(
        kinds=tuple(AuditKind(one) for one in query.get("kinds", "").split(",") if one),
        groups=tuple(AuditGroup(one) for one in query.get("groups", "").split(",") if one),
        membership_id=UUID(query["person"]) if "person" in query else None,
        since=date.fromisoformat(query["from"]) if "from" in query else None,
        until=date.fromisoformat(query["until"]) if "until" in query else None,
        search=query.get("search"),
    )


routes = [
    Route("/files/audit/csv", audit_file),
    Route("/files/audit/jsonl", audit_file),
    Route("/files/audit/verify_by_hand.py", script),
]
