"""Obstacles around facts that stop contact."""

from tandem.kit.errors import ErrorKind, TandemError


class StopFactNotFound(TandemError):
    """Outside the actor's reach, or nowhere: the same answer."""

    code = "stop_fact_not_found"
    kind = ErrorKind.NOT_FOUND


class StopFactInForce(TandemError):
    """The same is known of this person already; end it first to enter it anew."""

    code = "stop_fact_in_force"
    kind = ErrorKind.CONFLICT


class StopFactEndedAlready(TandemError):
    code = "stop_fact_ended"
    kind = ErrorKind.CONFLICT


class StopFactOfOtherSide(TandemError):
    """A creditor ends what its own side entered."""

    code = "stop_fact_of_other_side"
    kind = ErrorKind.CONFLICT
