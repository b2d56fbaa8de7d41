"""Obstacles around print runs."""

from tandem.kit.errors import ErrorKind, TandemError


class PrintRunNotFound(TandemError):
    code = "print_run_not_found"
    kind = ErrorKind.NOT_FOUND


class NothingToPrint(TandemError):
    """Every letter is posted, stopped, or in a run already: perhaps somebody else's of this moment."""

    code = "nothing_to_print"
    kind = ErrorKind.CONFLICT


class PrintRunNotReady(TandemError):
    """Its file is being made, could not be made, or ran out."""

    code = "print_run_not_ready"
    kind = ErrorKind.CONFLICT


class PrintRunUnderWay(TandemError):
    """Its file is there, or on its way."""

    code = "print_run_under_way"
    kind = ErrorKind.CONFLICT


class PrintRunNotPrinted(TandemError):
    """Nobody has printed it: nothing of it can be in the post."""

    code = "print_run_not_printed"
    kind = ErrorKind.CONFLICT


class PrintRunBeingPosted(TandemError):
    """Its letters are being told as posted."""

    code = "print_run_being_posted"
    kind = ErrorKind.CONFLICT


class NothingToPost(TandemError):
    """Every letter of the run is posted, stopped or taken out."""

    code = "nothing_to_post"
    kind = ErrorKind.CONFLICT


class LetterNotInRun(TandemError):
    code = "letter_not_in_run"
    kind = ErrorKind.NOT_FOUND


class ReprintReasonMissing(TandemError):
    """A second printing of the same letters says why."""

    code = "reprint_reason_missing"
    kind = ErrorKind.INVALID
