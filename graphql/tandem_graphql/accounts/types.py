"""Accounts, senders and channels as their administrator sees them: everything but the keys."""

from datetime import datetime

import strawberry

from tandem.contacts.accounts import queries, rows
from tandem.contacts.accounts.queries import ServedBy
from tandem.contacts.models import Channel
from tandem.kit.texts import render
from tandem_channels import postal
from tandem_channels.account_faults import Found
from tandem_graphql.fields import value_type
from tandem_graphql.ids import global_id

SHOWN_LINES = 20  # of one file: whoever wrote it is told the rest by the file beside it


@value_type()
class AccountFault:
    """Something wrong with an account; `about` is the sender, domain, region or right that it concerns."""

    code: str
    about: str
    message: str

    @classmethod
    def of(cls, found: Found, locale: str) -> "AccountFault":
        """In the reader's words."""
        about = found.about or "–"
        return cls(
            code=found.fault, about=found.about, message=render(f"account_fault.{found.fault}", locale, about=about)
        )


@value_type()
class ProviderAccount:
    """An account of the agency's own. Its keys are not here and nowhere else: they can be replaced, never read."""

    id: strawberry.ID
    provider: str
    account_sid: str | None
    api_key_sid: str | None
    twiml_app_sid: str | None = strawberry.field(description="Twilio only: what answers calls made in the browser.")
    region: str | None
    edge: str | None
    email_domain: str | None
    reply_domain: str | None = strawberry.field(
        description="Whose e-mails SendGrid posts to `inboundUrl`: answers are written to an address there."
    )
    demand_group: int | None = strawberry.field(
        description="SendGrid only: the unsubscribe group of demands and replies. Who leaves it refuses all e-mails."
    )
    information_group: int | None = strawberry.field(
        description="SendGrid only: that of receipts and notices. Who leaves it gets those by post."
    )
    inbound_url: str | None = strawberry.field(description="SendGrid only: entered at its Inbound Parse.")
    webhook_url: str | None = strawberry.field(
        description="Entered at the provider, which tells of replies there. Null: a printer, which is read."
    )
    folder: str | None = strawberry.field(
        description="A printer only: where it finds letters and tells of them, below the folder that it shares."
    )
    voice_url: str | None = strawberry.field(description="Twilio only: entered as the voice address of the TwiML app.")
    keys_set_at: datetime
    keys_set_by: str
    former_keys_until: datetime | None = strawberry.field(
        description="Until then webhooks signed with the keys before these are taken too."
    )
    checked_at: datetime | None = strawberry.field(description="Null: never, or not since the last change.")
    faults: list[AccountFault]

    @classmethod
    def of(cls, row: rows.AccountRow, locale: str) -> "ProviderAccount":
        """As the domain has it."""
        return cls(
            id=global_id("ProviderAccount", row.id),
            provider=row.provider.value,
            account_sid=row.account_sid,
            api_key_sid=row.api_key_sid,
            twiml_app_sid=row.twiml_app_sid,
            region=row.region,
            edge=row.edge,
            email_domain=row.email_domain,
            reply_domain=row.reply_domain,
            demand_group=row.demand_group,
            information_group=row.information_group,
            inbound_url=queries.inbound_url(row),
            webhook_url=queries.webhook_url(row),
            folder=queries.folder_of(row),
            voice_url=queries.voice_url(row),
            keys_set_at=row.keys_set_at,
            keys_set_by=row.keys_set_by,
            former_keys_until=row.former_until,
            checked_at=row.checked_at,
            faults=[AccountFault.of(one, locale) for one in row.faults],
        )


@value_type()
class Sender:
    """A number, name or address that the agency writes or calls from."""

    id: strawberry.ID
    account_id: strawberry.ID | None = strawberry.field(description="Null: given by whoever runs the installation.")
    channel: Channel
    address: str
    kind: str = strawberry.field(description="long_code, short_code, alphanumeric or email.")
    countries: list[str] = strawberry.field(description="Empty: wherever no other sender is.")
    two_way: bool
    per_second: float = strawberry.field(description="Segments of text, calls or e-mails.")

    @classmethod
    def of(cls, row: rows.SenderRow) -> "Sender":
        """As the domain has it."""
        return cls(
            id=global_id("Sender", row.id),
            account_id=global_id("ProviderAccount", row.account_id) if row.account_id else None,
            channel=row.channel,
            address=row.address,
            kind=row.kind,
            countries=list(row.countries),
            two_way=row.two_way,
            per_second=row.pace,
        )


@value_type()
class UnreadLine:
    """A line of a printer's file that nobody can read, and what would be right."""

    line: int | None = strawberry.field(description="Counted from 1; null: it is about the whole file.")
    message: str

    @classmethod
    def of(cls, found: postal.UnreadLine, locale: str) -> "UnreadLine":
        """In the reader's words."""
        about = found.about or "–"
        return cls(line=found.line, message=render(f"unreadable.{found.fault}", locale, about=about))


@value_type()
class UnreadStatusFile:
    """A file in which the printer told of letters; what its other lines say was read."""

    name: str
    since: datetime
    count: int = strawberry.field(description="How many lines nobody can read.")
    lines: list[UnreadLine] = strawberry.field(description="The first of them.")

    @classmethod
    def of(cls, found: postal.UnreadReport, locale: str) -> "UnreadStatusFile":
        """As the printer's folder has it."""
        return cls(
            name=found.name,
            since=found.since,
            count=len(found.lines),
            lines=[UnreadLine.of(one, locale) for one in found.lines[:SHOWN_LINES]],
        )


@value_type()
class UnreadStatusFiles:
    """What the agency's printer told and nobody can read, until a person has dealt with it."""

    total: int
    oldest: list[UnreadStatusFile]

    @classmethod
    def of(cls, found: postal.Unread, locale: str) -> "UnreadStatusFiles":
        """As the printer's folder has it."""
        return cls(total=found.total, oldest=[UnreadStatusFile.of(one, locale) for one in found.oldest])


@value_type()
class ChannelSetup:
    channel: Channel
    served_by: ServedBy
    can_send: bool = strawberry.field(description="It is on, and the agency has a sender for it.")
    can_be_answered: bool = strawberry.field(
        description="What people answer comes in here: an e-mail at a domain for answers, a text to a number."
    )


@value_type()
class AccountSetup:
    """How the agency reaches people: its channels, its own accounts, its senders."""

    channels: list[ChannelSetup]
    accounts: list[ProviderAccount]
    senders: list[Sender]
    unread_by_printer: UnreadStatusFiles | None = strawberry.field(
        description="Null: the agency has no printer, or its folder is away."
    )
    telephone: str | None = strawberry.field(description="The agency's, which letters, messages and calls name.")
    telephone_is_sender: bool = strawberry.field(description="Nobody may answer who is told to ring it.")
    own_telephone: str | None = strawberry.field(
        description="The agency's telephone where it is one of its senders.",
        deprecation_reason="Read telephone and telephoneIsSender.",
    )

    @classmethod
    def of(cls, found: queries.Setup, locale: str) -> "AccountSetup":
        """As the domain has it."""
        return cls(
            channels=[
                ChannelSetup(
                    channel=one.channel,
                    served_by=one.served_by,
                    can_send=one.can_send,
                    can_be_answered=one.can_be_answered,
                )
                for one in found.channels
            ],
            accounts=[ProviderAccount.of(one, locale) for one in found.accounts],
            senders=[Sender.of(one) for one in found.senders],
            unread_by_printer=UnreadStatusFiles.of(found.unread, locale) if found.unread else None,
            telephone=found.telephone,
            telephone_is_sender=found.telephone_is_sender,
            own_telephone=found.telephone if found.telephone_is_sender else None,
        )
