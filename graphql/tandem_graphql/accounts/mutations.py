"""Writing accounts and senders, and settling what was given up."""

import strawberry

from tandem.contacts.accounts import commands, printer, senders
from tandem.contacts.accounts.account import Secrets
from tandem.contacts.accounts.telephone import set_telephone
from tandem.contacts.models import Channel
from tandem.outbox import given_up
from tandem_channels.contract import Provider
from tandem_graphql.accounts.types import ProviderAccount, Sender
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class SaveTwilioAccountInput:
    """A key that is left out stays as it is."""

    account_sid: str
    auth_token: str | None = None
    api_key_sid: str | None = None
    api_key_secret: str | None = None
    twiml_app_sid: str | None = None
    region: str | None = None
    edge: str | None = None


@strawberry.input
class SaveSendGridAccountInput:
    """A key that is left out stays as it is."""

    api_key: str | None = None
    webhook_public_key: str | None = None
    region: str | None = None
    email_domain: str | None = None
    reply_domain: str | None = None
    demand_group: int | None = None
    information_group: int | None = None


@strawberry.input
class ProviderAccountInput:
    account_id: strawberry.ID


@value_type(Public.ANSWER)
class ProviderAccountPayload:
    account: ProviderAccount | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@value_type(Public.ANSWER)
class RemoveProviderAccountPayload:
    removed_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class StatusFileInput:
    """`name` as `unreadByPrinter` has it."""

    name: str


@value_type(Public.ANSWER)
class StatusFilePayload:
    settled: str | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class AddSenderInput:
    """Without `countries`: wherever no other sender is; without `per_second`: what its kind allows."""

    account_id: strawberry.ID
    channel: Channel
    address: str
    countries: list[str] = strawberry.field(default_factory=list)
    per_second: float | None = None


@strawberry.input
class ChangeSenderInput:
    sender_id: strawberry.ID
    countries: list[str]
    per_second: float | None = None


@strawberry.input
class RemoveSenderInput:
    sender_id: strawberry.ID


@value_type(Public.ANSWER)
class SenderPayload:
    sender: Sender | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@value_type(Public.ANSWER)
class RemoveSenderPayload:
    removed_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class SetAgencyTelephoneInput:
    telephone: str


@value_type(Public.ANSWER)
class SetAgencyTelephonePayload:
    telephone: str | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class GivenUpMessageInput:
    message_id: strawberry.ID


@strawberry.input
class HandMessageInput:
    message_id: strawberry.ID
    agency_id: strawberry.ID


@value_type(Public.ANSWER)
class GivenUpMessagePayload:
    settled_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class AccountMutations:
    @mutation(Permission.PROVIDER_ACCOUNT_WRITE)
    async def save_twilio_account(self, info: Info, input: SaveTwilioAccountInput) -> ProviderAccountPayload:  # noqa: A002
        keys = Secrets(auth_token=input.auth_token or "", api_key_secret=input.api_key_secret or "")
        given = commands.Given(
            input.account_sid,
            input.api_key_sid,
            input.region,
            input.edge,
            twiml_app_sid=input.twiml_app_sid,
            secrets=keys,
        )
        row = await commands.save_account(info.context.actor, Provider.TWILIO, given)
        return ProviderAccountPayload(account=ProviderAccount.of(row, info.context.locale))

    @mutation(Permission.PROVIDER_ACCOUNT_WRITE)
    async def save_send_grid_account(self, info: Info, input: SaveSendGridAccountInput) -> ProviderAccountPayload:  # noqa: A002
        keys = Secrets(api_key=input.api_key or "", webhook_public_key=input.webhook_public_key or "")
        given = commands.Given(
            region=input.region,
            email_domain=input.email_domain,
            reply_domain=input.reply_domain,
            demand_group=input.demand_group,
            information_group=input.information_group,
            secrets=keys,
        )
        row = await commands.save_account(info.context.actor, Provider.SENDGRID, given)
        return ProviderAccountPayload(account=ProviderAccount.of(row, info.context.locale))

    @mutation(Permission.PROVIDER_ACCOUNT_WRITE)
    async def use_printer(self, info: Info) -> ProviderAccountPayload:
        """Have letters printed and posted by the printer whose folder this installation shares, if it is there."""
        row = await printer.use_printer(info.context.actor)
        return ProviderAccountPayload(account=ProviderAccount.of(row, info.context.locale))

    @mutation(Permission.PROVIDER_ACCOUNT_WRITE)
    async def settle_status_file(self, info: Info, input: StatusFileInput) -> StatusFilePayload:  # noqa: A002
        """Put a printer's file aside whose unreadable lines were told again, or are not wanted."""
        await printer.settle_unread_file(info.context.actor, input.name)
        return StatusFilePayload(settled=input.name)

    @mutation(Permission.PROVIDER_ACCOUNT_WRITE)
    async def check_provider_account(self, info: Info, input: ProviderAccountInput) -> ProviderAccountPayload:  # noqa: A002
        """Ask the provider whether account and senders are in good order; nothing is sent."""
        account_id = key_of(input.account_id, "ProviderAccount", "accountId")
        row = await commands.check_account(info.context.actor, account_id)
        return ProviderAccountPayload(account=ProviderAccount.of(row, info.context.locale))

    @mutation(Permission.PROVIDER_ACCOUNT_WRITE)
    async def remove_provider_account(
        self,
        info: Info,
        input: ProviderAccountInput,  # noqa: A002
    ) -> RemoveProviderAccountPayload:
        account_id = key_of(input.account_id, "ProviderAccount", "accountId")
        await commands.give_up_account(info.context.actor, account_id)
        return RemoveProviderAccountPayload(removed_id=input.account_id)

    @mutation(Permission.PROVIDER_ACCOUNT_WRITE)
    async def add_sender(self, info: Info, input: AddSenderInput) -> SenderPayload:  # noqa: A002
        row = await senders.add_sender(
            info.context.actor,
            key_of(input.account_id, "ProviderAccount", "accountId"),
            input.channel,
            input.address,
            countries=input.countries,
            per_second=input.per_second,
        )
        return SenderPayload(sender=Sender.of(row))

    @mutation(Permission.PROVIDER_ACCOUNT_WRITE)
    async def change_sender(self, info: Info, input: ChangeSenderInput) -> SenderPayload:  # noqa: A002
        sender_id = key_of(input.sender_id, "Sender", "senderId")
        row = await senders.change_sender(
            info.context.actor, sender_id, countries=input.countries, per_second=input.per_second
        )
        return SenderPayload(sender=Sender.of(row))

    @mutation(Permission.PROVIDER_ACCOUNT_WRITE)
    async def remove_sender(self, info: Info, input: RemoveSenderInput) -> RemoveSenderPayload:  # noqa: A002
        await senders.remove_sender(info.context.actor, key_of(input.sender_id, "Sender", "senderId"))
        return RemoveSenderPayload(removed_id=input.sender_id)

    @mutation(Permission.PROVIDER_ACCOUNT_WRITE)
    async def set_agency_telephone(self, info: Info, input: SetAgencyTelephoneInput) -> SetAgencyTelephonePayload:  # noqa: A002
        """Which telephone the agency's letters, messages and calls name from now on."""
        return SetAgencyTelephonePayload(telephone=await set_telephone(info.context.actor, input.telephone))

    @mutation(Permission.OUTBOX_SETTLE)
    async def try_message_again(self, info: Info, input: GivenUpMessageInput) -> GivenUpMessagePayload:  # noqa: A002
        """Have it handled from the beginning, with all its tries."""
        await given_up.try_again(info.context.actor, key_of(input.message_id, "OutboxMessage", "messageId"))
        return GivenUpMessagePayload(settled_id=input.message_id)

    @mutation(Permission.OUTBOX_SETTLE)
    async def let_message_go(self, info: Info, input: GivenUpMessageInput) -> GivenUpMessagePayload:  # noqa: A002
        """End it: it will never be carried out."""
        await given_up.let_go(info.context.actor, key_of(input.message_id, "OutboxMessage", "messageId"))
        return GivenUpMessagePayload(settled_id=input.message_id)

    @mutation(Permission.OUTBOX_SETTLE)
    async def hand_message_to_agency(self, info: Info, input: HandMessageInput) -> GivenUpMessagePayload:  # noqa: A002
        """Say whose it is what came in and is no agency's; for the operator."""
        await given_up.hand_to_agency(
            info.context.actor,
            key_of(input.message_id, "OutboxMessage", "messageId"),
            key_of(input.agency_id, "Organization", "agencyId"),
        )
        return GivenUpMessagePayload(settled_id=input.message_id)
