"""What can be sent about a case file, and how it would look."""

from uuid import UUID

import strawberry

from tandem.contacts.answers import Preview
from tandem.contacts.models import Channel, Purpose
from tandem.contacts.templates import Tone
from tandem_graphql.contacts.template_types import TemplateProblem
from tandem_graphql.contacts.verdicts import ContactVerdict
from tandem_graphql.fields import value_type


@value_type()
class MessageTemplate:
    id: strawberry.ID
    channel: Channel
    purpose: Purpose
    language: str
    title: str
    tone: Tone
    recommended: bool = strawberry.field(description="The one to take when nothing speaks for another.")
    sends_files: bool = strawberry.field(description="Its text names attached files: it leaves with none but those.")


@value_type()
class ContactPreview:
    subject: str | None
    body: str
    segments: int | None = strawberry.field(description="SMS only.")
    encoding: str | None
    verdict: ContactVerdict
    problems: list[TemplateProblem] = strawberry.field(
        description="Of an answer: what is wrong with its own words. Such an answer is refused."
    )

    @classmethod
    def of(cls, case_file_id: UUID, preview: Preview, locale: str) -> "ContactPreview":
        """From the domain's preview."""
        return cls(
            subject=preview.subject,
            body=preview.body,
            segments=preview.segments,
            encoding=preview.encoding,
            verdict=ContactVerdict.of(case_file_id, preview.answer),
            problems=[TemplateProblem.of(problem, locale) for problem in preview.problems],
        )
