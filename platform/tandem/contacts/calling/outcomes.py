"""What a call can end with: an agency's own list in its own words, or the one that Tandem brings along.

Each outcome means one of `Disposition`, which is what the gate counts it as, and may ask for a time or a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from tandem.contacts.errors import CallOutcomeUnknown
from tandem.contacts.history import TALKED
from tandem.contacts.models import Disposition
from tandem.kit import clock, database, texts
from tandem.kit.database import reading, transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.organizations import audit
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.organizations.authorization import authorize
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation

# One key each, and a tenth has none.
MOST = 9
_LONGEST = 40  # characters of a label


class Asks(StrEnum):
    """What has to be told with an outcome."""

    NOTHING = "nothing"
    CALLBACK = "callback"  # when the person wants to be called
    PROMISE = "promise"  # the day on which they will pay


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """One outcome; `key` names it to the API and stays, whatever it is called."""

    key: str
    label_fr: str
    label_en: str
    meaning: Disposition
    asks: Asks

    def label(self, locale: str) -> str:
        """In the reader's language."""
        return self.label_fr if texts.language_of(locale) == "fr" else self.label_en

    @property
    def labels(self) -> dict[str, str]:
        """Both, as an attempt and its event keep them."""
        return {"fr": self.label_fr, "en": self.label_en}


@dataclass(frozen=True, slots=True)
class OutcomeDraft:
    """An outcome as an administrator writes it; `key` None or unknown: a new one."""

    key: str | None
    label_fr: str
    label_en: str
    meaning: Disposition
    asks: Asks


_BROUGHT_ALONG = {
    Disposition.REACHED: Asks.NOTHING,
    Disposition.PROMISES: Asks.PROMISE,
    Disposition.CALLBACK: Asks.CALLBACK,
    Disposition.REFUSES: Asks.NOTHING,
    Disposition.VOICEMAIL: Asks.NOTHING,
    Disposition.NO_ANSWER: Asks.NOTHING,
    Disposition.NOT_CONNECTED: Asks.NOTHING,
    Disposition.WRONG_NUMBER: Asks.NOTHING,
}


def brought_along() -> list[CallOutcome]:
    """The list of an agency that has none of its own."""
    return [
        CallOutcome(
            meaning.value,
            texts.render(f"call_outcome.{meaning.value}", "fr"),
            texts.render(f"call_outcome.{meaning.value}", "en"),
            meaning,
            asks,
        )
        for meaning, asks in _BROUGHT_ALONG.items()
    ]


async def outcomes_of(agency_id: UUID) -> list[CallOutcome]:
    """The outcomes of an agency in their order, inside the open transaction."""
    own = [_outcome(row) for row in await database.rows(_OF_AGENCY, agency_id)]
    return own or brought_along()


async def outcomes_for(actor: Actor) -> list[CallOutcome]:
    """The outcomes of the actor's agency in their order. Raises NotPermitted."""
    authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_SETTLE)
    async with reading(actor):
        return await outcomes_of(actor.organization_id)


async def chosen(agency_id: UUID, key: str) -> CallOutcome:
    """The outcome of this key: of the agency's list, or of one that a page may still show which was opened before the
    list was changed. Raises CallOutcomeUnknown.
    """
    retired = [_outcome(row) for row in await database.rows(_RETIRED, agency_id, key)]
    found = [one for one in (*await outcomes_of(agency_id), *retired, *brought_along()) if one.key == key]
    if not found:
        raise CallOutcomeUnknown(field="outcome")
    return found[0]


async def meaning(agency_id: UUID, disposition: Disposition) -> CallOutcome:
    """The first outcome in the agency's list that counts as this. Raises CallOutcomeUnknown where none does."""
    found = [one for one in await outcomes_of(agency_id) if one.meaning is disposition]
    if not found:
        raise CallOutcomeUnknown(field="disposition")
    return found[0]


async def set_call_outcomes(actor: Actor, drafts: Sequence[OutcomeDraft]) -> list[CallOutcome]:
    """Make these, in this order, the outcomes of the agency's calls; with none, those that Tandem brings along.

    What was recorded before keeps the words that it was recorded with. Raises NotPermitted, InvalidInput.
    """
    async with transaction(actor):
        authorize(actor, side_of(actor), Permission.CONTACT_ATTEMPT_PLAN)
        authorize(actor, Relation.OWN, Permission.ORGANIZATION_WRITE)
        clean = [_checked(draft) for draft in drafts]
        if len(clean) > MOST:
            raise InvalidInput("outcomes", len(clean), "call_outcomes")
        await database.row("SELECT id FROM organizations WHERE id = $1 FOR UPDATE", actor.organization_id)
        before = await outcomes_of(actor.organization_id)
        await database.execute(
            "UPDATE call_outcomes SET retired_at = $2 WHERE agency_id = $1 AND retired_at IS NULL",
            actor.organization_id,
            clock.now(),
        )
        known = {one.key for one in before} - set(Disposition)
        for position, draft in enumerate(clean):
            await database.execute(
                _KEEP,
                UUID(draft.key) if draft.key in known else new_id(),
                actor.organization_id,
                position,
                draft.label_fr,
                draft.label_en,
                draft.meaning.value,
                draft.asks.value,
            )
        after = await outcomes_of(actor.organization_id)
        told = {"before": _listed(before), "after": _listed(after)}
        subject = Subject(SubjectType.ORGANIZATION, actor.organization_id, actor.organization_name)
        await audit.record(actor, AuditKind.CALL_OUTCOMES_SET, subject, details=told)
        return after


def _checked(draft: OutcomeDraft) -> OutcomeDraft:
    fr, en = (" ".join(label.split()) for label in (draft.label_fr, draft.label_en))
    for field, label in (("labelFr", fr), ("labelEn", en)):
        if not 1 <= len(label) <= _LONGEST:
            raise InvalidInput(field, label, "text")
    if draft.asks is Asks.CALLBACK and draft.meaning not in TALKED:
        # A call back leaves at any hour because the person chose it: where nobody spoke, nobody did.
        raise InvalidInput("asks", draft.asks.value, "callback_after_talk")
    return OutcomeDraft(draft.key, fr, en, draft.meaning, draft.asks)


def _outcome(row: dict[str, Any]) -> CallOutcome:
    meaning, asks = Disposition(row["meaning"]), Asks(row["asks"])
    return CallOutcome(str(row["id"]), row["label_fr"], row["label_en"], meaning, asks)


def _listed(listed: Sequence[CallOutcome]) -> str:
    return ", ".join(one.label_fr for one in listed)


_OF_AGENCY = """
SELECT id, label_fr, label_en, meaning, asks FROM call_outcomes
WHERE agency_id = $1 AND retired_at IS NULL ORDER BY position
"""
_RETIRED = "SELECT id, label_fr, label_en, meaning, asks FROM call_outcomes WHERE agency_id = $1 AND id::text = $2"
_KEEP = """
INSERT INTO call_outcomes (id, agency_id, position, label_fr, label_en, meaning, asks)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET position = excluded.position, label_fr = excluded.label_fr,
    label_en = excluded.label_en, meaning = excluded.meaning, asks = excluded.asks, retired_at = NULL
"""
