"""Obstacles of composing and giving roles."""

from collections.abc import Iterable

from tandem.kit import texts
from tandem.kit.errors import ErrorKind, TandemError


class RoleNotFound(TandemError):
    code = "role_not_found"
    kind = ErrorKind.NOT_FOUND


class MembershipNotFound(TandemError):
    code = "membership_not_found"
    kind = ErrorKind.NOT_FOUND


class RoleNameTaken(TandemError):
    code = "role_name_taken"
    kind = ErrorKind.CONFLICT


class RoleChangedMeanwhile(TandemError):
    """Somebody else saved another version of the role since it was opened."""

    code = "role_changed_meanwhile"
    kind = ErrorKind.CONFLICT


class RoleInUse(TandemError):
    """A role that somebody holds is not removed."""

    code = "role_in_use"
    kind = ErrorKind.CONFLICT


class _TooMuch(TandemError):
    """Names permissions, each in the reader's words."""

    kind = ErrorKind.FORBIDDEN

    def __init__(self, field: str, permissions: Iterable[str]) -> None:
        super().__init__(field=field)
        self.permissions = tuple(permissions)

    def message(self, locale: str) -> str:
        """The sentence in the reader's language."""
        named = ", ".join(texts.render(f"permission.{permission}", locale) for permission in self.permissions)
        return texts.render(f"error.{self.code}", locale, permissions=named)


class AboveCeiling(_TooMuch):
    """No role of this kind of organization may have these permissions."""

    code = "above_ceiling"


class BeyondOneself(_TooMuch):
    """Nobody gives, changes or takes what they lack themselves."""

    code = "beyond_oneself"


class NotOfThisOrganization(TandemError):
    """A built-in role of another kind of organization."""

    code = "role_of_another_kind"
    kind = ErrorKind.FORBIDDEN


class LastAdministrator(TandemError):
    """Somebody must be left who manages people and roles."""

    code = "last_administrator"
    kind = ErrorKind.CONFLICT
