"""What left, word for word, and what the provider told of it."""

from datetime import datetime
from typing import Any

import strawberry

from tandem.contacts import copies
from tandem.contacts.models import Channel, ContactAttempt, DeliveryReport
from tandem.contacts.reports import REPORTED, REPORTS, label_of
from tandem_channels.segments import count_segments
from tandem_graphql.fields import value_type
from tandem_graphql.lookahead.pieces import Pieces, Sql
from tandem_graphql.lookahead.planning import At, Read, leaf_of, listed, value_object
from tandem_graphql.lookahead.running import Run
from tandem_graphql.lookahead.selecting import Selected


@value_type()
class SentFile:
    name: str
    content_type: str
    size: int
    sha256: str

    @classmethod
    def of(cls, file: copies.Attachment) -> "SentFile":
        """A file of a copy."""
        return cls(name=file.name, content_type=file.content_type, size=file.size, sha256=file.sha256)


@value_type()
class SentCopy:
    """What the provider was handed, or what was printed; kept exactly."""

    to: str
    sender: str
    sender_name: str | None
    subject: str | None
    text: str | None
    html: str | None = strawberry.field(description="Show it in a frame that may run nothing and load nothing.")
    attachments: list[SentFile]
    language: str
    template: str
    template_version: str
    sent_at: datetime = strawberry.field(description="When it was handed over, or printed.")
    sha256: str = strawberry.field(description="Of the copy's exact text: the case file's chain holds it, sealed.")
    segments: int | None = strawberry.field(description="SMS only.")
    encoding: str | None

    @classmethod
    def of(cls, attempt: ContactAttempt) -> "SentCopy | None":
        """The copy of an attempt that left, or may have; None for a call without a script, and for what still waits."""
        if attempt.sent_copy is None or attempt.sending_at is None:
            return None
        copy = copies.read(attempt.sent_copy)
        count = count_segments(copy.text or "") if attempt.channel is Channel.SMS else None
        return cls(
            to=copy.to,
            sender=copy.sender,
            sender_name=copy.sender_name,
            subject=copy.subject,
            text=copy.text,
            html=copy.html,
            attachments=[SentFile.of(file) for file in copy.attachments],
            language=copy.language,
            template=copy.template,
            template_version=copy.template_version,
            sent_at=attempt.sending_at,
            sha256=copies.sha256_of(attempt.sent_copy),
            segments=count.segments if count else None,
            encoding=count.encoding.value if count else None,
        )


def read_deliveries(at: At, selected: Selected) -> Pieces:
    """The words of the provider about the attempt of this row, for the one statement of a page."""
    row = at.plan.new_row()
    columns = {name: _column(f"{row}.{name}") for name in (*Delivery.__dataclass_fields__,) if name != "label"}
    parts: dict[str, Read] = {**columns, "label": lambda at, _: at.plan.finish([_labelled(row)], _label)}
    source = REPORTS.format(row=row, attempt=at.column("id"), organization=at.plan.organization)
    return listed(value_object(at, selected, parts), source, REPORTED.format(row=row))


def _column(sql: str) -> Read:
    return lambda _at, one: leaf_of(one, sql)


def _labelled(row: str) -> Sql:
    return Sql(f"json_build_array({row}.event_id IS NULL, {row}.status)")


def _label(run: Run, told: list[Any]) -> str:
    handed_over, status = told
    return label_of(status, run.info.context.locale, handed_over=handed_over)


@value_type()
class Delivery:
    """One word of the provider about an attempt, with its time."""

    provider: str
    provider_id: str | None
    status: str = strawberry.field(description="Our word for what the provider said; its own when it took the message.")
    label: str = strawberry.field(description="The same for people, in the reader's language.")
    leg: str | None = strawberry.field(description="Of a call: the collector's leg or the debtor's.")
    code: str | None
    occurred_at: datetime | None = strawberry.field(description="The provider's own time, when it gave one.")
    received_at: datetime

    @classmethod
    def of(cls, report: DeliveryReport, locale: str) -> "Delivery":
        """One report, for a reader of `locale`."""
        return cls(
            provider=report.provider,
            provider_id=report.provider_id,
            status=report.status,
            label=label_of(report.status, locale, handed_over=report.event_id is None),
            leg=report.leg,
            code=report.code,
            occurred_at=report.occurred_at,
            received_at=report.received_at,
        )
