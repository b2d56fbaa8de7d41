"""Who walks: every built-in role of every kind of organization, a composed role, and credentials that should not open.

Organizations beyond the cast: a group with two divisions, and the operator. Each reader has a session or token of its
own, written as the owner, so that no password is hashed for it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from tandem.contacts.accounts.account import Secrets
from tandem.contacts.accounts.sealing import sealed
from tandem.contacts.templates.shipped import shipped_templates
from tandem.entrypoints.demo import cast_id
from tandem.kit import clock
from tandem.organizations.hierarchy.codes import hash_of as hash_of_code
from tandem.organizations.sign_in import hash_of
from tandem_policies.vocabulary import Role
from tests.api.surfaces import SECRET
from tests.walk.policy import allowed

# The kind of organization in which a role is held. A role that is not here fails the walk.
KIND_OF_ROLE = {
    "agency_administrator": "agency",
    "agency_manager": "agency",
    "collector": "agency",
    "compliance_officer": "agency",
    "creditor_administrator": "creditor",
    "creditor_member": "creditor",
    "banker": "bank",
    "operator": "operator",
}
# Organizations of the walk: all cast, and these, each with its kind and its parent.
ADDED = {
    "groupe": ("creditor", None),
    "division-nord": ("creditor", "groupe"),
    "division-sud": ("creditor", "groupe"),
    "exploitant": ("operator", None),
}
KINDS = {
    "lenoir": "agency",
    "atlas": "agency",
    "bati-loire": "creditor",
    "energie": "creditor",
    "logistique": "creditor",
    "lemanique": "bank",
    "ponant": "bank",
} | {key: kind for key, (kind, _) in ADDED.items()}
# (agency, creditor) -> the reference of their mandate: each pair is a tenant of the walk, with rows of every table.
PAIRS = {
    ("lenoir", "bati-loire"): "MR-2026-001",
    ("lenoir", "energie"): "MR-2026-002",
    ("lenoir", "division-nord"): "WALK-NORD",
    ("lenoir", "division-sud"): "WALK-SUD",
    ("atlas", "bati-loire"): "AT-2026-021",
    ("atlas", "logistique"): "AT-2026-014",
}


# Readers of these organizations are walked together, by one test; so no test is long.
PARTS = {
    "an agency": ["lenoir"],
    "its others": [],  # Lenoir's readers beyond its built-in roles
    "another agency": ["atlas"],
    "creditors": ["bati-loire", "energie", "logistique"],
    "a group": ["groupe", "division-nord", "division-sud"],
    "banks and the operator": ["lemanique", "ponant", "exploitant"],
}
# One of each kind: they read their own to the last field and in every order; who is like them, what there is.
TO_THE_LAST_FIELD = {"lenoir", "bati-loire", "groupe", "lemanique", "exploitant"}
# One of each kind and its neighbour, for the second wall: the database knows organizations and people, and no roles.
AT_THE_WALL = {"lenoir", "atlas", "bati-loire", "groupe", "division-nord", "lemanique", "exploitant"}


@dataclass(frozen=True)
class Reader:
    """Somebody who asks: what they hold, in which organization, and what the credentials are worth."""

    name: str
    organization: str
    role: str
    secret: str
    membership_id: UUID
    # In force; else every answer is a refusal.
    is_signed_in: bool = True
    # Holds a role that the organization put together.
    is_composed: bool = False
    # Is in no team that works the case files of the walk.
    is_confined: bool = False

    @property
    def is_token(self) -> bool:
        """Asks with an API token of a membership."""
        return self.secret.startswith("token")

    @property
    def part(self) -> str:
        """With whom the reader is walked."""
        if self.organization == "lenoir" and self.name != f"{self.role} of lenoir":
            return "its others"
        return next(name for name, organizations in PARTS.items() if self.organization in organizations)

    @property
    def kind(self) -> str:
        """Of the organization."""
        return KINDS[self.organization]

    @property
    def team(self) -> UUID | None:
        """The team to whose case files the reader is held: Lenoir holds all but those who reach all of its own."""
        held = self.organization == "lenoir" and (
            self.is_composed or ("agency", "case_file:reach_all") not in allowed(self.role)
        )
        return walk_id("another team" if self.is_confined else "team of the walk") if held else None


def walk_id(*key: str) -> UUID:
    """A fixed id of something that the walk adds to the cast."""
    return cast_id("walk", *key)


def code_of(key: str) -> str:
    """The code by which a creditor joins an organization's group."""
    return "ABCDEFGHJKLMNPQ" + "ABCDEFGHJKLMNPQRSTUVWXYZ"[list(KINDS).index(key)]


def sid_of(key: str) -> str:
    """What an agency's account is called at Twilio."""
    return "AC" + walk_id("account", key).hex


def readers() -> list[Reader]:
    """Everybody who walks. Raises KeyError for a role that nobody here knows: add its kind above."""
    found = [
        Reader(f"{role.value} of {key}", key, role.value, f"session {role.value} {key}", walk_id(role.value, key))
        for key, kind in KINDS.items()
        for role in Role
        if KIND_OF_ROLE[role.value] == kind
    ]
    manager = next(one for one in found if one.name == "agency_manager of lenoir")
    return [
        *found,
        replace(
            manager,
            name="token of lenoir's manager",
            secret="token of the walk",
        ),
        _more("confined collector of lenoir", "collector", is_confined=True),
        _more("composed role of lenoir", "agency_manager", is_composed=True),
        _more("ended member of lenoir", "agency_administrator", is_signed_in=False),
        replace(manager, name="expired session", secret="expired session", is_signed_in=False),
        Reader("nobody", "lenoir", "", "", UUID(int=0), is_signed_in=False),
    ]


def _more(name: str, role: str, **flags: bool) -> Reader:
    return Reader(name, "lenoir", role, f"session {name}", walk_id(name), **flags)


async def write_people(owner: asyncpg.Connection, everybody: list[Reader]) -> None:
    """Organizations, mandates, portfolios, memberships, sessions, tokens, teams and the composed role."""
    now = clock.now()
    for key, (kind, parent) in ADDED.items():
        await insert(
            owner,
            "organizations",
            id=cast_id(key),
            kind=kind,
            name=f"Organisation {key}",
            address=f"1 rue de {key}",
            email=f"contact@{key}.example",
            locale="fr",
            country="FR",
            created_at=now,
            parent_id=cast_id(parent) if parent else None,
        )
        if kind == "creditor":
            await insert(
                owner, "portfolios", id=cast_id(key, "portfolio"), creditor_id=cast_id(key), name=f"Portefeuille {key}"
            )
    for (agency, creditor), reference in PAIRS.items():
        if reference.startswith("WALK"):
            terms = dict.fromkeys(
                ("basis", "insurance", "fee_terms", "remittance_terms", "payee", "payee_account"), "selon contrat"
            )
            await insert(
                owner,
                "mandates",
                id=cast_id(reference),
                agency_id=cast_id(agency),
                creditor_id=cast_id(creditor),
                reference=reference,
                kind="collection",
                signed_on=date(2026, 1, 5),
                starts_on=date(2026, 1, 5),
                **terms,
            )
    await _write_memberships(owner, everybody)
    await _write_teams(owner, everybody)
    for key, kind in KINDS.items():
        await _write_what_is_managed(owner, key, kind)


async def _write_memberships(owner: asyncpg.Connection, everybody: list[Reader]) -> None:
    now = clock.now()
    composed = walk_id("composed role")
    await insert(owner, "roles", id=composed, organization_id=cast_id("lenoir"), name="Lecture seule", version=1)
    for permission in ("case_file:read", "claim:read", "note:write"):
        await insert(
            owner,
            "role_rules",
            id=walk_id("rule", permission),
            organization_id=cast_id("lenoir"),
            role_id=composed,
            relation="agency",
            permission=permission,
        )
    for number, reader in enumerate(everybody):
        if not reader.role or reader.membership_id != walk_id(*_key(reader)):
            continue
        person = walk_id("person", reader.name)
        await insert(
            owner,
            "people",
            id=person,
            name=f"Personne {number}",
            email=f"person{number}@{reader.organization}.example",
            locale="fr",
        )
        await insert(
            owner,
            "memberships",
            id=reader.membership_id,
            person_id=person,
            organization_id=cast_id(reader.organization),
            role=reader.role,
            phone=f"+336399870{number:02}",
            ended_at=now if reader.name.startswith("ended") else None,
            composed_role_id=composed if reader.is_composed else None,
        )
    for reader in everybody:
        if reader.is_token:
            await insert(
                owner,
                "api_tokens",
                id=walk_id(reader.secret),
                secret_hash=hash_of(reader.secret),
                membership_id=reader.membership_id,
                name="the walk",
                created_at=now,
            )
        elif reader.secret:
            expired = reader.secret.startswith("expired")
            await insert(
                owner,
                "sessions",
                id=walk_id("session", reader.secret),
                secret_hash=hash_of(reader.secret),
                membership_id=reader.membership_id,
                created_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(hours=-1 if expired else 10),
            )


def _key(reader: Reader) -> tuple[str, ...]:
    return (
        (reader.role, reader.organization)
        if reader.name == f"{reader.role} of {reader.organization}"
        else (reader.name,)
    )


async def _write_teams(owner: asyncpg.Connection, everybody: list[Reader]) -> None:
    """Lenoir's collectors reach the case files of their teams; one of them is in a team that has none of ours."""
    await owner.execute("UPDATE organizations SET case_scope = 'team' WHERE id = $1", cast_id("lenoir"))
    for name in ("team of the walk", "another team"):
        await insert(owner, "teams", id=walk_id(name), agency_id=cast_id("lenoir"), name=name)
    for reader in everybody:
        if reader.organization == "lenoir" and reader.role and reader.membership_id == walk_id(*_key(reader)):
            await insert(
                owner,
                "team_members",
                id=walk_id("in", reader.name),
                agency_id=cast_id("lenoir"),
                team_id=walk_id("another team" if reader.is_confined else "team of the walk"),
                membership_id=reader.membership_id,
            )


async def _write_what_is_managed(owner: asyncpg.Connection, key: str, kind: str) -> None:
    """What an organization's administrators manage: a colleague with a session and a token, a role, an invitation."""
    now, own = clock.now(), {"organization_id": cast_id(key)}
    person, colleague = walk_id("person", "colleague", key), walk_id("colleague", key)
    address = f"colleague@{key}.example"
    await insert(owner, "people", id=person, name=f"Collègue {key}", email=address, locale="fr")
    role = next(role for role, its_kind in KIND_OF_ROLE.items() if its_kind == kind and role != "agency_administrator")
    await insert(owner, "memberships", id=colleague, person_id=person, role=role, **own)
    await insert(
        owner,
        "sessions",
        id=walk_id("session", key),
        secret_hash=hash_of(f"colleague {key}"),
        membership_id=colleague,
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(hours=10),
    )
    await insert(
        owner,
        "api_tokens",
        id=walk_id("token", key),
        secret_hash=hash_of(f"token {key}"),
        membership_id=colleague,
        name=f"{SECRET}-token-{key}",
        created_at=now,
        expires_at=now + timedelta(days=90),
    )
    await insert(owner, "roles", id=walk_id("role", key), name=f"{SECRET}-role-{key}", version=1, **own)
    await insert(owner, "second_factors", person_id=person, sealed=b"sealed", created_at=now, confirmed_at=now)
    await insert(
        owner,
        "invitations",
        id=walk_id("invitation", key),
        email=f"{SECRET}@{key}.example",
        role=role,
        invited_by_id=colleague,
        created_at=now,
        expires_at=now + timedelta(days=7),
        **own,
    )
    if kind == "creditor":
        await insert(
            owner,
            "group_codes",
            id=walk_id("code", key),
            code_hash=hash_of_code(code_of(key)),
            created_at=now,
            created_by="Personne",
            expires_at=now + timedelta(days=7),
            **own,
        )
    if kind == "agency":
        await _texts(owner, key, now)
        await insert(owner, "teams", id=walk_id("team", key), agency_id=cast_id(key), name=f"{SECRET}-team-{key}")
        await insert(
            owner,
            "inbound_messages",
            id=walk_id("inbound", key),
            agency_id=cast_id(key),
            event_id=walk_id("callback", key),
            channel="sms",
            sender="+33639980042",
            sent_to="+33939390001",
            body=f"Qui êtes-vous ? {SECRET}-inbound-{key}",
            attachments="[]",
            received_at=now,
            state="waiting",
            why="unknown_sender",
        )
        await _write_its_account(owner, key)
    await insert(
        owner,
        "outbox",
        id=walk_id("given up", key),
        topic="contacts.dispatch",
        payload="{}",
        created_at=now,
        available_at=now,
        attempts=5,
        failed_at=now,
        last_error="ProviderAway",
        **own,
    )


async def _write_its_account(owner: asyncpg.Connection, key: str) -> None:
    """An agency's own account at Twilio, and the senders that it writes and calls from."""
    now, account = clock.now(), walk_id("account", key)
    await insert(
        owner,
        "provider_accounts",
        id=account,
        agency_id=cast_id(key),
        provider="twilio",
        account_sid=sid_of(key),
        webhook_token=walk_id("webhooks", key).hex + walk_id("of", key).hex,
        sealed=sealed(account, Secrets(auth_token=f"{SECRET}-token-of-twilio-{key}")),
        keys_set_at=now,
        keys_set_by="Personne",
        created_at=now,
    )
    number = list(KINDS).index(key)
    for channel in ("sms", "voice"):
        await insert(
            owner,
            "senders",
            id=walk_id("sender", channel, key),
            agency_id=cast_id(key),
            account_id=account,
            channel=channel,
            address=f"+3393939010{number}",
        )


async def _texts(owner: asyncpg.Connection, key: str, now: datetime) -> None:
    """Of a template the agency's own version, and one that nobody has decided on."""
    shipped, agency, author = shipped_templates()["sms_reminder.fr"], cast_id(key), walk_id("colleague", key)
    another = await owner.fetchval(
        "SELECT id FROM memberships WHERE organization_id = $1 AND id <> $2 ORDER BY id LIMIT 1", agency, author
    )
    decided = {"approved": True, "decided_at": now, "decided_by": "Une autre", "decided_by_id": another}
    for number, more in ((2, decided), (3, {})):
        await insert(
            owner,
            "template_versions",
            id=walk_id(f"text {number}", key),
            agency_id=agency,
            key=shipped.id,
            number=number,
            form=shipped.form.value,
            language=shipped.language,
            tone=shipped.tone.value,
            purpose=shipped.wording.purpose.value,
            country=shipped.wording.country,
            one_way_sender=shipped.wording.one_way_sender,
            title_fr=shipped.wording.titles["fr"],
            title_en=shipped.wording.titles["en"],
            text=shipped.wording.text,
            sha256=shipped.version,
            author="Une personne",
            author_id=author,
            written_at=now,
            **more,
        )


async def insert(owner: asyncpg.Connection, table: str, **values: Any) -> None:
    """One row."""
    columns = ", ".join(values)
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    await owner.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", *values.values())
