"""Recordings of calls: what became of each, pausing and refusing one, hearing it, and the agency's choice."""

from datetime import datetime

import strawberry

from tandem.contacts.models import ContactAttempt
from tandem.contacts.recordings import commands
from tandem.contacts.recordings.listening import call_of, listen, recordings_of_case_file
from tandem.contacts.recordings.recording import ObjectedBy, Recording, RecordingState
from tandem.contacts.recordings.setting import recording_is_on, set_recording
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.roots import mutation, query
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource

strawberry.enum(RecordingState)
strawberry.enum(ObjectedBy, name="RecordingObjectedBy")


@value_type()
class CallRecording:
    """The recording of one call, or what became of it."""

    attempt_id: strawberry.ID
    state: RecordingState
    started_at: datetime | None
    seconds: int | None = strawberry.field(description="Once the call is over; without its pauses.")
    objected_by: ObjectedBy | None = strawberry.field(description="Who said that nothing is to be kept, or why.")
    viewer_can_pause: bool
    viewer_can_resume: bool
    viewer_can_refuse: bool = strawberry.field(description="For the person: it is ended, and nothing of it is left.")
    viewer_can_listen: bool

    @classmethod
    def of(cls, actor: Actor, recording: Recording, attempt: ContactAttempt) -> "CallRecording":
        """From the domain's rows, on a case file that the actor reached."""
        side, state = side_of(actor), recording.state
        rights = commands.rights_on(actor, recording, attempt)
        return cls(
            attempt_id=global_id("ContactAttempt", recording.attempt_id),
            state=state,
            started_at=recording.started_at,
            seconds=recording.seconds,
            objected_by=recording.objected_by,
            viewer_can_pause=rights.pause,
            viewer_can_resume=rights.resume,
            viewer_can_refuse=rights.refuse,
            viewer_can_listen=state is RecordingState.KEPT and may(actor, side, Permission.RECORDING_READ),
        )


@strawberry.input
class CallRecordingInput:
    attempt_id: strawberry.ID


@value_type(Public.ANSWER)
class CallRecordingPayload:
    recording: CallRecording | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@value_type(Public.ANSWER)
class ListenToRecordingPayload:
    url: str | None = strawberry.field(default=None, description="Of the sound, for the reader alone, for 15 minutes.")
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class SetCallRecordingInput:
    enabled: bool


@value_type(Public.ANSWER)
class SetCallRecordingPayload:
    enabled: bool | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class RecordingQueries:
    @query(Resource.CONTACT_ATTEMPT)
    async def call_recordings(self, info: Info, case_file_id: strawberry.ID) -> list[CallRecording]:
        """The recordings of a case file's calls, for the agency; none for anybody else, and out of reach."""
        actor = info.context.actor
        found = await recordings_of_case_file(actor, key_of(case_file_id, "CaseFile", "caseFileId"))
        return [CallRecording.of(actor, recording, attempt) for recording, attempt in found]

    @query(Resource.CONTACT_ATTEMPT)
    async def calls_are_recorded(self, info: Info) -> bool:
        """Whether the reader's agency records its calls; it does not until an administrator says so."""
        return await recording_is_on(info.context.actor)


@strawberry.type
class RecordingMutations:
    @mutation(Permission.CONTACT_ATTEMPT_CANCEL)
    async def pause_recording(self, info: Info, input: CallRecordingInput) -> CallRecordingPayload:  # noqa: A002
        """Record nothing for a while, as when a card number is said."""
        actor = info.context.actor
        found = await commands.pause_recording(actor, key_of(input.attempt_id, "ContactAttempt", "attemptId"))
        return CallRecordingPayload(recording=CallRecording.of(actor, found, await call_of(actor, found)))

    @mutation(Permission.CONTACT_ATTEMPT_CANCEL)
    async def resume_recording(self, info: Info, input: CallRecordingInput) -> CallRecordingPayload:  # noqa: A002
        """Go on recording."""
        actor = info.context.actor
        found = await commands.resume_recording(actor, key_of(input.attempt_id, "ContactAttempt", "attemptId"))
        return CallRecordingPayload(recording=CallRecording.of(actor, found, await call_of(actor, found)))

    @mutation(Permission.CONTACT_ATTEMPT_CANCEL)
    async def refuse_recording(self, info: Info, input: CallRecordingInput) -> CallRecordingPayload:  # noqa: A002
        """The person objects, during the call or later: it is ended, and nothing of it is left anywhere."""
        actor = info.context.actor
        found = await commands.refuse_recording(actor, key_of(input.attempt_id, "ContactAttempt", "attemptId"))
        return CallRecordingPayload(recording=CallRecording.of(actor, found, await call_of(actor, found)))

    @mutation(Permission.RECORDING_READ)
    async def listen_to_recording(self, info: Info, input: CallRecordingInput) -> ListenToRecordingPayload:  # noqa: A002
        """An address of the sound; that the reader hears it is in the audit log from now on."""
        context = info.context
        found = await listen(context.actor, key_of(input.attempt_id, "ContactAttempt", "attemptId"))
        reader = str(context.actor.membership_id)
        return ListenToRecordingPayload(url=context.links.sign(f"/files/recordings/{found.id}", reader=reader))

    @mutation(Permission.ORGANIZATION_WRITE)
    async def set_call_recording(self, info: Info, input: SetCallRecordingInput) -> SetCallRecordingPayload:  # noqa: A002
        """Record the agency's calls from the next one on, or no longer; what was kept stays as long as it may."""
        return SetCallRecordingPayload(enabled=await set_recording(info.context.actor, enabled=input.enabled))
