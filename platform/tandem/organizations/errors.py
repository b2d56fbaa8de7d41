"""Obstacles of sign-in, permission and grants."""

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


class BankGrantInForce(TandemError):
    code = "bank_grant_in_force"
    kind = ErrorKind.CONFLICT


class BankGrantEnded(TandemError):
    code = "bank_grant_ended"
    kind = ErrorKind.CONFLICT
