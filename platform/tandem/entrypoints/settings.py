"""Every setting of Tandem, read from TANDEM_* once, at the entrypoints, and passed down from there."""

import base64
import binascii
import re
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit, urlunsplit

from pydantic import AfterValidator, DirectoryPath, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tandem.contacts.email_groups import EmailGroup
from tandem_channels.sandbox.settings import clock_shift
from tandem_graphql.limits import DEFAULT, Limits

MOUNTED_SECRETS = Path("/run/secrets/tandem")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class SettingsRefused(Exception):
    """A setting is missing or contradicts another; the message is one line for the operator."""


# Points a minute of an address without sign-in: who develops reads the schema again and again.
POINTS_IN_DEVELOPMENT = 20_000


class Environment(StrEnum):
    """What this process serves: a developer's or demo machine, or real cases."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


def _key_of_32_bytes(value: SecretStr) -> SecretStr:
    try:
        length = len(base64.b64decode(value.get_secret_value(), validate=True))
    except binascii.Error:
        raise ValueError("must be base64") from None
    if length != 32:
        raise ValueError(f"must be 32 bytes in base64, is {length}")
    return value


def _fingerprints(value: str) -> str:
    for each in filter(None, value.replace(" ", "").split(",")):
        if not re.fullmatch(r"(?:[0-9A-Fa-f]{2}:?){32}", each):
            raise ValueError("must be SHA-256 fingerprints in hexadecimal, with commas between them")
    return value


def _proxies(value: str) -> str:
    # The server takes what it cannot read for a name that nobody has, and `*` for everybody: then who forges the header
    # is believed.
    for each in filter(None, (one.strip() for one in value.split(","))):
        try:
            ip_network(each)
        except ValueError:
            raise ValueError(f"must be addresses or networks, with commas between them: {each}") from None
    return value


def _shift_or_instant(value: str) -> str:
    clock_shift(value)
    return value


def _groups(value: str) -> str:
    groups_of(value)
    return value


def groups_of(value: str) -> dict[EmailGroup, int]:
    """The numbers of unsubscribe groups, from `demands=12,information=13`. Raises ValueError."""
    found: dict[EmailGroup, int] = {}
    for pair in filter(None, map(str.strip, value.split(","))):
        name, _, number = pair.partition("=")
        if name not in set(EmailGroup) or EmailGroup(name) in found or not number.isdecimal() or int(number) < 1:
            raise ValueError(f"must be as in demands=12,information=13, not {pair}")
        found[EmailGroup(name)] = int(number)
    if len(set(found.values())) < len(found):
        raise ValueError("demands and information need a group each: whoever leaves one stays in the other")
    return found


Key = Annotated[SecretStr, AfterValidator(_key_of_32_bytes)]
Fingerprints = Annotated[str, AfterValidator(_fingerprints)]
Proxies = Annotated[str, AfterValidator(_proxies)]
Url = Annotated[str, AfterValidator(lambda url: url.rstrip("/"))]


class Settings(BaseSettings):
    """One frozen object; a field `x` is read from TANDEM_X. Secrets never print."""

    model_config = SettingsConfigDict(
        env_prefix="TANDEM_", env_ignore_empty=True, extra="ignore", frozen=True, use_attribute_docstrings=True
    )

    env: Environment = Environment.DEVELOPMENT
    """development or production. In production the demo cast is never loaded, and `tandem up` makes nothing up:
    databases, Redis and keys must be given, and the sandbox is not started."""

    host: str = "127.0.0.1"
    """Address that the web process listens on."""

    port: Annotated[int, Field(ge=1, le=65534)] = 8000
    """Port of the web process; the provider sandbox takes the next one."""

    public_url: Url = ""
    """Address under which people and providers reach the app; webhook signatures are checked against it.
    Empty: the address listened on."""

    data: Path | None = None
    """Folder of the embedded services and of uploaded files.
    Empty: ./.tandem, or a folder under /var/tmp when that cannot serve."""

    database_url: SecretStr | None = None
    """PostgreSQL as the owner, for migrations only, as in postgresql://owner:secret@host/tandem.
    Empty: an embedded server, with all three roles."""

    web_database_url: SecretStr | None = None
    """PostgreSQL as the web role: owns nothing, confined by row-level security."""

    worker_database_url: SecretStr | None = None
    """PostgreSQL as the worker role: acts for one organization at a time."""

    database_direct_url: SecretStr | None = None
    """The same database past a transaction pooler, for LISTEN and migrations; the role is taken from the others.
    Empty: there is no pooler."""

    redis_url: SecretStr | None = None
    """Redis or Valkey, as in redis://:secret@host:6379/0. Empty: an embedded server."""

    master_key: Key | None = None
    """32 bytes in base64 that wrap the keys of the timeline. Lost with it: every sealed text.
    Empty, with embedded services: made once and kept in the data folder."""

    provider_key: Key | None = None
    """32 bytes in base64 that seal the keys of agencies' own provider accounts. Empty: derived from the master key."""

    former_provider_key: Key | None = None
    """The provider key before this one: opens what it sealed until workers have sealed it again with the new one."""

    secret_key: Key | None = None
    """32 bytes in base64 that sign short-lived links and the cursors of lists. Changing it ends those in flight and
    nothing else.
    Empty, with embedded services: made once and kept in the data folder."""

    anchor_key: Key | None = None
    """32 bytes in base64 that sign the timeline's anchors (Ed25519). Needed by workers. Keep it apart from the database
    and note its fingerprint, which `tandem anchor` prints, where nobody who runs the database can change it.
    Empty, with embedded services: made once and kept in the data folder."""

    trusted_anchor_keys: Fingerprints = ""
    """Fingerprints (SHA-256, hexadecimal, commas between) of other keys whose anchors count: former ones, or the
    present one on a machine that verifies and does not hold the key."""

    anchors: str = ""
    """Where anchors are kept: a folder, or an object store as in s3://bucket/folder, with credentials as its provider's
    tools read them. Not on the database's disk; best versioned and locked against deletion.
    Empty: the folder `anchors` in the data folder."""

    erasure_journal: str = ""
    """Where the journal of erasures is kept: a folder, or an object store as in s3://bucket/folder. Not in the
    database's backup: after a restore it says whom to erase again.
    Empty: the folder `journal` in the data folder."""

    anchor_every: Annotated[int, Field(ge=60)] = 3600
    """Seconds between anchors while anything happens; where nothing does, one a day says so."""

    timestamp_url: SecretStr | None = None
    """Authority that time-stamps each anchor (RFC 3161 over HTTP), as in https://user:secret@tsa.example/tsr.
    Empty: anchors are signed and not time-stamped."""

    timestamp_certificates: str = ""
    """The authority's root certificate, with those between it and the signing one if the answers lack them: PEM text,
    or a path. Time-stamps are checked against it, on each answer and by `tandem verify`."""

    timestamp_qualified: Fingerprints = ""
    """Fingerprints (SHA-256, hexadecimal, commas between) of certificates that you found in the EU trusted lists as
    services of qualified time stamps. Time-stamps of all others are marked as not known to be qualified."""

    twilio_account_sid: str | None = None
    """Twilio account. Without account and token, calls and SMS are off."""

    twilio_auth_token: SecretStr | None = None
    """Twilio token; it also checks the signature of Twilio's webhooks."""

    twilio_api_url: Url | None = None
    """Where the Twilio SDK posts to. Without it, calls and SMS are off: never live by default."""

    softphone: bool = False
    """Whether collectors whose agency's Twilio account is set up for it may call on their computer. Pages are then
    allowed the microphone and Twilio's hosts, and no others."""

    packs: DirectoryPath | None = None
    """Folder of rules of contact that a lawyer keeps, one TOML file a country as in contacts/packs: each stands in for
    the shipped one of its name. Read and checked when a process starts; `tandem pack FILE` checks one before."""

    printer_folder: Path | None = None
    """Folder that printers share with this installation: each agency that uses one has a folder in it. Without it,
    letters wait for the agency's own print run."""

    sendgrid_api_key: SecretStr | None = None
    """SendGrid key. Without it, e-mail is off."""

    sendgrid_api_url: Url | None = None
    """Where the SendGrid SDK posts to. Without it, e-mail is off: never live by default."""

    sendgrid_webhook_public_key: str | None = None
    """Public key (base64) that SendGrid's signed event webhooks are checked with."""

    inbound_domain: str = ""
    """Domain whose e-mails SendGrid's Inbound Parse posts to Tandem: answers of debtors get an address there. Empty:
    they answer to the agency's own address, outside of Tandem."""

    inbound_secret: SecretStr | None = None
    """At least 32 characters, in the address that Inbound Parse posts to: /webhooks/sendgrid/inbound/SECRET below the
    public address. Without it, only agencies' own accounts receive e-mails."""

    email_groups: Annotated[str, AfterValidator(_groups)] = ""
    """Unsubscribe groups of the SendGrid account, as in demands=12,information=13. Whoever leaves that of demands is
    sent no e-mail at all; whoever leaves that of information gets receipts and notices by post. Empty: no groups."""

    sandbox_url: Url | None = None
    """Address of the provider sandbox, when it is the provider; `tandem up` sets it."""

    clock: Annotated[str, AfterValidator(_shift_or_instant)] | None = None
    """Shifts the clock, only when the sandbox is the provider: an instant (2026-11-22T08:00+01:00)
    or a distance (+9h, -2d, +3600 seconds)."""

    session_idle: Annotated[int, Field(ge=60)] = 3600
    """Seconds after which a sign-in that nobody uses ends."""

    session_life: Annotated[int, Field(ge=60)] = 43_200
    """Seconds after which a sign-in ends in any case."""

    mail_sender: str = ""
    """Address that Tandem writes to its own users from: invitations, forgotten passwords. The e-mail provider must know
    it. Empty: tandem@ and the host of the public address."""

    trusted_proxies: Proxies = ""
    """Addresses or networks, with commas between, of proxies whose X-Forwarded-For says from where a request came.
    Empty: no proxy is believed."""

    lost_after: Annotated[int, Field(ge=1)] = 900
    """Seconds within which every contact reaches an end or waits on a person; beyond, it counts as lost."""

    provider_grace: Annotated[int, Field(ge=0)] = 86_400
    """Seconds for which webhooks signed with a replaced key of an agency's account are still taken."""

    backoff_first: Annotated[float, Field(gt=0)] = 2
    """Seconds before a provider that is away, or asks to wait, is asked again; doubled with each failure in a row."""

    backoff_longest: Annotated[float, Field(gt=0)] = 120
    """Seconds that are waited at most for a provider that is away."""

    limit_depth: Annotated[int, Field(ge=5)] = DEFAULT.depth
    """Levels of one operation of the API."""

    limit_aliases: Annotated[int, Field(ge=0)] = DEFAULT.aliases
    """Fields of one operation that bear another name than their own."""

    limit_directives: Annotated[int, Field(ge=0)] = DEFAULT.directives
    """Directives (`@include`, `@skip`) in one operation."""

    limit_tokens: Annotated[int, Field(ge=500)] = DEFAULT.tokens
    """Words and signs of one document."""

    limit_cost: Annotated[int, Field(ge=1_000)] = DEFAULT.cost
    """Points that one operation may cost, lists counted with their sizes (`docs/security.md`)."""

    limit_page: Annotated[int, Field(ge=20, le=1_000)] = 200
    """Rows of one page of a list."""

    limit_body: Annotated[int, Field(ge=10_000)] = DEFAULT.body
    """Bytes of one request to the API, and of one message on a WebSocket. Files go another way."""

    limit_operations_per_socket: Annotated[int, Field(ge=1)] = DEFAULT.operations_of_socket
    """Operations in flight on one WebSocket."""

    limit_streams_per_person: Annotated[int, Field(ge=1)] = DEFAULT.streams_of_person
    """Operations that one person may have in flight on all WebSockets and event streams of one web process."""

    limit_sockets_per_person: Annotated[int, Field(ge=1)] = DEFAULT.sockets_of_person
    """WebSockets that one person may hold open at one web process: each open page has one."""

    limit_sockets_per_address: Annotated[int, Field(ge=1)] = DEFAULT.sockets_of_address
    """WebSockets that one network address may hold open at one web process without a sign-in."""

    limit_operation_seconds: Annotated[float, Field(gt=0)] = DEFAULT.seconds
    """Seconds for one query or mutation; then it is stopped, with the SQL that it waits for."""

    limit_statement_seconds: Annotated[float, Field(gt=0)] = 20.0
    """Seconds after which PostgreSQL itself ends a statement of the web process. More than the one above."""

    limit_unread_seconds: Annotated[float, Field(gt=0)] = 30.0
    """Seconds for which a client may leave unread what waits for it, and take to send the head of a request."""

    rate_per_credential: Annotated[int, Field(ge=1_000)] = DEFAULT.points_of_credential
    """Points a minute for one session or API token: each operation costs one and what `limit_cost` counts."""

    rate_per_organization: Annotated[int, Field(ge=1_000)] = DEFAULT.points_of_organization
    """Points a minute for everybody of one organization together."""

    rate_per_address: Annotated[int, Field(ge=10)] | None = None
    """Points a minute for one network address from which nobody is signed in; as many more for its tries to
    sign in, and for secrets that nobody knows. Empty: 3000 in production, elsewhere
    20000, so that a tool may read the schema (some 2000 points) each time it is reloaded."""

    operations: str = ""
    """Files of operations by their SHA-256, or folders of such files, with commas between: the API then runs no others.
    `built` stands for those of the web app that is served. Empty: any valid operation runs."""

    heartbeat: Path | None = None
    """File that a worker touches every ten seconds while its loop turns, for a probe to look at."""

    def needs(self, *names: str) -> None:
        """Raise SettingsRefused when a process cannot do without one of these fields."""
        if missing := [f"TANDEM_{name.upper()}" for name in names if getattr(self, name) is None]:
            raise SettingsRefused(f"set {', '.join(missing)} (on a developer's machine `tandem up` does)")

    @property
    def clock_shift(self) -> timedelta:
        """How far TANDEM_CLOCK moves the clock of this process."""
        return clock_shift(self.clock)

    def key_bytes(self, name: str) -> bytes:
        """The 32 bytes of `master_key`, `secret_key`, or `anchor_key`. Raises SettingsRefused when it is not set."""
        self.needs(name)
        key: SecretStr = getattr(self, name)
        return base64.b64decode(key.get_secret_value())

    def keys_of_accounts(self, derived: bytes) -> list[bytes]:
        """The keys that open provider accounts, the one that seals first; `derived` serves where none is set."""
        given = [key for key in (self.provider_key, self.former_provider_key) if key is not None]
        opening = [base64.b64decode(key.get_secret_value()) for key in given]
        return [*opening, derived] if self.provider_key else [derived, *opening]

    def fingerprints(self, name: str) -> frozenset[bytes]:
        """The fingerprints that a field lists, as bytes."""
        listed = getattr(self, name).replace(" ", "").replace(":", "").split(",")
        return frozenset(bytes.fromhex(each) for each in listed if each)

    def direct(self, url: SecretStr) -> str:
        """The address of one role past a pooler, for what a pooler breaks: LISTEN, advisory locks, migrations."""
        if self.database_direct_url is None:
            return url.get_secret_value()
        role, direct = urlsplit(url.get_secret_value()), urlsplit(self.database_direct_url.get_secret_value())
        who = role.netloc.rpartition("@")[0]
        return urlunsplit(direct._replace(netloc=f"{who}@{direct.netloc.rpartition('@')[2]}"))

    @property
    def limits(self) -> Limits:
        """The bounds of the API; in production the schema is told to integrators alone."""
        is_production = self.env is Environment.PRODUCTION
        return Limits(
            depth=self.limit_depth,
            aliases=self.limit_aliases,
            directives=self.limit_directives,
            tokens=self.limit_tokens,
            cost=self.limit_cost,
            points_of_credential=self.rate_per_credential,
            points_of_organization=self.rate_per_organization,
            points_of_address=self.rate_per_address
            or (DEFAULT.points_of_address if is_production else POINTS_IN_DEVELOPMENT),
            body=self.limit_body,
            operations_of_socket=self.limit_operations_per_socket,
            streams_of_person=self.limit_streams_per_person,
            sockets_of_person=self.limit_sockets_per_person,
            sockets_of_address=self.limit_sockets_per_address,
            seconds=self.limit_operation_seconds,
            is_open=not is_production,
        )

    @property
    def address(self) -> str:
        """Where the app is reached: the public address, else the one listened on."""
        host = "127.0.0.1" if self.host in {"", "0.0.0.0", "::"} else self.host  # noqa: S104 (compared, not bound)
        return self.public_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def session_idle_time(self) -> timedelta:
        """How long a sign-in lasts without use."""
        return timedelta(seconds=self.session_idle)

    @property
    def session_life_time(self) -> timedelta:
        """How long a sign-in lasts in all."""
        return timedelta(seconds=self.session_life)

    @property
    def own_sender(self) -> str:
        """From which address Tandem writes to its own users."""
        return self.mail_sender or f"tandem@{urlsplit(self.address).hostname}"

    @property
    def twilio_is_on(self) -> bool:
        """Whether calls and SMS have an address and credentials."""
        return bool(self.twilio_api_url and self.twilio_account_sid and self.twilio_auth_token)

    @property
    def sendgrid_is_on(self) -> bool:
        """Whether e-mail has an address and a key."""
        return bool(self.sendgrid_api_url and self.sendgrid_api_key)

    @property
    def sandbox_is_the_provider(self) -> bool:
        """Whether no message can leave this machine's sandbox: both providers, where set, are aimed at it."""
        aimed_at = [url for url in (self.twilio_api_url, self.sendgrid_api_url) if url]
        sandbox = self.sandbox_url
        return sandbox is not None and all(url == sandbox or url.startswith(f"{sandbox}/") for url in aimed_at)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.clock and not self.sandbox_is_the_provider:
            raise ValueError("TANDEM_CLOCK is allowed only when the sandbox is the provider (TANDEM_SANDBOX_URL)")
        if self.timestamp_url and not self.timestamp_certificates:
            raise ValueError("TANDEM_TIMESTAMP_URL needs TANDEM_TIMESTAMP_CERTIFICATES to check the answers with")
        if self.limit_cost >= min(self.rate_per_credential, self.rate_per_organization):
            raise ValueError("TANDEM_LIMIT_COST must be less than the points of a minute (TANDEM_RATE_PER_…)")
        if self.limit_statement_seconds < self.limit_operation_seconds:
            raise ValueError("TANDEM_LIMIT_STATEMENT_SECONDS must not be less than TANDEM_LIMIT_OPERATION_SECONDS")
        address = urlsplit(self.address)
        if address.scheme != "https" and address.hostname not in LOOPBACK:
            raise ValueError(
                f"TANDEM_PUBLIC_URL must be https, or http on this machine: sign-in cookies need it ({self.address})"
            )
        return self


def load_settings(**overrides: Any) -> Settings:
    """Read the environment, then `.env` in the working directory, then files named TANDEM_* that a cluster mounts
    in /run/secrets/tandem; `overrides` win over all.

    Raises SettingsRefused with one line that names the variable, never its value.
    """
    try:
        mounted = MOUNTED_SECRETS if MOUNTED_SECRETS.is_dir() else None
        return Settings(_env_file=".env", _secrets_dir=mounted, **overrides)
    except ValidationError as refused:
        first = refused.errors(include_input=False, include_url=False)[0]
        name = f"TANDEM_{str(first['loc'][0]).upper()}: " if first["loc"] else ""
        raise SettingsRefused(f"{name}{first['msg'].removeprefix('Value error, ')}") from None
