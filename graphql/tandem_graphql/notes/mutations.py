"""Writing notes, taking one back before it is recorded for both parties, and correcting a recorded one."""

from datetime import datetime

import strawberry

from tandem.casefiles.publishing import Audience
from tandem.notes import commands
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.roots import mutation
from tandem_policies.permission import Permission


@strawberry.input
class WriteNoteInput:
    case_file_id: strawberry.ID
    body: str
    audience: Audience = Audience.OWN_SIDE


@value_type(Public.ANSWER)
class WriteNotePayload:
    """A note to both parties is recorded ten seconds later, so that it can be withdrawn: it cannot be unpublished."""

    note_id: strawberry.ID | None = None
    publishes_at: datetime | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class WithdrawNoteInput:
    note_id: strawberry.ID


@value_type(Public.ANSWER)
class WithdrawNotePayload:
    withdrawn: bool = False
    body: str | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class CorrectNoteInput:
    note_id: strawberry.ID
    supersedes: strawberry.ID = strawberry.field(description="The event whose words are corrected: the note's newest.")
    body: str
    reason: str


@value_type(Public.ANSWER)
class CorrectNotePayload:
    """The older words stay on the timeline, marked as corrected."""

    note_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class NoteMutations:
    @mutation(Permission.NOTE_WRITE)
    async def write_note(self, info: Info, input: WriteNoteInput) -> WriteNotePayload:  # noqa: A002
        note = await commands.write_note(
            info.context.actor,
            key_of(input.case_file_id, "CaseFile", "caseFileId"),
            body=input.body,
            audience=input.audience,
        )
        return WriteNotePayload(note_id=global_id("Note", note.id), publishes_at=note.publishes_at)

    @mutation(Permission.NOTE_WRITE)
    async def withdraw_note(self, info: Info, input: WithdrawNoteInput) -> WithdrawNotePayload:  # noqa: A002
        body = await commands.withdraw_note(info.context.actor, key_of(input.note_id, "Note", "noteId"))
        return WithdrawNotePayload(withdrawn=True, body=body)

    @mutation(Permission.NOTE_WRITE)
    async def correct_note(self, info: Info, input: CorrectNoteInput) -> CorrectNotePayload:  # noqa: A002
        note = await commands.correct_note(
            info.context.actor,
            key_of(input.note_id, "Note", "noteId"),
            supersedes=key_of(input.supersedes, "TimelineEvent", "supersedes"),
            body=input.body,
            reason=input.reason,
        )
        return CorrectNotePayload(note_id=global_id("Note", note.id))
