"""Events of notes."""

from uuid import UUID

import strawberry

from tandem.notes import events
from tandem.notes.queries import notes_by_id
from tandem_graphql.context import Context, Info
from tandem_graphql.fields import Public, field, resolved
from tandem_graphql.ids import global_id
from tandem_graphql.timeline.correcting import may_correct
from tandem_graphql.timeline.types import TimelineEvent, recorded, shows
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


async def _may_correct(context: Context, event: TimelineEvent) -> bool:
    """Whether this is the reader's own note with the words that it has now."""
    if event.row.data.get("body") is None or not may_correct(context.actor, event, Permission.NOTE_WRITE):
        return False
    note = await context.loaders.load(notes_by_id, UUID(event.row.data["note_id"]))
    return note is not None and note.author_membership_id == context.actor.membership_id


@shows(events.NoteWritten)
class NoteWritten(TimelineEvent):
    note_id: strawberry.ID = field(Public.IDENTIFIER, of=recorded("note_id", lambda key: global_id("Note", key)))
    body: str | None = field(Resource.NOTE, of=recorded("body"))

    @resolved(Public.RIGHTS)
    async def viewer_can_correct(self, info: Info) -> bool:
        return await _may_correct(info.context, self)


@shows(events.NoteCorrected)
class NoteCorrected(TimelineEvent):
    """A note's words from now on; those before stay in the event that it supersedes."""

    note_id: strawberry.ID = field(Public.IDENTIFIER, of=recorded("note_id", lambda key: global_id("Note", key)))
    body: str | None = field(Resource.NOTE, of=recorded("body"))
    reason: str | None = field(Resource.NOTE, of=recorded("reason"))

    @resolved(Public.RIGHTS)
    async def viewer_can_correct(self, info: Info) -> bool:
        return await _may_correct(info.context, self)
