"""Obstacles of sign-in, permission and grants."""

from datetime import timedelta
from math import ceil

from tandem.kit.errors import ErrorKind, TandemError


class NotPermitted(TandemError):
    """Reachable, but this role may not do it."""

    code = "not_permitted"
    kind = ErrorKind.FORBIDDEN


class SignedOut(TandemError):
    code = "signed_out"
    kind = ErrorKind.UNAUTHENTICATED


class InvalidCredentials(TandemError):
    """Unknown address or wrong password: the same answer, so that neither can be probed."""

    code = "invalid_credentials"
    kind = ErrorKind.UNAUTHENTICATED


class TooManyTries(TandemError):
    """Too soon after others: `retry_after` says how long to wait. The same for accounts that nobody has."""

    code = "too_many_tries"
    kind = ErrorKind.RATE_LIMITED

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(seconds=max(1, ceil(retry_after.total_seconds())))

    @property
    def seconds(self) -> int:
        """How long to wait."""
        return int(str(self.values["seconds"]))


class CodeRefused(TandemError):
    """No code of this authenticator at this time, one that was used before, or no recovery code that is left."""

    code = "code_refused"
    kind = ErrorKind.UNAUTHENTICATED


class SecondFactorNeeded(TandemError):
    """The other organization asks for a second factor that this sign-in has not shown."""

    code = "second_factor_needed"
    kind = ErrorKind.CONFLICT


class PasswordTooShort(TandemError):
    code = "password_too_short"
    kind = ErrorKind.INVALID


class PasswordTooWeak(TandemError):
    """A guesser would come upon it soon."""

    code = "password_too_weak"
    kind = ErrorKind.INVALID


class SessionNotFound(TandemError):
    code = "session_not_found"
    kind = ErrorKind.NOT_FOUND


class MandateNotFound(TandemError):
    code = "mandate_not_found"
    kind = ErrorKind.NOT_FOUND


class MandateReferenceTaken(TandemError):
    code = "mandate_reference_taken"
    kind = ErrorKind.CONFLICT


class CreditorNotFound(TandemError):
    code = "creditor_not_found"
    kind = ErrorKind.NOT_FOUND


class PortfolioNotFound(TandemError):
    code = "portfolio_not_found"
    kind = ErrorKind.NOT_FOUND


class BankNotFound(TandemError):
    code = "bank_not_found"
    kind = ErrorKind.NOT_FOUND


class BankGrantNotFound(TandemError):
    code = "bank_grant_not_found"
    kind = ErrorKind.NOT_FOUND


class GrantedBatchNotFound(TandemError):
    """A batch that is not of the portfolio, or that was never confirmed."""

    code = "granted_batch_not_found"
    kind = ErrorKind.NOT_FOUND


class BankGrantInForce(TandemError):
    code = "bank_grant_in_force"
    kind = ErrorKind.CONFLICT


class BankGrantEnded(TandemError):
    code = "bank_grant_ended"
    kind = ErrorKind.CONFLICT
