"""Telling users and their organizations. An e-mail twice is harmless, never is not: what is unknown is tried again."""

from uuid import UUID

from tandem.contacts.channels import channels
from tandem.kit.database import transaction
from tandem.organizations.actor import System
from tandem.organizations.audit import AuditKind, Door
from tandem.organizations.elsewhere import told_here
from tandem.outbox.tasks import Job, RetryLater, task
from tandem.people.mailing import keep_answer, mail_of_invitation, mail_of_notice, mail_of_reset, tell_of_reset
from tandem.people.mails import Mail, Notice
from tandem_channels.contract import OutboundEmail, RateLimited, Rejected, Unavailable, Unconfirmed

_AGAIN = 20.0  # seconds
_NAME = "Tandem"


@task("people.invitation_mail", timeout=30)
async def send_invitation(scope: System | None, job: Job) -> None:
    """Send the link of an invitation, and keep what became of it for whoever invited."""
    if scope is None:
        raise ValueError("an invitation is of an organization")
    invitation_id = UUID(job.payload["invitation_id"])
    mail = await mail_of_invitation(scope, invitation_id, channels().public_url)
    # The provider's later word about it, a bounce, comes with this id.
    sent = await _sent(mail, invitation_id) if mail else None
    async with transaction(scope):
        if sent is not None:
            await keep_answer(invitation_id, sent=sent)
        await job.done()


@task("people.reset_mail", timeout=30)
async def send_reset(_: System | None, job: Job) -> None:
    """Send the link that sets a new password; the person's organizations find it in their audit logs."""
    reset_id = UUID(job.payload["reset_id"])
    mail = await mail_of_reset(reset_id, channels().public_url)
    if mail and await _sent(mail, job.id):
        await tell_of_reset(reset_id)


@task("people.notice", timeout=30)
async def send_notice(scope: System | None, job: Job) -> None:
    """Tell somebody what was changed about their account."""
    if scope is None:
        raise ValueError("a notice is of an organization")
    membership_id, notice = UUID(job.payload["membership_id"]), Notice(job.payload["notice"])
    mail = await mail_of_notice(scope, membership_id, notice, channels().public_url)
    if mail:
        await _sent(mail, job.id)


@task("people.guard_changed", timeout=30)
async def tell_guard_changed(scope: System | None, job: Job) -> None:
    """Write into the log of one organization what a member changed by way of another: once, with the end of the job."""
    if scope is None:
        raise ValueError("a log is of an organization")
    door = Door(scope.organization_id, UUID(job.payload["membership_id"]))
    async with transaction(door):
        await job.done()
        tokens = [UUID(one) for one in job.payload["token_ids"].split(",") if one]
        await told_here(door, AuditKind(job.payload["kind"]), tokens)


async def _sent(mail: Mail, our_id: UUID) -> bool:
    """Whether the provider took it; False when it never will. Raises RetryLater for everything else."""
    use = channels()
    if use.email is None:
        raise RetryLater(_AGAIN)
    message = OutboundEmail(
        attempt_id=str(our_id),
        to=mail.to,
        sender=use.own_sender,
        sender_name=_NAME,
        reply_to=None,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
    )
    try:
        await use.email.send(message)
    except Rejected:
        return False
    except RateLimited as limited:
        raise RetryLater(limited.retry_after or _AGAIN) from None
    except (Unavailable, Unconfirmed):
        raise RetryLater(_AGAIN) from None
    return True
