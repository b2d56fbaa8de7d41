"""Notes: private to one side, or to both parties after ten seconds in which they can be withdrawn."""

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from tandem.casefiles.publishing import PublicationState
from tandem.kit.fields import id_field, word

# The name by which migration 0001 imports it (docs/adr/0007).
NoteState = PublicationState


class Note(Model):
    """The note; its words are in `note_revisions`, the recorded event holds the sealed copy."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    case_file_id = fields.UUIDField(db_index=True)
    # The chain that decides who may read it: agency, creditor, parties.
    chain = word(10)
    state = fields.CharEnumField(PublicationState, max_length=12)
    author_organization_id = fields.UUIDField()
    author_membership_id = fields.UUIDField()
    author_name = fields.CharField(max_length=200)
    written_at = fields.DatetimeField()
    publishes_at = fields.DatetimeField(null=True)

    class Meta:
        table = "notes"


class NoteRevision(Model):
    """The words of a note at one time; the newest is the truth, older ones stay."""

    id = id_field()
    agency_id = fields.UUIDField()
    creditor_id = fields.UUIDField()
    chain = word(10)
    author_organization_id = fields.UUIDField()
    note_id: UUID
    note: fields.ForeignKeyRelation[Note] = fields.ForeignKeyField("tandem.Note", related_name="revisions")
    body = fields.TextField()
    written_at = fields.DatetimeField()

    class Meta:
        table = "note_revisions"
