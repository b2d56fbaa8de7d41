"""A text from a debtor: found by the number it came to and the number it came from."""

from uuid import UUID

import structlog

from tandem.casefiles.models import CaseFile, ContactPoint, Stage
from tandem.contacts import content, opt_outs, planning
from tandem.contacts.asking import Question, verdict_for
from tandem.contacts.channels import channels
from tandem.contacts.events import InboundMessageReceived
from tandem.contacts.fact_reading import facts_of
from tandem.contacts.gate import Decision
from tandem.contacts.models import Channel, Purpose
from tandem.contacts.templates import shipped_templates
from tandem.kit import clock, database
from tandem.organizations.actor import System
from tandem.timeline import Chain, record
from tandem_channels.keywords import Reply, reply_in

log = structlog.get_logger()
CONFIRMATION = "sms_stop_confirmation"
# Twilio answers these words itself and then refuses our texts to that number (21610): our own words would never leave.
_CONFIRMED_BY_PROVIDER = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})


async def sms_received(scope: System, sender: str, body: str) -> None:
    """Do what the text asks, for the agency that `scope` is; what needs a person is told on the open case files."""
    agency_id = scope.organization_id
    reply = reply_in(body)
    if reply is Reply.STOP:
        new = await opt_outs.opt_out(scope, agency_id, Channel.SMS, sender, source="keyword")
        if new and body.strip().upper() not in _CONFIRMED_BY_PROVIDER:
            await _confirm(scope, sender)
        return
    if reply is Reply.START:
        await opt_outs.lift(scope, agency_id, Channel.SMS, sender)
        return
    if reply is Reply.STOP_IN_TEXT:
        await opt_outs.opt_out(scope, agency_id, Channel.SMS, sender, source="sentence", provisional=True)
    await _tell(scope, sender, body)


async def _tell(scope: System, sender: str, body: str) -> None:
    """On every open case file of that number: for both parties where the debtor answers them, else the agency alone.

    Two creditors may have a case against one person, and neither may learn of the other from what is written.
    """
    case_files = await opt_outs.open_case_files_of(scope.organization_id, sender)
    if not case_files:
        log.info("contacts.inbound_without_case", agency_id=str(scope.organization_id))
        return
    answered = await _creditor_answered(scope.organization_id, sender)
    alone = len({case_file.creditor_id for case_file in case_files}) == 1
    for case_file in case_files:
        shared = alone or case_file.creditor_id == answered
        chain = Chain.PARTIES if shared else Chain.AGENCY
        event = InboundMessageReceived(Channel.SMS, sender=sender, body=body)
        await record(_debtor(scope), case_file, event, chain=chain)


async def _creditor_answered(agency_id: UUID, address: str) -> UUID | None:
    last = await _last_written_to(agency_id, address)
    return last.creditor_id if last else None


async def _last_written_to(agency_id: UUID, address: str) -> CaseFile | None:
    """The case file of the last text to that number: what the debtor answers."""
    found = await database.row(
        "SELECT case_file_id FROM contact_attempts WHERE agency_id = $1 AND to_address = $2 AND channel = 'sms' "
        "AND sending_at IS NOT NULL ORDER BY sending_at DESC LIMIT 1",
        agency_id,
        address,
    )
    return await CaseFile.get(id=found["case_file_id"]) if found else None


async def _confirm(scope: System, address: str) -> None:
    """Plan the one text that an opt-out lets pass: that it was understood."""
    case_file = await _last_written_to(scope.organization_id, address)
    if case_file is None or case_file.stage is Stage.CLOSED or not channels().is_on(Channel.SMS):
        return
    facts = (await facts_of([case_file.id]))[case_file.id]
    template = shipped_templates().get(f"{CONFIRMATION}.{facts.language}")
    point = await ContactPoint.filter(case_file_id=case_file.id, value=address).first()
    if template is None or point is None or Channel.SMS not in facts.senders:
        return
    draft = planning.Draft(
        point=point,
        channel=Channel.SMS,
        purpose=Purpose.OPTOUT_CONFIRM,
        template_id=template.id,
        language=template.language,
        send_at=clock.now(),
        sender=facts.senders[Channel.SMS],
    )
    question = Question(
        draft.channel, draft.purpose, facts.address(point.id), draft.send_at, draft.language, claim_ids=frozenset()
    )
    verdict = verdict_for(facts, question)
    if verdict.decision is Decision.ALLOW:
        words = content.written(template, facts, point.party_id, [])
        await planning.plan(scope, case_file, draft, verdict, [], words)


def _debtor(scope: System) -> System:
    return System(scope.organization_id, kind="debtor")
