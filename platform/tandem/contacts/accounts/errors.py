"""Refusals about provider accounts and senders."""

from tandem.kit.errors import ErrorKind, TandemError


class ProviderAccountNotFound(TandemError):
    code = "provider_account_not_found"
    kind = ErrorKind.NOT_FOUND


class SenderNotFound(TandemError):
    code = "sender_not_found"
    kind = ErrorKind.NOT_FOUND


class KeyNeeded(TandemError):
    """A new account, or another address of it, needs its keys."""

    code = "provider_key_needed"


class AppNeedsKey(TandemError):
    """Tokens for browsers are signed with an API key: the TwiML app alone makes none."""

    code = "provider_app_needs_key"


class AccountIsAnother(TandemError):
    """The SID of an account in use does not change: the keys of one do not fit another."""

    code = "provider_account_is_another"
    kind = ErrorKind.CONFLICT


class AccountUnasked(TandemError):
    """The provider could not be asked whether the sender is the account's."""

    code = "provider_unasked"
    kind = ErrorKind.UNAVAILABLE


class AccountRefused(TandemError):
    """The provider does not accept the account as it is: test it first."""

    code = "provider_account_refused"
    kind = ErrorKind.CONFLICT


class SenderNotOwned(TandemError):
    """The account does not own that number, or its domain is not authenticated."""

    code = "sender_not_owned"
    kind = ErrorKind.CONFLICT


class DomainsNotReadable(TandemError):
    """The account's key may not read which domains are its own, so that nobody can say whose the address is."""

    code = "domains_not_readable"
    kind = ErrorKind.CONFLICT


class SenderTaken(TandemError):
    """Another sender of this installation has that number or address."""

    code = "sender_taken"
    kind = ErrorKind.CONFLICT


class SenderCountryTaken(TandemError):
    """Another sender of this channel is for that country, or for everywhere else."""

    code = "sender_country_taken"
    kind = ErrorKind.CONFLICT


class PrinterAway(TandemError):
    """The folder that a printer shares with this installation is not there, or cannot be written to."""

    code = "printer_away"
    kind = ErrorKind.CONFLICT


class StatusFileNotFound(TandemError):
    """No file of the printer's of that name waits on a person."""

    code = "status_file_not_found"
    kind = ErrorKind.NOT_FOUND
