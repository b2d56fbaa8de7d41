"""Handlers of this capability's outbox topics: thin, repeatable, each one a call."""

from datetime import datetime
from uuid import UUID

from tandem.contacts import (
    dispatch,
    provider_consents,
    provider_events,
    provider_lists,
    refused_later,
    regate,
    reopening,
    sms_answers,
)
from tandem.contacts.accounts import new_senders
from tandem.contacts.calling import message_end, ringing, voicemail
from tandem.contacts.incoming import media
from tandem.contacts.incoming.emails import EmailOfNoAgency
from tandem.contacts.models import Channel
from tandem.contacts.pacing import turns
from tandem.contacts.post import handing, handovers, making, posting
from tandem.contacts.provider_events import NumberOfNoAgency
from tandem.contacts.recordings import leaving, recording, settling
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.outbox import Job, emit, task

_NOBODY = System(UUID(int=0))


@task("contacts.dispatch", timeout=30, attempts=5, given_up=dispatch.given_up)
async def dispatch_attempt(scope: System | None, job: Job) -> None:
    """Send one attempt, if it is due and the gate allows it now. Payload: `attempt_id`."""
    await dispatch.dispatch(_known(scope), UUID(job.payload["attempt_id"]), job)


# A short time: where a worker dies with it, all of a sender's messages wait until its lease has run out.
@task(turns.TURN, timeout=10, attempts=10)
async def give_turns(scope: System | None, job: Job) -> None:
    """Let the next ones leave that wait for a sender. Payload: `bucket_id`."""
    acting = _known(scope)
    async with transaction(acting):
        await turns.give_turns(acting, UUID(job.payload["bucket_id"]), job)


@task("contacts.print_run", timeout=making.LIMIT, attempts=making.ATTEMPTS, given_up=making.given_up)
async def make_print_run(scope: System | None, job: Job) -> None:
    """Make the file of a print run. Payload: `run_id`."""
    await making.make_file(_known(scope), UUID(job.payload["run_id"]), job)


@task(handovers.TOPIC, timeout=60, attempts=10, given_up=handing.given_up)
async def hand_letter_over(scope: System | None, job: Job) -> None:
    """Hand one printed letter to the agency's postal provider. Payload: `attempt_id`."""
    await handing.hand_over(_known(scope), UUID(job.payload["attempt_id"]), job)


@task("contacts.post_print_run", timeout=posting.LIMIT, attempts=5, given_up=posting.given_up)
async def post_print_run(scope: System | None, job: Job) -> None:
    """Record the posting of a whole print run. Payload: `run_id`."""
    await posting.post_letters(_known(scope), UUID(job.payload["run_id"]), job)


@task("contacts.line", timeout=30, attempts=5)
async def ring_collector(scope: System | None, job: Job) -> None:
    """Ring a collector who opens the line. Payload: `line_id`."""
    await ringing.ring_collector(_known(scope), UUID(job.payload["line_id"]), job)


@task("contacts.voicemail", timeout=30, attempts=3)
async def leave_voicemail(scope: System | None, job: Job) -> None:
    """Tell a machine what may be told to one. Payload: `attempt_id`."""
    await voicemail.leave_voicemail(_known(scope), UUID(job.payload["attempt_id"]), job)


@task(message_end.TOPIC, timeout=30, attempts=5)
async def settle_message(scope: System | None, job: Job) -> None:
    """Tell how a call ended that a message opened. Payload: `attempt_id`."""
    await message_end.settle_message(_known(scope), UUID(job.payload["attempt_id"]), job)


@task("contacts.hang_up", timeout=30, attempts=10)
async def hang_up(scope: System | None, job: Job) -> None:
    """End a leg of a call. Payload: `provider_id`."""
    await ringing.end_leg(_known(scope), job.payload["provider_id"])


@task(recording.TOPIC, timeout=180, attempts=10)
async def settle_recording(scope: System | None, job: Job) -> None:
    """Bring the provider and the store to what a recording's row says. Payload: `recording_id`, maybe `surplus`,
    `swept`.
    """
    swept = "swept" in job.payload
    await settling.settle(_known(scope), UUID(job.payload["recording_id"]), job.payload.get("surplus"), swept=swept)


@task(leaving.TOPIC, timeout=30, attempts=5)
async def settle_left(scope: System | None, job: Job) -> None:
    """Somebody left a conversation that is recorded: whether they object. Payload: `attempt_id`."""
    await leaving.settle_left(_known(scope), UUID(job.payload["attempt_id"]), job)


@task("contacts.regate", timeout=60, attempts=10)
async def regate_waiting(scope: System | None, job: Job) -> None:
    """Judge waiting attempts again. Payload: `case_file_id`, `around_case_file_id`, `all_after`, or `channel` and
    `address`.

    Emitted with every hold, directive, opt-out, payment, fact that stops contact and rule of the agency's own, by
    whoever caused it.
    """
    if "around_case_file_id" in job.payload:
        await regate.regate_around(_known(scope), UUID(job.payload["around_case_file_id"]), job)
    elif "all_after" in job.payload:
        await regate.regate_all_after(_known(scope), UUID(job.payload["all_after"]), job)
    elif "case_file_id" in job.payload:
        await regate.regate_case_file(_known(scope), UUID(job.payload["case_file_id"]))
    else:
        await regate.regate_address(_known(scope), Channel(job.payload["channel"]), job.payload["address"], job)


@task("contacts.tell_provider", timeout=60, attempts=5)
async def tell_provider(scope: System | None, job: Job) -> None:
    """Have the provider's own record of refusals say what holds here. Payload: `address`; `channel`: sms or email."""
    # Written before an upgrade: of e-mails alone.
    by_text = job.payload.get("channel") == Channel.SMS
    tell = provider_consents.tell_provider if by_text else provider_lists.tell_provider
    await tell(_known(scope), job.payload["address"], job)


# Pauses double: a refusal that lasts a day and a half, in which a person may put the account right, is given up.
@task(new_senders.TOPIC, timeout=60, attempts=16)
async def tell_new_sender(scope: System | None, job: Job) -> None:
    """Have a number that the agency texts from refuse whoever refuses texts. Payload: `sender`; `after`: the opt-out
    that was told last; `alone`, where the next ones were told by another message.
    """
    after = UUID(job.payload["after"])
    await provider_consents.tell_new_sender(_known(scope), job.payload["sender"], after, job)


async def stays_listed(scope: System | None, job: Job) -> None:
    """The provider could not be asked."""
    since = datetime.fromisoformat(job.payload["since"])
    await reopening.close_again(_known(scope), job.payload["address"], since, job)


@task(reopening.TOPIC, timeout=60, attempts=5, given_up=stays_listed)
async def reopen_address(scope: System | None, job: Job) -> None:
    """Have the provider of e-mails try an address again. Payload: `address`, and `since` when it is open again."""
    since = datetime.fromisoformat(job.payload["since"])
    await reopening.have_tried_again(_known(scope), job.payload["address"], since, job)


@task(refused_later.LOOK, timeout=30, attempts=20)
async def refuse_meanwhile(scope: System | None, job: Job) -> None:
    """Refuse what came while a person refused everything. Payload: `party_id`."""
    await refused_later.refuse_meanwhile(_known(scope), UUID(job.payload["party_id"]), job)


@task(refused_later.TELL, timeout=30, attempts=10)
async def tell_refused(scope: System | None, job: Job) -> None:
    """Tell the timeline of an address that was refused as it came. Payload: `channel`, `address`."""
    await refused_later.tell_refused(_known(scope), Channel(job.payload["channel"]), job.payload["address"], job)


async def media_given_up(scope: System | None, job: Job) -> None:
    """Say of the pictures of a text that they could not be had."""
    await media.give_media_up(_known(scope), job)


@task(media.FETCH, timeout=240, attempts=5, given_up=media_given_up)
async def fetch_media(scope: System | None, job: Job) -> None:
    """Fetch what came with a text. Payload: `event_id`, `message_id`, `media`, `kinds`, `told`, `at`."""
    await media.fetch_media(_known(scope), job)


@task(media.CLEAR, timeout=120, attempts=10)
async def clear_media(scope: System | None, job: Job) -> None:
    """Have the provider destroy what came with a text. Payload: `message_id`, `media`."""
    await media.clear_media(_known(scope), job)


@task(sms_answers.TOPIC, timeout=30, attempts=5)
async def answer_text(scope: System | None, job: Job) -> None:
    """Answer a STOP or a HELP by text. Payload: `event_id`, the row of `provider_events`, and `answers`."""
    answers = sms_answers.Answers(job.payload["answers"])
    await sms_answers.answer_text(_known(scope), UUID(job.payload["event_id"]), answers, job)


@task("contacts.provider_event", timeout=30, attempts=10)
async def handle_provider_event(scope: System | None, job: Job) -> None:  # noqa: ARG001 - nobody's until it is read
    """Handle one stored callback. Payload: `event_id`, the row of `provider_events`."""
    try:
        await provider_events.handle(UUID(job.payload["event_id"]), job)
    except (EmailOfNoAgency, NumberOfNoAgency) as nobodys:
        topic = "contacts.email_of_nobody" if isinstance(nobodys, EmailOfNoAgency) else "contacts.number_of_nobody"
        async with transaction(_NOBODY):
            await emit(None, topic, {"event_id": job.payload["event_id"]})
            await job.done()


@task("contacts.email_of_nobody", timeout=30, attempts=1)
async def place_email_of_nobody(scope: System | None, job: Job) -> None:  # noqa: ARG001 - nobody's
    """Put an e-mail that names no agency onto the operator's list of what was given up, at once: it fails there.

    Tried again once a sender or an account has its address, or handed to an agency, it is handled. Payload: `event_id`.
    """
    await provider_events.handle(UUID(job.payload["event_id"]), job)


@task("contacts.number_of_nobody", timeout=30, attempts=1)
async def place_number_of_nobody(scope: System | None, job: Job) -> None:  # noqa: ARG001 - nobody's
    """The same for a text or a call to a number that tells no agency. Payload: `event_id`."""
    await provider_events.handle(UUID(job.payload["event_id"]), job)


def _known(scope: System | None) -> System:
    if scope is None:
        raise ValueError("this topic acts for an organization")
    return scope
