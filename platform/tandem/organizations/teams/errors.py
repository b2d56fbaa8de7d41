"""Obstacles of teams."""

from tandem.kit.errors import ErrorKind, TandemError


class TeamNotFound(TandemError):
    """Another agency's, or nowhere: the same answer."""

    code = "team_not_found"
    kind = ErrorKind.NOT_FOUND


class TeamChangedMeanwhile(TandemError):
    """Its members are not those that the change began with: what somebody else decided is not undone unseen."""

    code = "team_changed_meanwhile"
    kind = ErrorKind.CONFLICT


class TeamNameTaken(TandemError):
    code = "team_name_taken"
    kind = ErrorKind.CONFLICT
