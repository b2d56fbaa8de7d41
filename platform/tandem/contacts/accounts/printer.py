"""An agency begins to have its letters printed and posted: by an account that has no key, only a folder."""

from tandem.contacts.accounts.account import Account, Secrets
from tandem.contacts.accounts.commands import Given, check_account, save_account
from tandem.contacts.accounts.errors import PrinterAway
from tandem.contacts.accounts.rows import AccountRow
from tandem.contacts.channels import channels
from tandem.kit.ids import new_id
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import authorize
from tandem_channels.contract import Provider
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
