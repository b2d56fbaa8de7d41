"""What one operation knows: who acts, in which language, and its data loaders."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import strawberry

from tandem.kit.links import Links
from tandem.kit.texts import asked_language, language_of
from tandem.organizations.actor import Actor
from tandem.organizations.errors import SignedOut
from tandem_graphql.limits import DEFAULT, Limits
from tandem_graphql.loaders import Loaders
from tandem_graphql.persisted import Operations
from tandem_graphql.terms import FREE, Meter, Terms

Info = strawberry.Info["Context", None]
Authenticate = Callable[[], Awaitable[Actor | None]]
TermsOf = Callable[[Actor | None], Terms]


@dataclass
class Context:
    """Made per operation. `authenticate` asks again who the credentials stand for: a stream outlives its sign-in."""

    signed_in: Actor | None
    authenticate: Authenticate
    links: Links
    accept_language: str | None = None
    terms: Terms = FREE
    # The terms of whoever acts; a stream asks again when that changes.
    terms_of: TermsOf | None = None
    # Whether pages may be answered by one statement: that gives text, which only a response over HTTP can take.
    looks_ahead: bool = field(init=False, default=False)
    # Whether the operation has passed the gate already, on the way of `lookahead/directly.py`, and goes the other one.
    is_admitted: bool = field(init=False, default=False)
    loaders: Loaders = field(init=False)
    # Until when the operation must have answered; None before it runs.
    deadline: asyncio.Timeout | None = field(init=False, default=None)
    # What the operation costs, and how many frames of a stream it has answered.
    points: int = field(init=False, default=0)
    frames: int = field(init=False, default=0)
    # Whether a mutation runs.
    writes: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.refresh()

    @property
    def actor(self) -> Actor:
        """Who acts. Raises SignedOut."""
        if self.signed_in is None:
            raise SignedOut
        return self.signed_in

    @property
    def locale(self) -> str:
        """The language of sentences: the one asked for, else the person's."""
        return language_of(self.signed_in.locale if self.signed_in else self.accept_language)

    def refresh(self) -> None:
        """Forget what the loaders have read: each frame of a stream sees the rows as they are now."""
        self.loaders = Loaders(self.signed_in)

    async def check(self) -> bool:
        """Whether the sign-in still stands for the same membership; takes over a changed role or language."""
        before, now = self.signed_in, await self.authenticate()
        if before is None or now is None or now.membership_id != before.membership_id:
            return False
        self.signed_in = now
        if self.terms_of:
            self.terms = self.terms_of(now)
        return True


@dataclass
class ConnectionContext:
    """Made per WebSocket; every operation on it gets a context of its own."""

    authenticate: Authenticate
    links: Links
    accept_language: str | None = None
    # What the client said when it connected: a browser cannot set headers on a WebSocket.
    connection_params: dict[str, object] | None = None
    terms_of: TermsOf = lambda _: FREE
    limits: Limits = DEFAULT
    operations: Operations | None = None
    # Who pays for what is no operation.
    meter: Meter | None = None
    # Whether somebody was when it opened.
    is_signed_in: bool = False

    @property
    def language(self) -> str | None:
        """The language of their screen, if it says so."""
        asked = (self.connection_params or {}).get("locale") or self.accept_language
        return asked_language(asked if isinstance(asked, str) else None)

    def text_of(self, extensions: object) -> str | None:
        """The document of an operation that is named by its hash alone."""
        return self.operations.text_of(extensions) if self.operations else None

    async def for_operation(self) -> Context:
        """A fresh context for whoever the credentials stand for now, reading in the language of their screen."""
        language = self.language

        async def authenticate() -> Actor | None:
            actor = await self.authenticate()
            return replace(actor, locale=language) if actor and language else actor

        actor = await authenticate()
        return Context(actor, authenticate, self.links, language, self.terms_of(actor), self.terms_of)
