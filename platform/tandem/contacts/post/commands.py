"""What people do with a print run: make it, fetch it for the printer, take letters out, say that it was posted."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from tandem.contacts.commands.record_letter_posting import require_posting_day
from tandem.contacts.errors import LetterAlreadyPosted
from tandem.contacts.post.errors import (
    LetterNotInRun,
    NothingToPost,
    NothingToPrint,
    PrintRunBeingPosted,
    PrintRunNotPrinted,
    PrintRunNotReady,
    PrintRunUnderWay,
    ReprintReasonMissing,
)
from tandem.contacts.post.runs import (
    WAITING,
    LetterStand,
    PrintRun,
    RunState,
    is_at_hand,
    letters_where,
    require_whole_agency,
    run_by_id,
    run_for_update,
)
from tandem.kit import clock, database
from tandem.kit.database import transaction
from tandem.kit.errors import InvalidInput
from tandem.kit.ids import new_id
from tandem.organizations import audit
from tandem.organizations.actor import Actor
from tandem.organizations.audit import AuditKind, Subject, SubjectType
from tandem.outbox import emit
from tandem.outbox.idempotency import once
from tandem_policies.permission import Permission

MOST = 2_000  # letters of one run: a carton of paper; what is left waits for the next
REASON = 500  # characters


async def make_print_run(actor: Actor, *, duplex: bool, idempotency_key: str) -> PrintRun:
    """Take all letters that wait, the oldest first, into one run; the worker makes its file.

    Two people at once: one has the letters, the other is told that nothing is left. `duplex`: each letter starts on a
    right-hand page. Raises NotPermitted, NothingToPrint, InvalidInput, ConflictingKey.
    """
    async with transaction(actor):
        require_whole_agency(actor, Permission.PRINT_RUN_WRITE)

        async def make() -> UUID:
            return await _make(actor, duplex=duplex)

        run_id = await once(actor, idempotency_key, "make_print_run", {"duplex": duplex}, make)
        return await run_by_id(actor.organization_id, run_id)


async def make_print_run_file_again(actor: Actor, run_id: UUID) -> PrintRun:
    """Have the file of a run made again that failed or ran out: of the same letters, less those taken out.

    Raises NotPermitted, PrintRunNotFound, PrintRunUnderWay, NothingToPrint.
    """
    async with transaction(actor):
        require_whole_agency(actor, Permission.PRINT_RUN_WRITE)
        run = await run_for_update(actor.organization_id, run_id)
        if run.state not in (RunState.FAILED, RunState.EXPIRED):
            raise PrintRunUnderWay(field="runId")
        if run.waiting == 0:
            raise NothingToPrint(field="runId")
        await database.execute(
            "UPDATE print_runs SET state = 'asked', done = 0 WHERE agency_id = $1 AND id = $2", run.agency_id, run.id
        )
        await emit(actor, "contacts.print_run", {"run_id": str(run.id)})
        return await run_by_id(run.agency_id, run.id)


async def print_run_file(actor: Actor, run_id: UUID, *, reason: str | None = None) -> PrintRun:
    """Note that the file is fetched for the printer. The second time it is a reprint, which needs a `reason`: the
    letters stay the same letters, and each is posted once. Fetched again by who has just fetched it, without a reason,
    it is the same printing.

    Raises NotPermitted, PrintRunNotFound, PrintRunNotReady, ReprintReasonMissing, InvalidInput.
    """
    async with transaction(actor):
        require_whole_agency(actor, Permission.PRINT_RUN_WRITE)
        run = await run_for_update(actor.organization_id, run_id)
        if run.state is not RunState.READY:
            raise PrintRunNotReady(field="runId")
        number = len(run.printings) + 1
        why = _reason(reason) if reason and reason.strip() else None
        if why is None and is_at_hand(actor, run):
            return run
        if number > 1 and why is None:
            raise ReprintReasonMissing(field="reason")
        await database.execute(
            "INSERT INTO print_run_printings (agency_id, run_id, number, printed_at, printed_by, printed_by_id, "
            "reason) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            run.agency_id,
            run.id,
            number,
            clock.now(),
            actor.person_name,
            actor.membership_id,
            why if number > 1 else None,
        )
        await audit.record(actor, AuditKind.PRINT_RUN_PRINTED, _subject(run), details={"printing": number})
        return await run_by_id(run.agency_id, run.id)


async def take_letters_out(actor: Actor, run_id: UUID, attempt_ids: Sequence[UUID], *, reason: str) -> PrintRun:
    """Take letters out of a run before they are posted: a torn page, a pile that ended. They wait for another run.

    Raises NotPermitted, PrintRunNotFound, PrintRunUnderWay, PrintRunBeingPosted, LetterNotInRun, LetterAlreadyPosted,
    InvalidInput.
    """
    async with transaction(actor):
        require_whole_agency(actor, Permission.PRINT_RUN_WRITE)
        run, why = await run_for_update(actor.organization_id, run_id), _reason(reason)
        if run.state in (RunState.ASKED, RunState.MAKING):
            raise PrintRunUnderWay(field="runId")
        if run.is_posting:
            raise PrintRunBeingPosted(field="runId")
        found = await letters_where(
            "l.agency_id = $1 AND l.run_id = $2 AND l.attempt_id = ANY ($3::uuid[])",
            run.agency_id,
            run.id,
            list(attempt_ids),
        )
        if not found or len(found) != len(set(attempt_ids)):
            raise LetterNotInRun(field="attemptIds")
        for letter in found:
            if letter.posted_on is not None:
                raise LetterAlreadyPosted(letter.posted_on)
        await database.execute(
            "UPDATE print_run_letters SET taken_out_at = $4, taken_out_by = $5, taken_out_by_id = $6, "
            "taken_out_because = $7 WHERE agency_id = $1 AND run_id = $2 AND attempt_id = ANY ($3::uuid[]) "
            "AND taken_out_at IS NULL",
            run.agency_id,
            run.id,
            list(attempt_ids),
            clock.now(),
            actor.person_name,
            actor.membership_id,
            why,
        )
        return await run_by_id(run.agency_id, run.id)


async def post_print_run(actor: Actor, run_id: UUID, *, posted_on: date) -> PrintRun:
    """Say that every letter of the run that is still in the pile was handed to the post on a day; the worker tells each
    case file so, in the actor's name. Those that something has stopped since are left out: they are told one by one.

    The same again changes nothing. Raises NotPermitted, PrintRunNotFound, PrintRunNotPrinted, PrintRunBeingPosted,
    NothingToPost, InvalidInput for a day before a letter was printed or in the future.
    """
    async with transaction(actor):
        require_whole_agency(actor, Permission.PRINT_RUN_WRITE)
        run = await run_for_update(actor.organization_id, run_id)
        if run.is_posting and run.posted_on != posted_on:
            raise PrintRunBeingPosted(field="runId")
        if not run.printings:
            raise PrintRunNotPrinted(field="runId")
        left = await letters_where(f"{_OF_RUN} AND {_IN_PILE}", run.agency_id, run.id)
        if run.is_posting or (run.posted_on == posted_on and not left):
            return run
        if not any(letter.stand is LetterStand.WAITING for letter in left):
            raise NothingToPost(field="runId")
        newest = await database.row(f"{_NEWEST} AND {_IN_PILE}", run.agency_id, run.id)
        if newest and newest["at"]:
            require_posting_day(newest["at"], posted_on)
        await database.execute(
            "UPDATE print_runs SET posted_on = $3, posting_asked_at = $4, posting_asked_by = $5, "
            "posting_asked_by_id = $6, posting_done_at = NULL WHERE agency_id = $1 AND id = $2",
            run.agency_id,
            run.id,
            posted_on,
            clock.now(),
            actor.person_name,
            actor.membership_id,
        )
        await emit(actor, "contacts.post_print_run", {"run_id": str(run.id)})
        await audit.record(actor, AuditKind.PRINT_RUN_POSTED, _subject(run), details={"letters": run.waiting})
        return await run_by_id(run.agency_id, run.id)


async def _make(actor: Actor, *, duplex: bool) -> UUID:
    agency_id, run_id, now = actor.organization_id, new_id(), clock.now()
    # One at a time: whoever comes second finds the letters taken, and the numbers have no gap.
    await database.rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"print runs {agency_id}")
    found = await database.rows(
        "SELECT a.id, a.creditor_id, a.case_file_id FROM contact_attempts a "
        f"WHERE a.agency_id = $1 AND {WAITING} ORDER BY a.id LIMIT $2",
        agency_id,
        MOST,
    )
    if not found:
        raise NothingToPrint
    before = await database.row("SELECT max(number) AS number FROM print_runs WHERE agency_id = $1", agency_id)
    number = ((before["number"] if before else None) or 0) + 1
    await database.execute(
        "INSERT INTO print_runs (agency_id, id, number, duplex, state, letters, asked_at, asked_by, asked_by_id) "
        "VALUES ($1, $2, $3, $4, 'asked', $5, $6, $7, $8)",
        agency_id,
        run_id,
        number,
        duplex,
        len(found),
        now,
        actor.person_name,
        actor.membership_id,
    )
    await database.execute_many(
        "INSERT INTO print_run_letters (agency_id, run_id, attempt_id, creditor_id, case_file_id, place) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        [
            (agency_id, run_id, row["id"], row["creditor_id"], row["case_file_id"], place)
            for place, row in enumerate(found, 1)
        ],
    )
    await emit(actor, "contacts.print_run", {"run_id": str(run_id)})
    subject = Subject(SubjectType.PRINT_RUN, run_id, str(number))
    await audit.record(actor, AuditKind.PRINT_RUN_MADE, subject, details={"letters": len(found)})
    return run_id


def _reason(text: str) -> str:
    words = text.strip()
    if not 0 < len(words) <= REASON:
        raise InvalidInput("reason", words, "text")
    return words


def _subject(run: PrintRun) -> Subject:
    return Subject(SubjectType.PRINT_RUN, run.id, str(run.number))


_OF_RUN = "l.agency_id = $1 AND l.run_id = $2"
_IN_PILE = "l.taken_out_at IS NULL AND a.posted_on IS NULL"
_NEWEST = (
    "SELECT max(a.sending_at) AS at FROM print_run_letters l JOIN contact_attempts a ON a.id = l.attempt_id "
    "WHERE l.agency_id = $1 AND l.run_id = $2 AND a.state = 'accepted'"
)
