"""Obstacles around a directive."""

from tandem.kit.errors import ErrorKind, TandemError


class DirectiveNotFound(TandemError):
    """Outside the actor's reach, or nowhere: the same answer."""

    code = "directive_not_found"
    kind = ErrorKind.NOT_FOUND


class DirectiveInForce(TandemError):
    """A directive of this kind binds the case file already."""

    code = "directive_in_force"
    kind = ErrorKind.CONFLICT


class DirectiveAlreadyReleased(TandemError):
    code = "directive_already_released"
    kind = ErrorKind.CONFLICT
