"""Obstacles around a case file."""

from tandem.kit.errors import ErrorKind, TandemError


class CaseFileNotFound(TandemError):
    """Outside the actor's reach, or nowhere: the same answer."""

    code = "case_file_not_found"
    kind = ErrorKind.NOT_FOUND


class CaseFileTaken(TandemError):
    """Somebody else works it already."""

    code = "case_file_taken"
    kind = ErrorKind.CONFLICT


class CaseFileClosed(TandemError):
    code = "case_file_closed"
    kind = ErrorKind.CONFLICT


class CaseFileNotAccepted(TandemError):
    """Submitted cases are accepted by batch before anything else happens to them."""

    code = "case_file_not_accepted"
    kind = ErrorKind.CONFLICT


class StageNotAllowed(TandemError):
    code = "stage_not_allowed"
    kind = ErrorKind.CONFLICT


class AuthorOnly(TandemError):
    """Only the person who wrote something corrects it or takes it back."""

    code = "author_only"
    kind = ErrorKind.FORBIDDEN


class AlreadyRecorded(TandemError):
    """Recorded on its chain: a chain cannot unpublish."""

    code = "already_recorded"
    kind = ErrorKind.CONFLICT


class NotYetRecorded(TandemError):
    """Still in its ten seconds: it is taken back and written anew."""

    code = "not_yet_recorded"
    kind = ErrorKind.CONFLICT


class AlreadyWithdrawn(TandemError):
    code = "already_withdrawn"
    kind = ErrorKind.CONFLICT


class UploadNotFound(TandemError):
    """Another organization's, or nowhere: the same answer."""

    code = "upload_not_found"
    kind = ErrorKind.NOT_FOUND


class UploadNotReceived(TandemError):
    """Announced, but its bytes have not come."""

    code = "upload_not_received"
    kind = ErrorKind.CONFLICT


class UploadAlreadyReceived(TandemError):
    """The address of an upload takes one file, once."""

    code = "upload_already_received"
    kind = ErrorKind.CONFLICT


class UploadUnderway(TandemError):
    """Bytes are coming to this address already; it takes one file, once."""

    code = "upload_underway"
    kind = ErrorKind.CONFLICT


class TooManyUploads(TandemError):
    """More bytes on their way in than this process holds at once."""

    code = "too_many_uploads"
    kind = ErrorKind.UNAVAILABLE


class UploadIncomplete(TandemError):
    """Other bytes came than were announced: the connection broke on the way."""

    code = "upload_incomplete"


class UploadUsed(TandemError):
    """It was added already, for another audience."""

    code = "upload_used"
    kind = ErrorKind.CONFLICT


class DocumentNotFound(TandemError):
    """Outside the actor's reach, taken back, or nowhere: the same answer."""

    code = "document_not_found"
    kind = ErrorKind.NOT_FOUND


class DocumentDangerous(TandemError):
    """By its contents a program, a web page, an archive, or an office file with macros."""

    code = "document_dangerous"


class DocumentTypeUnknown(TandemError):
    """By its contents nothing that is known to be harmless."""

    code = "document_type_unknown"


class PartyNotFound(TandemError):
    code = "party_not_found"
    kind = ErrorKind.NOT_FOUND


class PartyIsDebtor(TandemError):
    """What is known of the debtor stands on the debtor and on the claims, as placed."""

    code = "party_is_debtor"
    kind = ErrorKind.CONFLICT


class PartyKnown(TandemError):
    """The case file has somebody of that name with that role already."""

    code = "party_known"
    kind = ErrorKind.CONFLICT


class ContactPointNotFound(TandemError):
    code = "contact_point_not_found"
    kind = ErrorKind.NOT_FOUND


class ContactPointKnown(TandemError):
    code = "contact_point_known"
    kind = ErrorKind.CONFLICT
