"""Obstacles of teams."""

from tandem.kit.errors import ErrorKind, TandemError


class TeamNotFound(TandemError):
    """Another agency's, or nowhere: the same answer."""

    code = "team_not_found"
    kind = ErrorKind.NOT_FOUND


class TeamNameTaken(TandemError):
    code = "team_name_taken"
    kind = ErrorKind.CONFLICT
