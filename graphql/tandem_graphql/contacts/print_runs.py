"""Print runs: letters printed in one go, the file for the printer, and the day of posting."""

from datetime import date, datetime

import strawberry

from tandem.contacts.models import PostalService
from tandem.contacts.post import commands, queries
from tandem.contacts.post.runs import LetterStand, RunState, is_at_hand
from tandem.contacts.post.runs import PrintRun as RunRow
from tandem.contacts.post.runs import RunLetter as LetterRow
from tandem.contacts.post.telling import LetterTold, tell_letters
from tandem.organizations.access import side_of
from tandem.organizations.authorization import may
from tandem_graphql.connections import Connection
from tandem_graphql.context import Info
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Public, value_type
from tandem_graphql.ids import global_id, key_of
from tandem_graphql.roots import mutation, query
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource

strawberry.enum(PostalService)
strawberry.enum(LetterStand, name="PrintRunLetterState")
strawberry.enum(RunState, name="PrintRunState")
_TYPE = "PrintRun"


@value_type()
class PrintRunPrinting:
    """A time at which the file was fetched for the printer: from the second on, a reprint of the same letters."""

    number: int
    printed_at: datetime
    printed_by: str
    reason: str | None


@value_type()
class PrintRun:
    """All letters that waited at one moment, as one file."""

    id: strawberry.ID
    number: int
    duplex: bool = strawberry.field(description="Each letter starts on a right-hand page.")
    state: RunState
    letters: int = strawberry.field(description="That were taken into it.")
    done: int = strawberry.field(description="Letters that are in the file so far, while it is made.")
    pages: int | None = strawberry.field(description="Of the file, empty ones included.")
    size: int | None = strawberry.field(description="Bytes.")
    sha256: str | None
    made_at: datetime | None
    expires_at: datetime | None = strawberry.field(description="Until when the file is kept; it can be made again.")
    asked_at: datetime
    asked_by: str
    posted_on: date | None = strawberry.field(description="The day that was told last for the whole run.")
    is_posting: bool = strawberry.field(description="Its letters are being told as posted.")
    waiting: int = strawberry.field(description="Letters in the pile, not posted.")
    posted: int
    stopped: int = strawberry.field(description="Something forbids them since: they belong out of the pile.")
    taken_out: int
    printings: list[PrintRunPrinting]

    @classmethod
    def of(cls, run: RunRow) -> "PrintRun":
        """A run of the reader's agency."""
        names = cls.__annotations__.keys() - {"id", "printings"}
        printings = [
            PrintRunPrinting(**{n: getattr(one, n) for n in PrintRunPrinting.__annotations__}) for one in run.printings
        ]
        return cls(id=global_id(_TYPE, run.id), printings=printings, **{name: getattr(run, name) for name in names})


@value_type()
class PrintRunLetter:
    """A letter of a run."""

    run_id: strawberry.ID = strawberry.field(description="One that was taken out may be in a later run, too.")
    attempt_id: strawberry.ID
    case_file_id: strawberry.ID
    place: int
    reference: str
    recipient: str
    address: str
    creditor: str
    service: PostalService
    tracking_number: str | None
    first_page: int | None = strawberry.field(description="In the file that was made last.")
    pages: int | None
    posted_on: date | None
    state: LetterStand
    taken_out_by: str | None
    taken_out_because: str | None

    @classmethod
    def of(cls, letter: LetterRow) -> "PrintRunLetter":
        """A letter of a run of the reader's agency."""
        names = cls.__annotations__.keys() - {"run_id", "attempt_id", "case_file_id", "state"}
        return cls(
            run_id=global_id(_TYPE, letter.run_id),
            attempt_id=global_id("ContactAttempt", letter.attempt_id),
            case_file_id=global_id("CaseFile", letter.case_file_id),
            state=letter.stand,
            **{name: getattr(letter, name) for name in names},
        )


@value_type()
class PrintRunFiles:
    """Signed addresses, valid for some minutes."""

    letters_url: str | None = strawberry.field(
        description="For whoever has just printed the run: the same printing, found again. Null: it is to be printed."
    )
    cover_url: str | None
    index_url: str = strawberry.field(description="A spreadsheet of the letters; fetching it is no printing.")


@strawberry.input
class MakePrintRunInput:
    duplex: bool
    idempotency_key: str


@strawberry.input
class MakePrintRunFileAgainInput:
    run_id: strawberry.ID


@strawberry.input
class PrintPrintRunInput:
    run_id: strawberry.ID
    reason: str | None = strawberry.field(
        default=None, description="Why it is printed again; needed from the second time."
    )


@strawberry.input
class TakeLettersOutInput:
    run_id: strawberry.ID
    attempt_ids: list[strawberry.ID]
    reason: str


@strawberry.input
class PostPrintRunInput:
    run_id: strawberry.ID
    posted_on: date


@strawberry.input
class RunLetterInput:
    attempt_id: strawberry.ID
    service: PostalService
    tracking_number: str | None = strawberry.field(
        default=None, description="Of a registered letter; it may follow when the letter is posted."
    )


@strawberry.input
class TellRunLettersInput:
    run_id: strawberry.ID
    letters: list[RunLetterInput]
    posted_on: date | None = strawberry.field(default=None, description="Null: their services are kept for later.")


@value_type(Public.ANSWER)
class PrintRunPayload:
    print_run: PrintRun | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@value_type(Public.ANSWER)
class RunLettersPayload:
    print_run: PrintRun | None = None
    letters: list[PrintRunLetter] = strawberry.field(default_factory=list, description="That were changed.")
    refusal: UserError | None = strawberry.field(
        default=None, description="Why the first letter that is not among them was left, and all after it."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class PrintRunQueries:
    @query(Resource.PRINT_RUN)
    async def letters_to_print(self, info: Info) -> int:
        """How many letters wait to be printed."""
        return await queries.letters_to_print(info.context.actor)

    @query(Resource.PRINT_RUN)
    async def print_runs(self, info: Info, first: int = 20, after: str | None = None) -> Connection[PrintRun]:
        """The agency's print runs, the newest first."""
        return Connection.of(await queries.print_runs_for(info.context.actor, first, after), PrintRun.of)

    @query(Resource.PRINT_RUN)
    async def print_run(self, info: Info, run_id: strawberry.ID) -> PrintRun | None:
        run = await queries.print_run_for(info.context.actor, key_of(run_id, _TYPE, "runId"))
        return PrintRun.of(run) if run else None

    @query(Resource.PRINT_RUN)
    async def print_run_files(self, info: Info, run_id: strawberry.ID) -> PrintRunFiles | None:
        """Null while there is no file, and for who may not print."""
        actor = info.context.actor
        run = await queries.print_run_for(actor, key_of(run_id, _TYPE, "runId"))
        if run is None or run.state is not RunState.READY or not may(actor, side_of(actor), Permission.PRINT_RUN_WRITE):
            return None
        sign, folder, printed = info.context.links.sign, f"/files/print-runs/{run.id}", is_at_hand(actor, run)
        return PrintRunFiles(
            letters_url=sign(f"{folder}/letters.pdf") if printed else None,
            cover_url=sign(f"{folder}/cover.pdf") if printed else None,
            index_url=sign(f"{folder}/index.csv"),
        )

    @query(Resource.PRINT_RUN)
    async def print_run_letters(
        self, info: Info, run_id: strawberry.ID, first: int = 50, after: str | None = None
    ) -> Connection[PrintRunLetter]:
        """The letters of a run, in the order of its file."""
        page = await queries.letters_of_run(info.context.actor, key_of(run_id, _TYPE, "runId"), first, after)
        return Connection.of(page, PrintRunLetter.of)


@strawberry.type
class PrintRunMutations:
    @mutation(Permission.PRINT_RUN_WRITE, cost=100)
    async def make_print_run(self, info: Info, input: MakePrintRunInput) -> PrintRunPayload:  # noqa: A002
        """Takes all letters that wait into one run; the worker makes its file."""
        run = await commands.make_print_run(
            info.context.actor, duplex=input.duplex, idempotency_key=input.idempotency_key
        )
        return PrintRunPayload(print_run=PrintRun.of(run))

    @mutation(Permission.PRINT_RUN_WRITE, cost=100)
    async def make_print_run_file_again(self, info: Info, input: MakePrintRunFileAgainInput) -> PrintRunPayload:  # noqa: A002
        """For a file that could not be made, or that ran out: the same letters, less those taken out."""
        run = await commands.make_print_run_file_again(info.context.actor, key_of(input.run_id, _TYPE, "runId"))
        return PrintRunPayload(print_run=PrintRun.of(run))

    @mutation(Permission.PRINT_RUN_WRITE)
    async def print_print_run(self, info: Info, input: PrintPrintRunInput) -> PrintRunPayload:  # noqa: A002
        """Notes a printing; the addresses of its files are in `printRunFiles` from then on."""
        run = await commands.print_run_file(
            info.context.actor, key_of(input.run_id, _TYPE, "runId"), reason=input.reason
        )
        return PrintRunPayload(print_run=PrintRun.of(run))

    @mutation(Permission.CONTACT_ATTEMPT_RECORD_POSTING, cost=100)
    async def tell_run_letters(self, info: Info, input: TellRunLettersInput) -> RunLettersPayload:  # noqa: A002
        """Says by which services letters of a run go and, with a day, that they were posted: at most 50, in turn, to
        the first that is refused.
        """
        told = await tell_letters(
            info.context.actor,
            key_of(input.run_id, _TYPE, "runId"),
            [
                LetterTold(key_of(one.attempt_id, "ContactAttempt", "letters"), one.service, one.tracking_number)
                for one in input.letters
            ],
            posted_on=input.posted_on,
        )
        return RunLettersPayload(
            print_run=PrintRun.of(told.run),
            letters=[PrintRunLetter.of(one) for one in told.letters],
            refusal=UserError.of(told.refusal, info.context.locale) if told.refusal else None,
        )

    @mutation(Permission.PRINT_RUN_WRITE)
    async def take_letters_out(self, info: Info, input: TakeLettersOutInput) -> RunLettersPayload:  # noqa: A002
        """They wait for another run."""
        actor, named = info.context.actor, [key_of(one, "ContactAttempt", "attemptIds") for one in input.attempt_ids]
        run = await commands.take_letters_out(actor, key_of(input.run_id, _TYPE, "runId"), named, reason=input.reason)
        _, letters = await queries.run_with_letters(actor, run.id, named)
        return RunLettersPayload(print_run=PrintRun.of(run), letters=[PrintRunLetter.of(one) for one in letters])

    @mutation(Permission.PRINT_RUN_WRITE, cost=100)
    async def post_print_run(self, info: Info, input: PostPrintRunInput) -> PrintRunPayload:  # noqa: A002
        """Says that all letters in the pile were handed to the post on a day; the worker tells each case file so."""
        run = await commands.post_print_run(
            info.context.actor, key_of(input.run_id, _TYPE, "runId"), posted_on=input.posted_on
        )
        return PrintRunPayload(print_run=PrintRun.of(run))
