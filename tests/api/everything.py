"""All that one reader learns: each root field, each list to its end, each row by its id, each stream, each file."""

import asyncio
import hashlib
import io
import re
import zipfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import asyncpg
import httpx2
import orjson
from starlette.applications import Starlette

from tandem.timeline.queries import Position
from tandem_graphql.ids import global_id
from tandem_graphql.schema import schema
from tests.api.documents_of_schema import GRAPH, Walk, selection, whole
from tests.api.surfaces import BY_ID, STREAMS_WITH_A_REASON
from tests.api.watching import SignedIn, Watch, sign_in
from tests.walk.inputs import arguments, variants
from tests.walk.rolled_back import rolled_back
from tests.walk.rows import Known

OURS = "https://tandem.example"
# When a file was made, inside it.
CLOCK = re.compile(rb'"made_at": ?"[^"]*",?')
# Streams that say nothing until something happens, unless they refuse; each other begins with a picture or a refusal.
SILENT = ("bankGrantsChanged", "caseFilesChanged", "reachChanged")
# Every row that has an id, under the name that the API would give it; names that it does not know are asked too.
TABLE_OF = {
    "ApiToken": "api_tokens",
    "AuditEvent": "audit_events",
    "BankGrant": "bank_grants",
    "CaseFile": "case_files",
    "Claim": "claims",
    "ClaimInterruption": "claim_interruptions",
    "ComposedRole": "roles",
    "ContactAttempt": "contact_attempts",
    "ContactPoint": "contact_points",
    "Debtor": "debtors",
    "Delivery": "delivery_reports",
    "Directive": "directives",
    "Document": "documents",
    "Erasure": "erasures",
    "EvidenceBundle": "evidence_bundles",
    "Hold": "holds",
    "Invitation": "invitations",
    "LegalHold": "legal_holds",
    "Mandate": "mandates",
    "Member": "memberships",
    "Membership": "memberships",
    "Note": "notes",
    "NoteRevision": "note_revisions",
    "OptOut": "opt_outs",
    "Organization": "organizations",
    "Party": "parties",
    "Payment": "payments",
    "Person": "people",
    "PlacementBatch": "placement_batches",
    "Portfolio": "portfolios",
    "ProviderAccount": "provider_accounts",
    "Sender": "senders",
    "Session": "sessions",
    "Team": "teams",
    "TimelineEvent": "timeline_events",
}

NODES = GRAPH.get_possible_types(GRAPH.type_map["Node"])  # type: ignore[arg-type]


def query_walks(known: Known, side: str = "agency") -> Iterator[Walk]:
    """The documents of every query, each argument of a list tried."""
    assert GRAPH.query_type is not None
    for name, root in GRAPH.query_type.fields.items():
        if name != BY_ID:
            needed = arguments(root, known, side)
            for more in variants(root, known, side):
                yield from whole(name, needed | more, brief=bool(more))


def stream_walks(known: Known, side: str = "agency") -> Iterator[Walk]:
    """The documents of every stream that speaks by itself or when something happens."""
    assert GRAPH.subscription_type is not None
    for name, root in GRAPH.subscription_type.fields.items():
        if name not in STREAMS_WITH_A_REASON:
            given = arguments(root, known, side) | ({"after": ""} if "after" in root.args else {})
            yield from whole(name, given, "subscription")


@dataclass
class Reader:
    """A person of the cast with a session, asking over HTTP as an integrator does."""

    name: str
    signed_in: SignedIn
    client: httpx2.AsyncClient
    followed: dict[str, Any] = field(default_factory=dict)
    position: str = ""

    async def everything(self, known: Known, owner: asyncpg.Connection) -> dict[str, str]:
        """What there is to learn now, each surface as one text."""
        self.followed = {}
        found: dict[str, Any] = {}
        case_file = {"id": global_id("CaseFile", known.ids["CaseFile"])}
        about = await self._ask("query ($id: ID!) { caseFile(id: $id) { timelinePosition } }", case_file)
        self.position = ((about["data"] or {}).get("caseFile") or {}).get("timelinePosition", "")
        for walk in query_walks(known):
            found[walk.name] = await self._read(walk)
        found |= await self._by_id(owner)
        streams = list(stream_walks(known))
        # All at once: each is mostly waiting for what does not come.
        told = await asyncio.gather(*(self._from_the_beginning(walk) for walk in streams))
        found |= {f"stream {walk.name}": frames for walk, frames in zip(streams, told, strict=True)}
        for (document_id,) in await owner.fetch("SELECT id FROM documents"):
            await self._follow(f"/files/documents/{document_id}")
        found |= {path: answer for path, answer in self.followed.items() if answer["status"] == 200}
        return {name: orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode() for name, value in found.items()}

    async def _read(self, walk: Walk) -> list[Any]:
        """The answer, or the answers of all pages."""
        pages, after = [], None
        while True:
            body = await self._ask(walk.document, {**walk.variables, "after": after} if walk.page else walk.variables)
            pages.append(body)
            info = body.get("data") or {}
            for step in walk.page or ():
                info = (info or {}).get(step)
            if not walk.page or not info or not info["pageInfo"]["hasNextPage"]:
                return pages
            after = info["pageInfo"]["endCursor"]

    async def _ask(self, document: str, variables: Mapping[str, Any]) -> Any:
        answer = await self.client.post("/graphql", json={"query": document, "variables": dict(variables)})
        body = answer.json()
        codes = {error["extensions"]["code"] for error in body.get("errors", [])}
        assert codes <= {"FORBIDDEN", "NOT_FOUND"}, (document, body["errors"])
        return await self._settled(body)

    async def _settled(self, value: Any) -> Any:
        """Links without their expiry and signature, which are clocks; what they open is followed."""
        if isinstance(value, dict):
            return {name: await self._settled(one) for name, one in value.items()}
        if isinstance(value, list):
            return [await self._settled(one) for one in value]
        if isinstance(value, str) and value.startswith("/files/"):
            return await self._follow(value)
        return value

    async def _follow(self, link: str) -> str:
        parts = urlsplit(link)
        query = sorted(pair for pair in parse_qsl(parts.query) if pair[0] not in ("expires", "signature"))
        name = f"{parts.path} {query}"
        if name not in self.followed:
            async with rolled_back():  # that a file was taken is noted, and would be a difference
                answer = await self.client.get(link)
            self.followed[name] = {
                "status": answer.status_code,
                "content": _hashes(answer.content),
                "type": answer.headers.get("content-type"),
                "name": answer.headers.get("content-disposition"),
            }
        return name

    async def _by_id(self, owner: asyncpg.Connection) -> dict[str, Any]:
        """Every row there is, by its id; what answers null is left out, or a new private row would be a difference."""
        found: dict[str, Any] = {}
        for type_name, table in TABLE_OF.items():
            ids = [global_id(type_name, row["id"]) for row in await owner.fetch(f"SELECT id FROM {table}")]
            known = next((kind for kind in NODES if kind.name == type_name), None)
            own = f"... on {type_name} {{ {selection(known, 0)} }}" if known else ""
            for start in range(0, len(ids), 20):
                part = ids[start : start + 20]
                # Twenty at a time and always so many: one document a type, parsed once.
                asked = {f"n{n}": part[n] if n < len(part) else part[0] for n in range(20)}
                fields = " ".join(f"{n}: node(id: ${n}) {{ __typename {own} }}" for n in asked)
                head = ", ".join(f"${n}: ID!" for n in asked)
                answered = (await self._ask(f"query ({head}) {{ {fields} }}", asked))["data"]
                found |= {f"{BY_ID} {key}": answered[f"n{n}"] for n, key in enumerate(part) if answered[f"n{n}"]}
        return found

    async def _from_the_beginning(self, walk: Walk) -> list[Any]:
        """A refusal, one picture, or every event up to the reader's own position; then nothing more comes."""
        actor = await self.signed_in.context.authenticate()
        assert actor
        async with self.watching(walk, Position({}).told_to(actor)) as watch:
            found = []
            name = walk.name.partition("(")[0]
            if name not in SILENT:
                found.append(await watch.next(60))
                while name == "timeline" and isinstance(found[-1], dict):
                    if found[-1]["timeline"]["position"] == self.position:
                        break
                    found.append(await watch.next(60))
            return [
                await self._settled(frame) for frame in found + await watch.until_quiet(0.3 if name in SILENT else 0.05)
            ]

    @asynccontextmanager
    async def watching(self, walk: Walk, after: str | None = None) -> AsyncIterator[Watch]:
        """An open stream."""
        variables = {**walk.variables, "after": after} if "after" in walk.variables else dict(walk.variables)
        watch = Watch(await schema.stream(walk.document, variables, self.signed_in.context))
        await asyncio.sleep(0.05)
        try:
            yield watch
        finally:
            await watch.cut()


async def reader(app: Starlette, name: str, email: str) -> Reader:
    """Sign in, and keep the session as a token of its own."""
    signed_in = await sign_in(email)
    client = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url=OURS,
        headers={"Authorization": f"Bearer {signed_in.secret}"},
    )
    return Reader(name, signed_in, client)


def _hashes(content: bytes) -> dict[str, str]:
    """The hash of a file; of an archive, of each file in it: the archive itself holds the time of its making."""
    if not content.startswith(b"PK"):
        return {"": hashlib.sha256(content).hexdigest()}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: hashlib.sha256(CLOCK.sub(b"", archive.read(name))).hexdigest() for name in archive.namelist()}


def differences(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Each surface that is not the same, with the place where the two part."""
    changed = {}
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new:
            left, right = old or "", new or ""
            same = next((at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), 0)
            changed[name] = (left[same : same + 200], right[same : same + 200])
    return changed
