"""Erasures and legal holds, what is stored about a person, and how long anything is kept."""

from datetime import date, datetime

import strawberry

from tandem.casefiles.queries import case_files_by_id
from tandem.kit import texts
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem.privacy import models
from tandem.privacy.due import DuePerson as DueRow
from tandem.privacy.errors import Obstacle
from tandem.privacy.models import ErasureState, Ground
from tandem.privacy.personal_data import Kept
from tandem.privacy.queries import FoundPerson as FoundRow
from tandem.privacy.queries import KeptFor
from tandem.privacy.queries import PersonalData as PersonalDataRow
from tandem.privacy.rules import ANYWHERE
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.fields import Public, field, resolved, row_type, value_type
from tandem_graphql.ids import global_id
from tandem_graphql.nodes import Node
from tandem_graphql.organizations.types import Organization, organization
from tandem_graphql.sight import Sight
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


@value_type()
class StoredRows:
    """How many rows of a table, as far as one's own side sees them."""

    table: str
    rows: int


@value_type()
class ErasureObstacle:
    """What stops an erasure, and what would allow it."""

    code: Obstacle
    message: str
    remedy: str

    @classmethod
    def of(cls, obstacle: Obstacle, locale: str) -> "ErasureObstacle":
        """In the reader's language."""
        key = f"privacy.obstacle.{obstacle}"
        return cls(code=obstacle, message=texts.render(key, locale), remedy=texts.render(f"{key}.remedy", locale))


def _is_asker(erasure: "Erasure") -> bool:
    return erasure.organization_of_reader == erasure.row.organization_id


@row_type
class Erasure(Node):
    """One person erased, or about to be; nothing here says who it was."""

    row: strawberry.Private[models.Erasure]
    organization_of_reader: strawberry.Private[object]

    ground: Ground = field(Resource.ERASURE)
    state: ErasureState = field(Resource.ERASURE)
    reason: str | None = field(
        Resource.ERASURE,
        of=lambda erasure: erasure.row.reason if _is_asker(erasure) else None,
        description="For the side that asked.",
    )
    requested_at: datetime = field(Resource.ERASURE)
    requested_by: str | None = field(
        Resource.ERASURE,
        of=lambda erasure: erasure.row.requested_by if _is_asker(erasure) else None,
        description="For the side that asked; null also when the time was over.",
    )
    erased_at: datetime | None = field(Resource.ERASURE)
    finished_at: datetime | None = field(Resource.ERASURE, description="When the last file was gone too.")
    files: int = field(Resource.ERASURE, description="Files to destroy or to rewrite.")
    files_done: int = field(Resource.ERASURE)
    stored: list[StoredRows] = field(
        Resource.ERASURE,
        of=lambda erasure: [
            StoredRows(table=table, rows=rows)
            for table, rows in sorted(erasure.row.counts.items())
            if _is_asker(erasure)
        ],
        description="What was erased, as far as the side that asked could see it.",
    )

    @resolved(Resource.ERASURE)
    async def organization(self, info: Info) -> Organization:
        """Who asked for it."""
        return await organization(info.context, self.row.organization_id)

    @resolved(Resource.ERASURE)
    async def creditor(self, info: Info) -> Organization:
        return await organization(info.context, self.row.creditor_id)

    @resolved(Resource.ERASURE)
    async def agency(self, info: Info) -> Organization:
        return await organization(info.context, self.row.agency_id)

    @resolved(Resource.ERASURE)
    async def case_files(self, info: Info) -> list[CaseFile]:
        """The shells that are left."""
        found = [await info.context.loaders.load(case_files_by_id, key) for key in self.row.case_file_ids]
        return [CaseFile.of(info.context.actor, row) for row in found if row is not None]

    @resolved(Resource.ERASURE)
    def obstacle(self, info: Info) -> ErasureObstacle | None:
        """Why it was stopped."""
        code = self.row.obstacle
        return ErasureObstacle.of(Obstacle(code), info.context.locale) if code else None

    @classmethod
    def of(cls, actor: Actor, row: models.Erasure) -> "Erasure":
        """An erasure of the actor's side."""
        return cls(row=row, sight=Sight.of_case(actor), organization_of_reader=actor.organization_id)


@row_type
class LegalHold(Node):
    """One side's duty to keep what is stored about a person; seen by that side alone."""

    row: strawberry.Private[models.LegalHold]

    reason: str = field(Resource.LEGAL_HOLD)
    placed_at: datetime = field(Resource.LEGAL_HOLD)
    placed_by: str = field(Resource.LEGAL_HOLD)
    released_at: datetime | None = field(Resource.LEGAL_HOLD)
    released_by: str | None = field(Resource.LEGAL_HOLD)
    debtor_id: strawberry.ID = field(Resource.LEGAL_HOLD, of=lambda hold: global_id("Debtor", hold.row.debtor_id))
    debtor_name: str = field(Resource.LEGAL_HOLD)
    case_reference: str | None = field(Resource.LEGAL_HOLD)

    @resolved(Public.RIGHTS)
    def viewer_can_release(self, info: Info) -> bool:
        actor = info.context.actor
        return self.row.released_at is None and may(actor, side_of(actor), Permission.LEGAL_HOLD_RELEASE)

    @classmethod
    def of(cls, actor: Actor, row: models.LegalHold) -> "LegalHold":
        """A hold that the actor's organization placed."""
        return cls(row=row, sight=Sight.of_case(actor))


@value_type()
class FoundPerson:
    """A debtor in the answer to a search."""

    debtor_id: strawberry.ID
    name: str
    reference: str
    case_reference: str
    case_files: int
    is_closed: bool
    is_erased: bool

    @classmethod
    def of(cls, row: FoundRow) -> "FoundPerson":
        """From the domain's answer."""
        return cls(
            debtor_id=global_id("Debtor", row.debtor_id),
            name=row.name,
            reference=row.reference,
            case_reference=row.case_reference,
            case_files=row.case_files,
            is_closed=row.is_closed,
            is_erased=row.is_erased,
        )


@value_type()
class PersonalData:
    """All that is stored about one person, as far as one's own side sees it, and what stops an erasure."""

    row: strawberry.Private[PersonalDataRow]

    debtor_id: strawberry.ID
    name: str
    reference: str
    confirmation: str = strawberry.field(description="What is typed to confirm an erasure: the newest case file's.")
    is_erased: bool
    stored: list[StoredRows]
    files: int

    @strawberry.field
    def obstacles(self, info: Info) -> list[ErasureObstacle]:
        return [ErasureObstacle.of(one, info.context.locale) for one in self.row.obstacles]

    @strawberry.field
    def case_files(self, info: Info) -> list[CaseFile]:
        return [CaseFile.of(info.context.actor, each) for each in self.row.person.case_files]

    @strawberry.field
    def holds(self, info: Info) -> list[LegalHold]:
        return [LegalHold.of(info.context.actor, hold) for hold in self.row.holds]

    @strawberry.field
    def erasures(self, info: Info) -> list[Erasure]:
        return [Erasure.of(info.context.actor, erasure) for erasure in self.row.erasures]

    @strawberry.field
    def viewer_can_erase(self, info: Info) -> bool:
        actor = info.context.actor
        return may(actor, side_of(actor), Permission.ERASURE_CREATE) and not self.is_erased

    @strawberry.field
    def viewer_can_hold(self, info: Info) -> bool:
        actor = info.context.actor
        held = any(hold.released_at is None for hold in self.row.holds)
        return may(actor, side_of(actor), Permission.LEGAL_HOLD_PLACE) and not (self.is_erased or held)

    @strawberry.field
    def export_url(self, info: Info) -> str | None:
        """A file of everything for the person themselves (GDPR art. 15), for 15 minutes."""
        actor = info.context.actor
        if self.is_erased or not may(actor, side_of(actor), Permission.PERSONAL_DATA_EXPORT):
            return None
        return info.context.links.sign(
            f"/files/personal-data/{self.row.person.debtor.id}", organization=str(actor.organization_id)
        )

    @classmethod
    def of(cls, row: PersonalDataRow) -> "PersonalData":
        """From the domain's answer."""
        person = row.person
        return cls(
            row=row,
            debtor_id=global_id("Debtor", person.debtor.id),
            name=person.debtor.name,
            reference=person.debtor.reference,
            confirmation=person.case_files[0].reference,
            is_erased=person.is_erased,
            stored=[StoredRows(table=each.table, rows=each.rows) for each in row.stored],
            files=row.files,
        )


@value_type()
class DuePerson:
    """Somebody whose time is over soon."""

    debtor_id: strawberry.ID
    name: str
    case_reference: str
    closed_on: date
    due_on: date
    is_held: bool
    months: int

    @classmethod
    def of(cls, row: DueRow) -> "DuePerson":
        """From the domain's answer."""
        return cls(
            debtor_id=global_id("Debtor", row.debtor_id),
            name=row.debtor_name,
            case_reference=row.case_reference,
            closed_on=row.closed_on,
            due_on=row.due_on,
            is_held=row.is_held,
            months=row.months,
        )


@value_type()
class RetentionRule:
    """How long a class of data is kept; an agency chooses between `least` and `most` months."""

    retention_class: Kept
    jurisdiction: str
    months: int
    rule_months: int
    least: int
    most: int
    changed_at: datetime | None
    changed_by: str | None

    @strawberry.field
    def source(self, info: Info) -> str:
        """The law or the purpose that it follows from."""
        place = "" if self.jurisdiction == ANYWHERE else f".{self.jurisdiction.lower()}"
        return texts.render(f"privacy.source.{self.retention_class}{place}", info.context.locale)

    @strawberry.field
    def viewer_can_change(self, info: Info) -> bool:
        actor = info.context.actor
        allowed = may(actor, side_of(actor), Permission.RETENTION_WRITE)
        return allowed and self.least < self.most and self.jurisdiction == ANYWHERE

    @classmethod
    def of(cls, row: KeptFor) -> "RetentionRule":
        """From the domain's answer."""
        rule = row.rule
        return cls(
            retention_class=rule.kept,
            jurisdiction=rule.jurisdiction,
            months=row.months,
            rule_months=rule.months,
            least=rule.least,
            most=rule.most,
            changed_at=row.changed_at,
            changed_by=row.changed_by,
        )
