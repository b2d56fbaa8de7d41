"""The world that is walked: six tenants with rows of every table, and everybody who may want to look at them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx2
import orjson
from obstore.store import MemoryStore
from starlette.applications import Starlette

from tandem import contacts
from tandem.casefiles import storage
from tandem.contacts.accounts import sealing, serving
from tandem.contacts.accounts.account import Account
from tandem.entrypoints.demo import cast_id
from tandem.entrypoints.embedded import DatabaseUrls
from tandem.entrypoints.http import audit_file, auth, files, print_runs
from tandem.entrypoints.http.origin import is_ours
from tandem.entrypoints.http.refusals import refuse
from tandem.evidence import tasks as evidence
from tandem.kit import clock
from tandem.kit.errors import TandemError
from tandem.kit.wakeups import flusher, listener
from tandem.organizations import sign_in as sessions
from tandem.organizations.actor import Actor, System
from tandem.outbox import Job
from tandem.timeline import anchors
from tandem.timeline.anchors.signing import private_key
from tandem_channels.account_faults import Found
from tandem_channels.contract import Provider
from tandem_channels.fake import FakeBrowserLegs, FakeCallChannel, FakeChannel, FakeFindableChannel
from tandem_channels.postal import Unread, Unreadable, UnreadLine, UnreadReport
from tandem_graphql.app import graphql_routes
from tandem_graphql.context import ConnectionContext
from tandem_graphql.limits import Limits
from tandem_graphql.senders import Senders
from tests.api.asking import LINKS
from tests.support.services import Template, database_of, orm
from tests.walk.inputs import UNREADABLE
from tests.walk.leaks import Forbidden, forbidden_to, told_in
from tests.walk.opens import COLUMNS, Opening, opening_of
from tests.walk.owning import Everything, Owned, everything
from tests.walk.people import PAIRS, Reader, readers, write_people
from tests.walk.policy import Allowed, allowed, composed
from tests.walk.rows import CSV, Sides, Tenant, write_rows, write_what_is_told
from tests.walk.unchanged import Witness

MORNING = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
# Neither a slow machine nor a fast one must look like a refusal.
_ENDLESS = 10**12
PATIENT = Senders(
    Limits(
        seconds=120,
        points_of_credential=_ENDLESS,
        points_of_organization=_ENDLESS,
        points_of_address=_ENDLESS,
    )
)
FILES = [*files.routes, *audit_file.routes, *print_runs.routes]
OURS = "https://tandem.example"


@dataclass(repr=False)
class World:
    """What is walked. Said in a word: a test that fails shows its arguments, and this one would be 23 MB."""

    urls: DatabaseUrls
    owner: asyncpg.Connection
    app: Starlette
    tenants: list[Tenant]
    readers: list[Reader]
    rows: Everything
    witness: Witness
    may: Mapping[str, Allowed]
    forbidden: Mapping[str, Forbidden] = field(default_factory=dict)
    # Of each tenant, the ids by which an answer is seen to be about it.
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    clients: dict[str, httpx2.AsyncClient] = field(default_factory=dict)
    # What was answered to a question about nobody's rows.
    about_nobody: dict[str, Any] = field(default_factory=dict)

    def part(self, name: str) -> list[Reader]:
        """The readers that are walked together."""
        return [one for one in self.readers if one.part == name]

    def home(self, reader: Reader) -> list[Tenant]:
        """The tenants that a reader's organization is a party to."""
        return [tenant for tenant in self.tenants if self.is_at_home(reader, tenant)]

    def is_at_home(self, reader: Reader, tenant: Tenant) -> bool:
        """Whether a reader's organization is the tenant's agency or creditor, or the group of its creditor."""
        own = cast_id(reader.organization)
        below = self.rows.entities[own]
        return reader.organization == tenant.agency or cast_id(tenant.creditor) in {own, *below}

    def may_know(self, reader: Reader, row_id: UUID) -> bool:
        """Whether a row may be shown to a reader's organization and, on a case file, to the reader among its people."""
        owned = self.rows.by_key.get(str(row_id))
        return reader.is_signed_in and (owned is None or self.rows.may_know(reader, owned))

    def may_read(self, reader: Reader, owned: Owned, column: str = "") -> bool:
        """Whether the policy table opens a column of a row, or the row, to a reader in one of their relations to it.

        Everybody reads who they are themselves.
        """
        return self.is_oneself(reader, owned) or self.opens(reader, owned, column)

    def opens(self, reader: Reader, owned: Owned, column: str = "") -> bool:
        """The same without what everybody reads of themselves."""
        own = cast_id(reader.organization)
        holder = owned.row["id"] if owned.table == "organizations" else owned.row.get("organization_id", own)
        # What is told of somebody else's row beside one's own: the banker who looked, in the creditor's audit log.
        is_own = own in owned.organizations and (holder == own or (owned.table, column) in COLUMNS)
        relations = {self.relation(reader)} | ({"own"} if is_own else set())
        return any((one, needed) in self.may[reader.name] for one in relations for needed in opening_of(owned, column))

    def may_do(self, reader: Reader, lines: Opening) -> bool:
        """Whether the policy table gives a reader one of these, in one of their relations; true of none."""
        relations = (self.relation(reader), "own")
        return not lines or any((one, line) in self.may[reader.name] for one in relations for line in lines)

    def is_oneself(self, reader: Reader, owned: Owned) -> bool:
        """Whether a row is the reader's membership or person, or one of that membership's."""
        member = self.rows.by_key.get(str(reader.membership_id))
        person = member.row["person_id"] if member else None
        keys = {key for key in (reader.membership_id, person) if key}
        return bool(keys & {owned.row.get("id"), owned.row.get("membership_id"), owned.row.get("person_id")})

    def is_shown(self, reader: Reader, owned: Owned) -> bool:
        """Whether a row is for a reader by both."""
        return self.rows.may_know(reader, owned) and self.opens(reader, owned)

    def relation(self, reader: Reader) -> str:
        """How a reader's organization stands to rows about a case in its reach."""
        if reader.kind == "creditor" and self.rows.entities[cast_id(reader.organization)]:
            return "group"
        return reader.kind

    async def actor(self, reader: Reader) -> Actor:
        """Who a reader acts as."""
        actor = await sessions.actor_of(reader.secret)
        assert actor is not None, reader
        return actor

    async def ask(self, reader: Reader, document: str, variables: Mapping[str, Any]) -> Any:
        """The whole answer over HTTP."""
        answer = await self.clients[reader.name].post(
            "/graphql", json={"query": document, "variables": dict(variables)}
        )
        return answer.json()

    def connection(self, reader: Reader) -> ConnectionContext:
        """A WebSocket's context."""
        return ConnectionContext(lambda: sessions.actor_of(reader.secret), LINKS)


@asynccontextmanager
async def walked_world(template: Template) -> AsyncIterator[World]:
    """The world, with the ORM as the web role and live updates both ways."""
    clock.configure(MORNING - datetime.now(UTC))
    storage.configure(MemoryStore())
    contacts.configure(
        contacts.Channels(
            sms=FakeFindableChannel(),
            voice=_voice(),
            email=FakeChannel(),
            postal=_Printer(),
            softphone=True,
            public_url="https://app.example",
            build=_own_channels,
            check=_nothing_wrong,
        )
    )
    sealing.configure(bytes(range(32, 64)))
    anchors.configure(anchors.Anchoring(store=MemoryStore(), key=private_key(bytes(range(32, 64)))))
    everybody = readers()
    tenants = [
        Tenant(agency=agency, creditor=creditor, number=number)
        for number, (agency, creditor) in enumerate(PAIRS, start=1)
    ]
    async with AsyncExitStack() as opened:
        urls = await opened.enter_async_context(database_of(template))
        owner = await asyncpg.connect(urls.owner)
        opened.push_async_callback(owner.close)
        await write_people(owner, everybody)
        await _lived(urls, owner, everybody, tenants)
        rows = await everything(owner)
        await opened.enter_async_context(orm(urls.web))
        await opened.enter_async_context(listener.run(urls.web))
        await opened.enter_async_context(flusher.run(urls.web))
        may = {one.name: _allowed(one, rows) for one in everybody}
        world = World(urls, owner, _app(), tenants, everybody, rows, Witness(owner), may)
        told = told_in(rows)
        world.marks = {one.name: _marks(one, rows) for one in tenants}
        world.forbidden = {one.name: forbidden_to(one, rows, told, world.may_read) for one in everybody}
        for one in everybody:
            headers = {"Authorization": f"Bearer {one.secret}"} if one.secret else {}
            client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=world.app), base_url=OURS, headers=headers)
            opened.push_async_callback(client.aclose)
            world.clients[one.name] = client
        await world.witness.begin()
        yield world
    contacts.configure(contacts.Channels())
    await serving.close_all()
    clock.configure(timedelta(0))


async def _lived(urls: DatabaseUrls, owner: asyncpg.Connection, everybody: list[Reader], tenants: list[Tenant]) -> None:
    """The rows of all tenants, written by the commands of both sides and by the worker."""

    async def acting(name: str) -> Actor:
        reader = next(one for one in everybody if one.name == name)
        actor = await sessions.actor_of(reader.secret)
        assert actor is not None, name
        return actor

    async with orm(urls.web):
        for tenant in tenants:
            sides = Sides(
                collector=await acting(f"collector of {tenant.agency}"),
                manager=await acting(f"agency_manager of {tenant.agency}"),
                administrator=await acting(f"agency_administrator of {tenant.agency}"),
                creditor=await acting(f"creditor_administrator of {tenant.creditor}"),
            )
            await write_rows(tenant, sides)
    for (key,) in await owner.fetch("SELECT id FROM uploads WHERE storage_key LIKE 'test/%'"):
        stored = await storage.put(f"uploads/{key}/{key}", CSV.encode())
        await owner.execute("UPDATE uploads SET storage_key = $2 WHERE id = $1", key, stored.key)
    async with orm(urls.worker):
        for row in await owner.fetch("SELECT id, organization_id, payload FROM outbox WHERE topic = 'evidence.make'"):
            await evidence.make_bundle(
                System(row["organization_id"]), Job(row["id"], orjson.loads(row["payload"]), attempt=1)
            )
    for tenant in tenants:
        await write_what_is_told(owner, tenant)


def _marks(tenant: Tenant, rows: Everything) -> frozenset[str]:
    """What the walk made for the pair, and every row of both."""
    pair = (cast_id(tenant.agency), cast_id(tenant.creditor))
    shared = {
        str(one.key) for one in rows.rows if one.key and (one.row.get("agency_id"), one.row.get("creditor_id")) == pair
    }
    return frozenset(shared | {str(key) for key in tenant.ids.values()})


def _allowed(reader: Reader, rows: Everything) -> Allowed:
    if not reader.is_composed:
        return allowed(reader.role)
    rules = [(one.row["relation"], one.row["permission"]) for one in rows.by_table["role_rules"]]
    return composed(rules, reader.role)


def _own_channels(_: Account, ours: contacts.Channels) -> contacts.Channels:
    """The adapters of an agency's own account at Twilio."""
    return replace(ours, sms=FakeFindableChannel(), voice=_voice())


def _voice() -> FakeCallChannel:
    """Calls, on the telephone and in the browser."""
    voice = FakeCallChannel()
    voice.browser = FakeBrowserLegs()
    return voice


class _Printer:
    """A printer that told one file which nobody can read; it prints nothing."""

    provider = Provider.FILE_DROP

    async def unread(self) -> Unread:
        lines = (UnreadLine(Unreadable.ENCODING),)
        return Unread(1, (UnreadReport(UNREADABLE, MORNING, lines),))

    async def settle_unread(self, name: str) -> bool:
        return name == UNREADABLE

    async def close(self) -> None:
        """It holds nothing."""


async def _nothing_wrong(_: Account, __: list[str]) -> list[Found]:
    """What a provider says of every account and its senders."""
    return []


def _app() -> Starlette:
    app = Starlette(
        routes=[
            *graphql_routes(
                "/graphql", authenticate=auth.actor_of_request, is_same_origin=is_ours, links=LINKS, senders=PATIENT
            ),
            *FILES,
        ],
        exception_handlers={TandemError: refuse},
    )
    app.state.links = LINKS
    return app
