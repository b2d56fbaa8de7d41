"""Obstacles around letters that come back."""

from datetime import date

from tandem.kit.errors import ErrorKind, TandemError


class LetterReturnKnown(TandemError):
    """It was entered before, with another reason or day; who knows better corrects it."""

    code = "letter_return_known"
    kind = ErrorKind.CONFLICT

    def __init__(self, returned_on: date) -> None:
        super().__init__(field="reason", returned_on=returned_on.isoformat())


class LetterNotReturned(TandemError):
    """Only a return that was entered is corrected."""

    code = "letter_not_returned"
    kind = ErrorKind.CONFLICT


class NothingToTrace(TandemError):
    """No letter to this address waits for a better one."""

    code = "nothing_to_trace"
    kind = ErrorKind.CONFLICT


class AddressStillMissing(TandemError):
    """A search that found something ends with an address that letters can be sent to."""

    code = "address_still_missing"
    kind = ErrorKind.CONFLICT
