"""Obstacles of erasure, legal holds and retention."""

from enum import StrEnum

from tandem.kit import texts
from tandem.kit.errors import ErrorKind, TandemError


class Obstacle(StrEnum):
    """What stops an erasure; its sentences are the texts `privacy.obstacle.<value>` and `….remedy`."""

    LEGAL_HOLD = "legal_hold"
    LEGAL_HOLD_OF_OTHER = "legal_hold_of_other"
    CASE_FILE_OPEN = "case_file_open"
    CONTACT_IN_FLIGHT = "contact_in_flight"
    BUNDLE_UNDER_WAY = "bundle_under_way"
    PUBLICATION_WAITING = "publication_waiting"


class PersonNotFound(TandemError):
    """Outside the actor's reach, or nowhere: the same answer."""

    code = "person_not_found"
    kind = ErrorKind.NOT_FOUND


class PersonAlreadyErased(TandemError):
    code = "person_already_erased"
    kind = ErrorKind.CONFLICT


class ErasureUnderWay(TandemError):
    code = "erasure_under_way"
    kind = ErrorKind.CONFLICT


class ErasureRefused(TandemError):
    """Something must come first: says what, and what would allow it."""

    code = "erasure_refused"
    kind = ErrorKind.CONFLICT

    def __init__(self, obstacles: tuple[Obstacle, ...]) -> None:
        super().__init__(obstacles=obstacles)
        self.obstacles = obstacles

    def message(self, locale: str) -> str:
        """Each obstacle with its remedy."""
        sentences = (
            texts.render(f"privacy.obstacle.{obstacle}{part}", locale)
            for obstacle in self.obstacles
            for part in ("", ".remedy")
        )
        return " ".join(sentences)


class ErasureNotFound(TandemError):
    code = "erasure_not_found"
    kind = ErrorKind.NOT_FOUND


class ConfirmationWrong(TandemError):
    """What was typed is not the reference of the person's newest case file."""

    code = "confirmation_wrong"


class ReasonNamesPerson(TandemError):
    """The reason outlives the erasure, so it may not repeat what is erased."""

    code = "reason_names_person"


class LegalHoldInForce(TandemError):
    code = "legal_hold_in_force"
    kind = ErrorKind.CONFLICT


class LegalHoldNotFound(TandemError):
    code = "legal_hold_not_found"
    kind = ErrorKind.NOT_FOUND


class LegalHoldEnded(TandemError):
    code = "legal_hold_ended"
    kind = ErrorKind.CONFLICT


class RetentionOutOfBounds(TandemError):
    """The rule allows another time, but not any."""

    code = "retention_out_of_bounds"
