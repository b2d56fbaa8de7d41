"""Obstacles around a note."""

from tandem.kit.errors import ErrorKind, TandemError


class NoteNotFound(TandemError):
    """Outside the actor's reach, or nowhere: the same answer."""

    code = "note_not_found"
    kind = ErrorKind.NOT_FOUND
