"""What the gate refused, counted for whoever answers for it."""

from datetime import date, datetime

import strawberry

from tandem.casefiles.queries import case_files_by_id
from tandem.contacts import refusals
from tandem.contacts.models import Channel
from tandem.contacts.refusals import RefusalsBy, Which, refusals_for
from tandem.kit import texts
from tandem.kit.errors import InvalidInput
from tandem_graphql.casefiles.types import CaseFile
from tandem_graphql.context import Info
from tandem_graphql.fields import value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.roots import query
from tandem_policies.vocabulary import Resource

strawberry.enum(RefusalsBy)
_IDS = {RefusalsBy.CLIENT: "Organization", RefusalsBy.COLLECTOR: "Membership"}


@value_type()
class RefusalFigure:
    """Contacts, not decisions: one that is judged again is one, and counts with each reason."""

    by: RefusalsBy
    key: str | None = strawberry.field(
        description="A code, a channel, the Monday of a week, or an id; null: of everything, or planned by nobody."
    )
    label: str | None = strawberry.field(description="A reason in the reader's language, or a name.")
    contacts: int
    stopped: int
    put_off: int
    left_to_a_person: int
    case_files: int

    @classmethod
    def of(cls, row: refusals.RefusalFigure, locale: str) -> "RefusalFigure":
        """In the reader's words."""
        key = row.key
        if key is not None and row.by in _IDS:
            key = global_id(_IDS[row.by], key)
        return cls(
            by=row.by,
            key=key,
            label=texts.render(f"refusal.{row.key}", locale) if row.by is RefusalsBy.REASON else row.name,
            contacts=row.contacts,
            stopped=row.stopped,
            put_off=row.put_off,
            left_to_a_person=row.left_to_a_person,
            case_files=row.case_files,
        )


@value_type()
class RefusedCaseFile:
    contacts: int
    last_at: datetime
    rules: str | None = strawberry.field(
        description="The version of the rules that the last refusal was made by, as `contactRules` opens it; null: "
        "what stood in the way was found beside the rules."
    )
    row: strawberry.Private[refusals.RefusedCaseFile]

    @strawberry.field
    async def case_file(self, info: Info) -> CaseFile:
        found = await info.context.loaders.need(case_files_by_id, self.row.case_file_id)
        return CaseFile.of(info.context.actor, found)


@value_type()
class ContactRefusals:
    """Figures by each of `RefusalsBy`, and the case files that were refused last."""

    figures: list[RefusalFigure]
    case_files: list[RefusedCaseFile] = strawberry.field(description="At most a hundred, the last refused first.")


@strawberry.input
class RefusalFilterInput:
    """Days in the agency's country, both included; everything else narrows."""

    since: date
    until: date
    code: str | None = None
    channel: Channel | None = None
    client_id: strawberry.ID | None = None
    collector_id: strawberry.ID | None = None

    def parse(self) -> Which:
        """As the domain asks. Raises InvalidInput."""
        if self.code is not None and self.code not in refusals.CODES:
            raise InvalidInput("code", self.code, "refusal_code")
        return Which(
            since=self.since,
            until=self.until,
            code=self.code,
            channel=self.channel,
            creditor_id=key_of(self.client_id, "Organization", "clientId") if self.client_id else None,
            collector_id=key_of(self.collector_id, "Membership", "collectorId") if self.collector_id else None,
        )


@strawberry.type
class RefusalQueries:
    @query(Resource.CONTACT_REFUSAL)
    async def contact_refusals(self, info: Info, filter: RefusalFilterInput) -> ContactRefusals:  # noqa: A002
        """What the rules of contact refused, put off or left to a person, on the case files in the reader's reach."""
        found = await refusals_for(info.context.actor, filter.parse())
        case_files = [
            RefusedCaseFile(contacts=row.contacts, last_at=row.last_at, rules=row.rules, row=row)
            for row in found.case_files
        ]
        figures = [RefusalFigure.of(row, info.context.locale) for row in found.figures]
        return ContactRefusals(figures=figures, case_files=case_files)
