"""Why a file, a mapping, an answer or a step cannot be used at all; what is wrong with one row is in its verdict."""

from tandem.kit import texts
from tandem.kit.errors import ErrorKind, TandemError
from tandem.placements.fields import Field


class EmptyFile(TandemError):
    """Nothing in it, or only blank lines."""

    code = "placement_file_empty"


class NotText(TandemError):
    """A picture, an archive, a program: no encoding makes a table of it."""

    code = "placement_file_not_text"


class SpreadsheetFile(TandemError):
    """An Excel or LibreOffice workbook, which this reader does not take: it has to be saved as CSV."""

    code = "placement_file_is_spreadsheet"


class MixedEncodings(TandemError):
    """UTF-8 text with other bytes in it: reading it either way would damage names. `line` is the first bad one."""

    code = "placement_file_mixed_encodings"


class QuoteNeverClosed(TandemError):
    """The quotation mark opened on `line` swallows the rest of the file."""

    code = "placement_file_quote_never_closed"


class NoHeader(TandemError):
    """The first line holds data instead of column names."""

    code = "placement_file_no_header"


class OneColumn(TandemError):
    """No known separator cuts the lines into columns."""

    code = "placement_file_one_column"


class NoRows(TandemError):
    """Column names and nothing under them."""

    code = "placement_file_no_rows"


class TooManyColumns(TandemError):
    """`found` columns where `limit` are accepted."""

    code = "placement_file_too_many_columns"


class TooManyRows(TandemError):
    """More rows than `limit`."""

    code = "placement_file_too_many_rows"


class ColumnUnknown(TandemError):
    """The mapping names a `column` that the file does not have."""

    code = "placement_column_unknown"


class _AboutField(TandemError):
    """Names one of our fields, called in the sentence as the reader calls it."""

    def __init__(self, target: Field) -> None:
        super().__init__(field="mapping", target=target.value)

    def message(self, locale: str) -> str:
        label = texts.render(f"placement.field.{self.values['target']}", locale)
        return texts.render(f"error.{self.code}", locale, target=label)


class FieldMappedTwice(_AboutField):
    """Two columns for a field that has one value."""

    code = "placement_field_mapped_twice"


class FieldMissing(_AboutField):
    """No column for a field without which nothing can be placed."""

    code = "placement_field_missing"


class IdentityMissing(TandemError):
    """No column says who the debtor is."""

    code = "placement_identity_missing"


class AnswerUnknown(TandemError):
    """An answer to question `key` that is not one of its choices, or to a question that the file does not raise."""

    code = "placement_answer_unknown"


class AnswersMissing(TandemError):
    """Questions of the file that are still open, by key."""

    code = "placement_answers_missing"


class FieldUnknown(TandemError):
    """The mapping gives a column a meaning (`name`) that we do not have."""

    code = "placement_field_unknown"


class PlacementNotFound(TandemError):
    """Outside the actor's reach, or nowhere: the same answer."""

    code = "placement_not_found"
    kind = ErrorKind.NOT_FOUND


class MandateNotInForce(TandemError):
    """Nothing is placed under a mandate that is not signed, has not begun or has ended."""

    code = "mandate_not_in_force"
    kind = ErrorKind.CONFLICT


class PlacementNotReady(TandemError):
    """The batch is not in a state in which this can be done."""

    code = "placement_not_ready"
    kind = ErrorKind.CONFLICT


class PlacementFileUsed(TandemError):
    """An upload carries one batch: what becomes of its bytes depends on one placement alone."""

    code = "placement_file_used"
    kind = ErrorKind.CONFLICT


class ArchiveUnreadable(TandemError):
    """No ZIP, or a damaged one."""

    code = "archive_unreadable"


class ArchiveTooLarge(TandemError):
    """More files, or more bytes once unpacked, than are taken at once."""

    code = "archive_too_large"


class NothingToPlace(TandemError):
    """No row would open a case file or add a claim."""

    code = "placement_nothing_to_place"
    kind = ErrorKind.CONFLICT
