"""Events of notes."""

from uuid import UUID

import strawberry

from tandem.notes import events
from tandem.notes.queries import notes_by_id
from tandem_graphql.context import Context, Info
from tandem_graphql.fields import Public, field, resolved
from tandem_graphql.ids import global_id
from tandem_graphql.lookahead.planning import At
from tandem_graphql.reads import key_in
from tandem_graphql.timeline.correcting import may_correct, read_may_correct
from tandem_graphql.timeline.types import TimelineEvent, noted_in, recorded, shows
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource


async def _may_correct(context: Context, event: TimelineEvent) -> bool:
    """Whether this is the reader's own note with the words that it has now."""
    if event.row.data.get("body") is None or not may_correct(context.actor, event, Permission.NOTE_WRITE):
        return False
    note = await context.loaders.load(notes_by_id, UUID(event.row.data["note_id"]))
    return note is not None and note.author_membership_id == context.actor.membership_id


def _is_own(at: At) -> str:
    note = f"n.id = {noted_in('note_id')(at)} AND n.author_membership_id = {at.plan.membership}"
    return f"{at.column('data')} ->> 'body' IS NOT NULL AND EXISTS (SELECT FROM notes n WHERE {note})"


_read_may_correct = read_may_correct(Permission.NOTE_WRITE, _is_own)


@shows(events.NoteWritten)
class NoteWritten(TimelineEvent):
    note_id: strawberry.ID = field(
        Public.IDENTIFIER,
        of=recorded("note_id", lambda key: global_id("Note", key)),
        ahead=key_in("Note", noted_in("note_id")),
    )
    body: str | None = field(Resource.NOTE, of=recorded("body"))

    @resolved(Public.RIGHTS, ahead=_read_may_correct)
    async def viewer_can_correct(self, info: Info) -> bool:
        return await _may_correct(info.context, self)


@shows(events.NoteCorrected)
class NoteCorrected(TimelineEvent):
    """A note's words from now on; those before stay in the event that it supersedes."""

    note_id: strawberry.ID = field(
        Public.IDENTIFIER,
        of=recorded("note_id", lambda key: global_id("Note", key)),
        ahead=key_in("Note", noted_in("note_id")),
    )
    body: str | None = field(Resource.NOTE, of=recorded("body"))
    reason: str | None = field(Resource.NOTE, of=recorded("reason"))

    @resolved(Public.RIGHTS, ahead=_read_may_correct)
    async def viewer_can_correct(self, info: Info) -> bool:
        return await _may_correct(info.context, self)
