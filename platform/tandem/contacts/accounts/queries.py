"""What an agency's administrator sees of its accounts, its senders, and which channels are on."""

from dataclasses import dataclass
from enum import StrEnum

from tandem.contacts.accounts.choosing import PROVIDER_OF, is_among
from tandem.contacts.accounts.printer import unread_of
from tandem.contacts.accounts.rows import AccountRow, SenderRow, accounts_in_use, senders_of
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.channels import (
    BROWSER_ANSWER_PATH,
    EMAIL_EVENTS_PATH,
    EMAIL_INBOUND_PATH,
    SMS_INBOUND_PATH,
    channels,
)
from tandem.contacts.models import Channel
from tandem.kit.database import reading
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem.organizations.models import Organization
from tandem_channels.contract import Provider
from tandem_channels.postal import Unread
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


class ServedBy(StrEnum):
    """Whose account a channel leaves by."""

    OWN = "own"
    INSTALLATION = "installation"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class ChannelState:
    """`can_send`: it is on, and the agency has a sender for it; `can_be_answered`: what is answered comes in here."""

    channel: Channel
    served_by: ServedBy
    can_send: bool
    can_be_answered: bool


@dataclass(frozen=True, slots=True)
class Setup:
    """`senders` are those that are used now; on the installation's account they have no `account_id`. `unread`: what
    the printer told and nobody can read. `telephone`: the agency's, which letters and messages name.
    """

    channels: tuple[ChannelState, ...]
    accounts: tuple[AccountRow, ...]
    senders: tuple[SenderRow, ...]
    unread: Unread | None = None
    telephone: str | None = None
    telephone_is_sender: bool = False


async def setup_for(actor: Actor) -> Setup:
    """Accounts, senders and channels of the actor's agency. Raises NotPermitted."""
    authorize(actor, Relation.OWN, Permission.PROVIDER_ACCOUNT_READ)
    async with reading(actor):
        accounts = await accounts_in_use()
        by_provider = {one.provider: one.id for one in accounts}
        senders = [
            one
            for one in await senders_of(actor.organization_id)
            if one.account_id == by_provider.get(PROVIDER_OF[one.channel])
        ]
        use = await channels_of(actor.organization_id)
        agency = await Organization.get(id=actor.organization_id)
    states = []
    for channel, provider in PROVIDER_OF.items():
        own, is_on = provider in by_provider, use.is_on(channel)
        served_by = ServedBy.NOBODY if not is_on else ServedBy.OWN if own else ServedBy.INSTALLATION
        mine = [one for one in senders if one.channel is channel] if is_on else []
        # An e-mail is answered at the domain whose mail comes to us, else in the sender's own mailbox.
        heard = bool(use.inbound_domain) if channel is Channel.EMAIL else any(one.two_way for one in mine)
        states.append(ChannelState(channel, served_by, bool(mine), bool(mine) and heard))
    return Setup(
        tuple(states),
        tuple(accounts),
        tuple(senders),
        await unread_of(actor),
        telephone=agency.phone,
        telephone_is_sender=is_among(agency.phone, [one.address for one in senders], agency.country),
    )


def webhook_url(account: AccountRow) -> str | None:
    """What is entered at the provider, so that it tells us of replies and deliveries; a printer calls nobody."""
    if account.provider is Provider.TWILIO:
        return channels().callback(SMS_INBOUND_PATH)
    if account.provider is Provider.SENDGRID:
        return f"{channels().callback(EMAIL_EVENTS_PATH)}/{account.webhook_token}"
    return None


def folder_of(account: AccountRow) -> str | None:
    """Of a printer: the agency's own folder, in the one that it shares with the installation."""
    return f"{account.agency_id}/" if account.provider is Provider.FILE_DROP else None


def voice_url(account: AccountRow) -> str | None:
    """What is entered at Twilio as the voice address of the account's TwiML app: calls in the browser ask there."""
    return channels().callback(BROWSER_ANSWER_PATH) if account.provider is Provider.TWILIO else None


def inbound_url(account: AccountRow) -> str | None:
    """What is entered at SendGrid's Inbound Parse, so that e-mails to the account's reply domain reach us."""
    if account.provider is not Provider.SENDGRID:
        return None
    return f"{channels().callback(EMAIL_INBOUND_PATH)}/{account.webhook_token}"
