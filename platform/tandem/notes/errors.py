"""Obstacles around a note."""

from tandem.kit.errors import ErrorKind, TandemError


class NoteNotFound(TandemError):
    """Outside the actor's reach, or nowhere: the same answer."""

    code = "note_not_found"
    kind = ErrorKind.NOT_FOUND


class NoteOfAnother(TandemError):
    """Only its author takes a note back."""

    code = "note_of_another"
    kind = ErrorKind.FORBIDDEN


class NoteAlreadyRecorded(TandemError):
    """Recorded on its chain: a chain cannot unpublish."""

    code = "note_already_recorded"
    kind = ErrorKind.CONFLICT


class NoteAlreadyWithdrawn(TandemError):
    code = "note_already_withdrawn"
    kind = ErrorKind.CONFLICT
