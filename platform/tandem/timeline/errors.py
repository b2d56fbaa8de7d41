"""Refusals of the timeline."""

from tandem.kit.errors import ErrorKind, TandemError


class AlreadySuperseded(TandemError):
    """The event to be corrected was corrected before, or is not in this chain: the newest one is corrected."""

    code = "already_superseded"
    kind = ErrorKind.CONFLICT
