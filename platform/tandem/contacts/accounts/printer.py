"""An agency has its letters printed and posted: by an account that has no key, only a folder."""

from tandem.contacts.accounts.account import Account, Secrets
from tandem.contacts.accounts.commands import Given, check_account, save_account
from tandem.contacts.accounts.errors import PrinterAway, StatusFileNotFound
from tandem.contacts.accounts.rows import AccountRow
from tandem.contacts.accounts.serving import channels_of
from tandem.contacts.channels import channels
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_channels.contract import ChannelError, Provider
from tandem_channels.postal import Unread
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Relation


async def use_printer(actor: Actor) -> AccountRow:
    """Have the agency's letters printed and posted by the printer that shares a folder with this installation.

    The folder is tried first: letters wait for no printer that cannot be reached. Raises NotPermitted, PrinterAway.
    """
    authorize(actor, Relation.OWN, Permission.PROVIDER_ACCOUNT_WRITE)
    check = channels().check
    if check is None or await check(_tried(actor), []):
        raise PrinterAway
    row = await save_account(actor, Provider.FILE_DROP, Given())
    return await check_account(actor, row.id)


async def unread_of(actor: Actor) -> Unread | None:
    """What the printer of the actor's agency told and nobody can read; None: no printer, or its folder is away.

    Raises NotPermitted.
    """
    authorize(actor, Relation.OWN, Permission.PROVIDER_ACCOUNT_READ)
    postal = (await channels_of(actor.organization_id)).postal
    if postal is None:
        return None
    try:
        return await postal.unread()
    except ChannelError:
        return None  # the test of the folder says that it is away


async def settle_unread_file(actor: Actor, name: str) -> None:
    """A file of the printer's is dealt with: what its lines should have said was told again, or is not wanted.

    Raises NotPermitted, PrinterAway, StatusFileNotFound.
    """
    authorize(actor, Relation.OWN, Permission.PROVIDER_ACCOUNT_WRITE)
    postal = (await channels_of(actor.organization_id)).postal
    try:
        if postal is None or not await postal.settle_unread(name):
            raise StatusFileNotFound(field="name")
    except ChannelError:
        raise PrinterAway from None


def _tried(actor: Actor) -> Account:
    """The account of a printer that is not used yet: it has nothing but its agency."""
    return Account(
        id=new_id(),
        agency_id=actor.organization_id,
        provider=Provider.FILE_DROP,
        account_sid=None,
        api_key_sid=None,
        twiml_app_sid=None,
        region=None,
        edge=None,
        email_domain=None,
        reply_domain=None,
        webhook_token="",
        version=0,
        secrets=Secrets(),
    )
