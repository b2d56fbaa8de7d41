"""Writing the cast's organizations and people: as the owner, since no working role may make an organization."""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import asyncpg

from tandem.entrypoints.demo.cast import MANDATES, ORGANIZATIONS, PASSWORD, PEOPLE, PORTFOLIOS
from tandem.kit import clock
from tandem.organizations.actor import Actor
from tandem.organizations.models import OrganizationKind
from tandem.organizations.passwords import hash_password


def cast_id(*key: str) -> UUID:
    """The fixed id of something in the cast, so that tests and documents can name it."""
    return uuid5(NAMESPACE_URL, "tandem-cast:" + "/".join(key))


async def has_organizations(connection: asyncpg.Connection) -> bool:
    """Whether this database is in use: the cast goes only into an empty one."""
    return bool(await connection.fetchval("SELECT EXISTS (SELECT FROM organizations)"))


async def write_organizations(connection: asyncpg.Connection) -> None:
    """Organizations, senders, people, memberships, mandates and portfolios of the cast, in one transaction."""
    now, password_hash = clock.now(), await hash_password(PASSWORD)
    by_key = {organization.key: organization for organization in ORGANIZATIONS}
    async with connection.transaction():
        for organization in ORGANIZATIONS:
            await _insert(
                connection,
                "organizations",
                id=cast_id(organization.key),
                kind=organization.kind.value,
                name=organization.name,
                company_number=organization.company_number,
                address=organization.address,
                email=organization.email,
                phone=organization.phone,
                locale="fr",
                country="FR",
                payment_account=organization.payment_account,
                created_at=now,
            )
            for channel, address in organization.senders.items():
                await _insert(
                    connection,
                    "senders",
                    id=cast_id(organization.key, channel),
                    agency_id=cast_id(organization.key),
                    channel=channel,
                    address=address,
                    # The sandbox takes as many: whoever tries the product does not wait for a carrier's pace.
                    per_second=100.0,
                )
        # From above: whoever has others below it joins nobody.
        joined = [(one.key, one.parent) for one in ORGANIZATIONS if one.parent]
        for key, parent in sorted(joined, key=lambda pair: -len(below(pair[0]))):
            await connection.execute(
                "UPDATE organizations SET parent_id = $2 WHERE id = $1", cast_id(key), cast_id(parent)
            )
        for person in PEOPLE:
            await _insert(
                connection,
                "people",
                id=cast_id(person.key),
                name=person.name,
                email=person.email,
                locale=person.locale,
            )
            await _insert(connection, "credentials", person_id=cast_id(person.key), password_hash=password_hash)
            for organization_key, role, phone in person.memberships:
                await _insert(
                    connection,
                    "memberships",
                    id=cast_id(person.key, organization_key),
                    person_id=cast_id(person.key),
                    organization_id=cast_id(organization_key),
                    role=role.value,
                    phone=phone,
                )
        for mandate in MANDATES:
            agency = by_key[mandate.agency]
            await _insert(
                connection,
                "mandates",
                id=cast_id(mandate.reference),
                agency_id=cast_id(mandate.agency),
                creditor_id=cast_id(mandate.creditor),
                reference=mandate.reference,
                kind=mandate.kind.value,
                signed_on=mandate.starts_on,
                starts_on=mandate.starts_on,
                basis="Principal des factures remises, pénalités de retard et indemnité forfaitaire, chacun à part.",
                insurance="Assurance responsabilité civile professionnelle, police RC 2026-4471.",
                fee_terms="12 % HT des sommes encaissées, à la charge du créancier.",
                remittance_terms="Reversement dans le mois de l’encaissement effectif.",
                payee=agency.name,
                payee_account=agency.payment_account,
            )
        for creditor, name in PORTFOLIOS:
            await _insert(
                connection, "portfolios", id=cast_id(creditor, "portfolio"), creditor_id=cast_id(creditor), name=name
            )


def actor_of_cast(person_key: str, organization_key: str | None = None) -> Actor:
    """The actor that a person of the cast is when signed in."""
    person = next(person for person in PEOPLE if person.key == person_key)
    organization_key, role, _ = next(
        membership for membership in person.memberships if organization_key in (None, membership[0])
    )
    organization = next(item for item in ORGANIZATIONS if item.key == organization_key)
    return Actor(
        membership_id=cast_id(person.key, organization_key),
        person_id=cast_id(person.key),
        person_name=person.name,
        person_email=person.email,
        organization_id=cast_id(organization_key),
        organization_name=organization.name,
        organization_kind=OrganizationKind(organization.kind),
        role=role,
        locale=person.locale,
        session_id=cast_id(person.key, "session"),
        entity_ids=tuple(sorted(map(cast_id, below(organization_key)))),
    )


def below(organization_key: str) -> list[str]:
    """The organizations of the cast below one, at any depth."""
    children = [one.key for one in ORGANIZATIONS if one.parent == organization_key]
    return [*children, *(key for child in children for key in below(child))]


async def _insert(connection: asyncpg.Connection, table: str, **values: Any) -> None:
    columns = ", ".join(values)
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    await connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", *values.values())
