"""Publishing to the other side with ten seconds to undo: what notes and documents share.

A chain cannot unpublish. So what is for both parties waits before it is recorded, and until then nobody but its
author's side sees it.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from tandem.casefiles.errors import AlreadyRecorded, AlreadyWithdrawn, AuthorOnly, NotYetRecorded
from tandem.organizations.actor import Actor, System
from tandem.organizations.models import Organization
from tandem.timeline import Chain
from tandem_policies.vocabulary import Relation

PUBLISHES_AFTER = timedelta(seconds=10)
_OWN_CHAIN = {Relation.AGENCY: Chain.AGENCY, Relation.CREDITOR: Chain.CREDITOR}


class Audience(StrEnum):
    """For whom something is; OWN_SIDE is the default, PARTIES a second, visible choice."""

    OWN_SIDE = "own_side"
    PARTIES = "parties"


class PublicationState(StrEnum):
    """PUBLISHING waits its ten seconds; a chain cannot unpublish, so nothing is recorded before."""

    PUBLISHING = "publishing"
    RECORDED = "recorded"
    WITHDRAWN = "withdrawn"


class Publication(Protocol):
    """The columns of a row that is published like this."""

    state: PublicationState

    @property
    def author_organization_id(self) -> UUID | None: ...
    @property
    def author_membership_id(self) -> UUID | None: ...
    @property
    def author_name(self) -> str | None: ...
    async def save(self, *, update_fields: list[str]) -> None: ...


def columns_for(actor: Actor, relation: Relation, audience: Audience, now: datetime) -> dict[str, Any]:
    """The columns of what the actor writes now: recorded at once for one's own side, later for both parties."""
    to_both = audience is Audience.PARTIES
    return {
        "chain": (Chain.PARTIES if to_both else _OWN_CHAIN[relation]).value,
        "state": PublicationState.PUBLISHING if to_both else PublicationState.RECORDED,
        "author_organization_id": actor.organization_id,
        "author_membership_id": actor.membership_id,
        "author_name": actor.person_name,
        "publishes_at": now + PUBLISHES_AFTER if to_both else None,
    }


def require_author(actor: Actor, row: Publication) -> None:
    """Raises AuthorOnly for anybody but the person who wrote it."""
    if row.author_membership_id != actor.membership_id:
        raise AuthorOnly


def require_recorded(actor: Actor, row: Publication) -> None:
    """Only its author corrects what is recorded. Raises AuthorOnly, NotYetRecorded, AlreadyWithdrawn."""
    require_author(actor, row)
    if row.state is PublicationState.PUBLISHING:
        raise NotYetRecorded
    if row.state is PublicationState.WITHDRAWN:
        raise AlreadyWithdrawn


async def take_back(actor: Actor, row: Publication) -> None:
    """Withdraw a locked row before it is recorded. Raises AuthorOnly, AlreadyRecorded, AlreadyWithdrawn."""
    require_author(actor, row)
    if row.state is PublicationState.RECORDED:
        raise AlreadyRecorded
    if row.state is PublicationState.WITHDRAWN:
        raise AlreadyWithdrawn
    row.state = PublicationState.WITHDRAWN
    await row.save(update_fields=["state"])


async def complete(row: Publication) -> System | None:
    """Mark a locked row as recorded and return its author, in whose name it is to be recorded now.

    None when it was withdrawn or is recorded already.
    """
    if row.state is not PublicationState.PUBLISHING:
        return None
    if row.author_organization_id is None:
        raise RuntimeError("only what a person wrote waits to be published")
    row.state = PublicationState.RECORDED
    await row.save(update_fields=["state"])
    return System(
        row.author_organization_id,
        kind="person",
        name=row.author_name,
        organization_name=(await Organization.get(id=row.author_organization_id)).name,
        membership_id=row.author_membership_id,
    )
