"""Obstacles of joining a group."""

from tandem.kit.errors import ErrorKind, TandemError


class GroupCodeUnknown(TandemError):
    """Mistyped, used up, withdrawn or expired: the same answer."""

    code = "group_code_unknown"
    kind = ErrorKind.NOT_FOUND


class GroupPlacesItself(TandemError):
    """A group only reads: an organization with a mandate of its own cannot be one."""

    code = "group_places_itself"
    kind = ErrorKind.CONFLICT


class InGroupAlready(TandemError):
    code = "in_group_already"
    kind = ErrorKind.CONFLICT


class NotInGroup(TandemError):
    code = "not_in_group"
    kind = ErrorKind.CONFLICT


class GroupBelow(TandemError):
    """The group is the organization itself, or below it."""

    code = "group_below"
    kind = ErrorKind.CONFLICT


class OthersBelow(TandemError):
    """An organization with others below it joins no group: they agreed to be read by it, not by whoever is above."""

    code = "others_below"
    kind = ErrorKind.CONFLICT
