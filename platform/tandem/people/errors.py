"""Obstacles of invitations, memberships and links."""

from tandem.kit.errors import ErrorKind, TandemError


class InvitationNotFound(TandemError):
    code = "invitation_not_found"
    kind = ErrorKind.NOT_FOUND


class InvitationOver(TandemError):
    """Accepted or withdrawn before."""

    code = "invitation_over"
    kind = ErrorKind.CONFLICT


class AlreadyInvited(TandemError):
    code = "already_invited"
    kind = ErrorKind.CONFLICT


class AlreadyMember(TandemError):
    code = "already_member"
    kind = ErrorKind.CONFLICT


class LinkOver(TandemError):
    """A link that was used, is over, was replaced by a newer one, or never was one: the same answer for all."""

    code = "link_over"
    kind = ErrorKind.NOT_FOUND


class NotOneself(TandemError):
    """One's own role and membership are another administrator's to change."""

    code = "not_oneself"
    kind = ErrorKind.CONFLICT


class NoSecondFactor(TandemError):
    code = "no_second_factor"
    kind = ErrorKind.CONFLICT


class SecondFactorElsewhere(TandemError):
    """The person signs in to another organization with it too: no administrator of one takes it from all."""

    code = "second_factor_elsewhere"
    kind = ErrorKind.CONFLICT


class SecondFactorThere(TandemError):
    """A second factor is on: it is turned off first."""

    code = "second_factor_there"
    kind = ErrorKind.CONFLICT


class SecondFactorFirst(TandemError):
    """Whoever asks others for a second factor has shown one."""

    code = "second_factor_first"
    kind = ErrorKind.CONFLICT


class SecondFactorRequired(TandemError):
    """An organization of the person asks for one: it cannot be turned off."""

    code = "second_factor_required"
    kind = ErrorKind.CONFLICT


class ApiTokenNotFound(TandemError):
    code = "api_token_not_found"
    kind = ErrorKind.NOT_FOUND
