"""Arguments and inputs made from the schema: otherwise valid, so that the only wrong thing is whose rows they name.

An argument that is an id is told by its name which row it means; a text, by its name, what it may say. What cannot be
built fails the walk and says what to add here.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
)
from tandem.kit import clock
from tandem_graphql.ids import global_id
from tests.api.documents_of_schema import GRAPH
from tests.api.surfaces import SECRET
from tests.walk.rows import Known

TODAY = date(2026, 11, 24)  # by the clock of everybody who asks; this module is read before it is set
UNREADABLE = "statuts.csv"  # what the printer of each agency told and nobody can read

# Which row an id names: by `rootField.field` where several roots share an input, by `Input.field` or `Answer.argument`,
# else by the field’s name. A row in a state is one that `rows.py` made so.
# Where each side has its own, `{side}` is the side that acts.
ROWS = {
    "AbandonPlacementInput.batchId": "PlacementBatch:uploaded",
    "AcceptPlacementInput.batchId": "PlacementBatch:submitted",
    "AddDocumentInput.uploadId": "Upload:received by the {side}",
    "AnswerMessageInput.caseFileId": "CaseFile:without a hold",
    "AnswerMessageInput.contactPointId": "ContactPoint:without a hold",
    "AnswerMessageInput.messageId": "TimelineEvent:of a text",
    "AttachInboundMessageInput.messageId": "InboundMessage",
    "BankCaseFileConnection.portfolioId": "BankPortfolio",
    "CallRecordingInput.attemptId": "ContactAttempt:recorded",
    "resumeRecording.attemptId": "ContactAttempt:recorded with a pause",
    "listenToRecording.attemptId": "ContactAttempt:recorded and kept",
    "CallScript.attemptId": "ContactAttempt:called",
    "CancelContactInput.attemptId": "ContactAttempt:planned",
    "GivenUpMessageInput.messageId": "OutboxMessage",
    "OpenNextCaseFileInput.afterId": "CaseFile",
    "HandMessageInput.agencyId": "Organization:agency",
    "HandMessageInput.messageId": "OutboxMessage",
    "InvoiceArchiveInput.uploadId": "Upload:an archive",
    "HangUpCallInput.attemptId": "ContactAttempt:called",
    "EndMediationInput.interruptionId": "ClaimInterruption:that goes on",
    "EndStopFactInput.factId": "StopFact:of the {side}",
    "CheckPlacementInput.batchId": "PlacementBatch:uploaded",
    "ConfirmPlacementInput.batchId": "PlacementBatch:checked",
    "CorrectCallOutcomeInput.attemptId": "ContactAttempt:told",
    "CorrectLetterPostingInput.attemptId": "ContactAttempt:posted",
    "CorrectLetterReturnInput.attemptId": "ContactAttempt:returned",
    "FinishTracingInput.attemptId": "ContactAttempt:traced",
    "RecordLetterReturnInput.attemptId": "ContactAttempt:posted",
    "contactPreview.messageId": "TimelineEvent:of a text",
    "CorrectPartyInput.partyId": "Party:a guarantor",
    "CorrectNoteInput.supersedes": "TimelineEvent:of the note",
    "CreatePlacementInput.uploadId": "Upload:of no batch",
    "HeldClaimInput.claimId": "Claim:without a hold",
    "IssueDirectiveInput.caseFileId": "CaseFile:without a hold",
    "LiftOptOutInput.contactPointId": "ContactPoint:opted out",
    "ReopenAddressInput.contactPointId": "ContactPoint:closed by a provider",
    "MakePrintRunFileAgainInput.runId": "PrintRun:expired",
    "CallByHandInput.caseFileId": "CaseFile:without a hold",
    "CallByHandInput.contactPointId": "ContactPoint:without a hold",
    "PlanContactInput.caseFileId": "CaseFile:without a hold",
    "PlanContactInput.contactPointId": "ContactPoint:without a hold",
    "RecordCallOutcomeInput.attemptId": "ContactAttempt:called",
    "RecordLetterPostingInput.attemptId": "ContactAttempt:printed",
    "RunLetterInput.attemptId": "ContactAttempt:in a run",
    "RecordLetterNotSentInput.attemptId": "ContactAttempt:printed",
    "RecordLetterStepInput.attemptId": "ContactAttempt:posted",
    "ReleaseContactInput.attemptId": "ContactAttempt:left to a person",
    "RefusalFilterInput.clientId": "Organization:creditor",
    "RefusalFilterInput.collectorId": "Membership:of the agency",
    "RequestErasureInput.debtorId": "Debtor:closed",
    "SendInvoiceCopyInput.caseFileId": "CaseFile:without a hold",
    "SendInvoiceCopyInput.claimId": "Claim:without a hold",
    "SendInvoiceCopyInput.documentId": "Document:without a hold",
    "SetAsideInboundMessageInput.messageId": "InboundMessage",
    "SettleContactInput.attemptId": "ContactAttempt:unsettled",
    "TakeLettersOutInput.attemptIds": "ContactAttempt:in a run",
    "WithdrawDocumentInput.documentId": "Document:publishing by the {side}",
    "WithdrawNoteInput.noteId": "Note:publishing by the {side}",
    "accountId": "ProviderAccount",
    "agencyId": "Organization:agency",
    "assigneeId": "Membership:of the {side}",
    "attemptId": "ContactAttempt",
    "bankId": "Organization:bank",
    "batchId": "PlacementBatch",
    "batchIds": "PlacementBatch",
    "bundleId": "EvidenceBundle:of the {side}",
    "caseFileId": "CaseFile",
    "claimId": "Claim",
    "codeId": "GroupCode",
    "composedRoleId": "ComposedRole:of the {side}",
    "contactPointId": "ContactPoint",
    "creditorId": "Organization:creditor",
    "debtorId": "Debtor",
    "directiveId": "Directive",
    "documentId": "Document",
    "documentIds": "Document",
    "grantId": "BankGrant",
    "interruptionId": "ClaimInterruption",
    "invitationId": "Invitation:of the {side}",
    "legalHoldId": "LegalHold:of the {side}",
    "mandateId": "Mandate",
    "membershipId": "Membership:of the {side}",
    "membershipIds": "Membership:of the {side}",
    "noteId": "Note",
    "partyId": "Party",
    "paymentId": "Payment",
    "person": "Membership:of the {side}",
    "portfolioId": "Portfolio",
    "roleId": "ComposedRole:of the {side}",
    "runId": "PrintRun",
    "seenMembershipIds": "Membership:of the {side}",
    "senderId": "Sender",
    "sessionId": "Session:of the {side}",
    "teamId": "Team",
    "tokenId": "ApiToken:of the {side}",
}
# All rows that inputs name, of either side.
NAMED = {row.replace("{side}", side) for row in ROWS.values() for side in ("agency", "creditor")}
# What an input can do without, and is given all the same: it needs one of several.
GIVEN = {
    "AddSenderInput.countries",
    "ChangeMembershipRoleInput.composedRoleId",
    "FinishTracingInput.address",
    "InviteMemberInput.composedRoleId",
    "PrintPrintRunInput.reason",
    "RecordCallOutcomeInput.disposition",
    "SaveSendGridAccountInput.apiKey",
    "TemplateWordsInput.subject",
}
# Ids that name no row of anybody's.
NAMES = {"templateId": "sms_reminder.fr"}
# What a field says where its type alone does not: by `Input.field`, else by the field's name.
VALUES: Mapping[str, Any] = {
    # An argument, the same whenever it is asked; those of inputs are new each time.
    ".reference": "LR-1",
    "MoveCaseFileInput.stage": "PRE_LEGAL",
    "AddContactPointInput.kind": "PHONE",
    "AddContactPointInput.place": "WORK",
    "AddContactPointInput.value": "0639981234",
    "RecordContactPlaceInput.place": "WORK",
    "AddPartyInput.country": "BE",
    "AddPartyInput.role": "GUARANTOR",
    "AddSenderInput.address": "+32470000042",
    "CheckPlacementInput.answers": [],
    "CorrectPartyInput.country": "BE",
    "CheckPlacementInput.mapping": [
        {"column": 0, "field": "debtor_reference"},
        {"column": 1, "field": "document_number"},
        {"column": 2, "field": "due_on"},
        {"column": 3, "field": "amount"},
    ],
    "FinishTracingInput.address": "1 rue Neuve\n44000 Nantes",
    "LiftEveryOptOutInput.evidence": "by telephone",
    "LiftOptOutInput.channel": "EMAIL",
    "LiftOptOutInput.evidence": "by telephone",
    "RecordLetterReturnInput.reason": "UNCLAIMED",
    "RecordLetterStepInput.step": "DELIVERED",
    "ReleaseContactInput.codes": ["TIME_BARRED"],
    "PlanContactInput.channel": "SMS",
    "AnswerMessageInput.templateId": "sms_answer.fr",
    "RecordReceivedOutcomeInput.outcome": "reached",
    "RecordReceivedCallInput.at": f"{TODAY - timedelta(days=1)}T10:00:00+01:00",
    "RecordInterruptionInput.happenedOn": f"{TODAY - timedelta(days=1)}",
    "EndMediationInput.endedOn": f"{TODAY}",
    "EndMediationInput.proof": "MEDIATION_RECORD",
    "RecordConsentInput.channel": "SMS",
    "RecordConsentInput.on": "2026-01-02",
    "RecordOptOutInput.channel": "SMS",
    "RecordStopFactInput.kind": "LAWYER",
    "RecordStopFactInput.sinceOn": "2026-01-02",
    "EndStopFactInput.endedOn": "2026-01-02",
    "source": "Un courrier",
    "ApproveTemplateVersionInput.number": 3,
    "RejectTemplateVersionInput.number": 3,
    "TemplateWordsInput.country": "FR",
    "TemplateWordsInput.form": "LETTER",
    "TemplateWordsInput.text": "{agency_name}, recouvrement amiable pour {creditor_name}. Lettre {first_letter_ref} du "
    "{first_letter_date}.",
    "SaveTemplateVersionInput.templateId": "letter_reminder.fr",
    "SetAsideInboundMessageInput.reason": "ADVERTISING",
    "NarrowContactRulesInput.country": "FR",
    "NarrowContactRulesInput.profile": "FR_B2C",
    "NarrowContactRulesInput.startsOn": f"{TODAY}",
    "SetClosedDaysInput.closings": [{"name": "Inventaire", "first": "2026-12-28", "last": "2026-12-31"}],
    "SetAgencyTelephoneInput.telephone": "01 99 00 13 14",
    "SetRetentionInput.months": 60,
    "StatusFileInput.name": UNREADABLE,
    "AssignmentFilter.unassigned": True,
    "ChangeRoleInput.permissions": ["CASE_FILE_READ"],
    "ChooseCaseScopeInput.scope": "ASSIGNED",
    "ComposeRoleInput.permissions": ["CASE_FILE_READ"],
    "CreateApiTokenInput.expiresOn": "2027-01-31",
    "InviteMemberInput.email": "quelqu.un@ailleurs.example",
    "amount": {"amount": "1.00", "currency": "EUR"},
    "body": "D’autres mots",
    "channel": "SMS",
    "countries": ["BE"],
    "evidence": "Une lettre signée",
    "filename": "annonce.pdf",
    "language": "fr",
    "locale": "fr",
    "reason": "Une raison",
    "size": 10,
    "timeZone": "Europe/Paris",
    "search": SECRET,
}
# Arguments and inputs that repeat a word of the row; where nobody made such a row, one of VALUES will do.
REPEATED = {
    ".reference": "reference of a letter",
    "CloseLineInput.lineId": "line",
    "HangUpReceivedCallInput.callId": "received call",
    "RecordReceivedOutcomeInput.callId": "received call",
    "JoinGroupInput.code": "code of a group",
    "RequestErasureInput.confirmation": "reference of the closed",
    "SaveTwilioAccountInput.accountSid": "account at Twilio",
}
_ROOTS = {
    id(field): name
    for kind in (GRAPH.query_type, GRAPH.mutation_type, GRAPH.subscription_type)
    if kind
    for name, field in kind.fields.items()
}

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """An id in an input: where it stands and which row it names."""

    path: Path
    type_name: str
    row: str


class CannotBuild(AssertionError):
    """Somebody has to say what a new field may hold."""

    def __init__(self, where: str, hint: str) -> None:
        super().__init__(f"{where}: {hint} in tests/walk/inputs.py")


def places_of(field: GraphQLField) -> list[Place]:
    """Every id of a tenant's row that the arguments of a root field may name, required or not."""
    # `caseFile(id:)`: an id of what it answers with.
    return list(_places(field.args, "", get_named_type(field.type).name, (), _root(field)))


def names_a_tenant(field: GraphQLField) -> bool:
    """Whether the arguments of a root field say whose rows are asked for: by an id or by a word of theirs."""
    return bool(places_of(field)) or any(f".{name}" in REPEATED for name in field.args)


def _root(field: GraphQLField) -> str:
    """The name of a root field, which it does not know itself."""
    return _ROOTS.get(id(field), "")


def _places(
    parts: Mapping[str, GraphQLArgument] | Mapping[str, GraphQLInputField],
    holder: str,
    answer: str,
    path: Path,
    root: str,
) -> Iterator[Place]:
    for name, part in parts.items():
        named = get_named_type(part.type)
        step: Path = (*path, name, 0) if is_list_type(get_nullable_type(part.type)) else (*path, name)
        if isinstance(named, GraphQLInputObjectType):
            yield from _places(named.fields, named.name, "", step, root)
        elif named.name == "ID" and name not in NAMES:
            yield _place(step, holder, name, answer, root)


def _place(path: Path, holder: str, name: str, answer: str, root: str) -> Place:
    told = (ROWS.get(key) for key in (f"{root}.{name}", f"{holder or answer}.{name}", name))
    row = next(filter(None, told), answer if name == "id" and answer else None)
    if row is None:
        raise CannotBuild(f"{holder}.{name}", "say which row it names, in ROWS")
    return Place(path, row.partition(":")[0], row)


def _is_id(kind: GraphQLInputType) -> bool:
    return get_named_type(kind).name == "ID"


def arguments(field: GraphQLField, known: Known, side: str, *, whole: bool = False) -> dict[str, Any]:
    """All required arguments of a root field, valid for a reader of that side; with `whole`, the optional ones too."""
    made: dict[str, Any] = {}
    for name, argument in field.args.items():
        if name in ("first", "after", "last", "before") or not (whole or is_required_argument(argument)):
            continue
        answer = get_named_type(field.type).name
        made[name] = _value(argument.type, "", name, known, side, answer, _root(field))
    return made


def variants(field: GraphQLField, known: Known, side: str) -> Iterator[dict[str, Any]]:
    """The ways to narrow a list: each optional argument alone, each field of a filter alone, each value of a sort."""
    yield {}
    for name, argument in field.args.items():
        if name in ("first", "after", "last", "before") or is_required_argument(argument):
            continue
        named = get_named_type(argument.type)
        if isinstance(named, GraphQLInputObjectType):
            for inner, part in named.fields.items():
                yield {name: {inner: _value(part.type, named.name, inner, known, side, "", _root(field))}}
        elif isinstance(named, GraphQLEnumType):
            for word in named.values:
                yield {name: word}
        else:
            yield {name: _value(argument.type, "", name, known, side, "", _root(field))}


def _value(kind: GraphQLInputType, holder: str, name: str, known: Known, side: str, answer: str, root: str) -> Any:
    if isinstance(kind, GraphQLNonNull):
        return _value(kind.of_type, holder, name, known, side, answer, root)
    where = f"{holder}.{name}"
    if where in REPEATED and (where not in VALUES or REPEATED[where] in known.words):
        return known.words[REPEATED[where]]
    for told in (where, name):
        if told in VALUES:
            return VALUES[told]
    if isinstance(kind, GraphQLList):
        return [_value(kind.of_type, holder, name, known, side, answer, root)]
    if isinstance(kind, GraphQLInputObjectType):
        return {
            inner: _value(part.type, kind.name, inner, known, side, "", root)
            for inner, part in kind.fields.items()
            if is_required_input_field(part) or inner in NAMES or f"{kind.name}.{inner}" in GIVEN
        }
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if _is_id(kind):
        return NAMES[name] if name in NAMES else id_of(_place((), holder, name, answer, root), known, side)
    return _scalar(kind, where)


def _scalar(kind: GraphQLInputType, where: str) -> Any:
    assert isinstance(kind, GraphQLScalarType)
    if kind.name == "String" and where.endswith(("Key", ".reference")):
        return f"walk-{uuid4()}"
    simple: dict[str, Any] = {
        "Boolean": False,
        "Date": clock.today().isoformat(),
        "DateTime": f"{clock.today() + timedelta(days=1)}T10:00:00+01:00",  # the same whenever it is asked
        "Int": 1,
        "String": "des mots",
    }
    if kind.name not in simple:
        raise CannotBuild(where, f"say what a {kind.name} may be, in VALUES")
    return simple[kind.name]


def id_of(place: Place, known: Known, side: str) -> str:
    """The global id of the tenant's row that an input names."""
    row = place.row.replace("{side}", side)
    if row not in known.ids:
        raise CannotBuild(row, "make such a row in tests/walk/rows.py, or name another")
    return global_id(place.type_name, known.ids[row])


def nobodys(place: Place) -> str:
    """An id like that of nothing at all."""
    return global_id(place.type_name, uuid4())


def with_ids(given: Mapping[str, Any], ids: Mapping[Place, str]) -> dict[str, Any]:
    """The same arguments with other ids; one that was left out is put in."""
    made: dict[str, Any] = deepcopy(dict(given))
    for place, text in ids.items():
        holder: Any = made
        for step, after in zip(place.path, (*place.path[1:], None), strict=True):
            if after is None:
                value: Any = text
            elif isinstance(after, int):
                value = []
            else:
                value = {}
            if isinstance(step, int):
                holder[:] = [*holder[:step], holder[step] if step < len(holder) and after is not None else value]
            elif after is None or holder.get(step) is None:
                holder[step] = value
            holder = holder[step]
    return made


def declared(field: GraphQLField, given: Mapping[str, Any]) -> tuple[str, str]:
    """`($id: ID!)` and `(id: $id)` for the arguments that are given."""
    if not given:
        return "", ""
    heads = ", ".join(f"${name}: {field.args[name].type}" for name in given)
    return f"({heads})", "(" + ", ".join(f"{name}: ${name}" for name in given) + ")"


def holds(given: Mapping[str, Any], place: Place) -> bool:
    """Whether an input names this row at all: optional ids are left out."""
    holder: Any = given
    for step in place.path:
        try:
            holder = holder[step]
        except (KeyError, IndexError, TypeError):
            return False
    return holder is not None
