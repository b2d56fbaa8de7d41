"""What the reader may do on one case file, for what a screen offers; the commands ask again."""

from tandem.casefiles.models import CaseFile, Stage
from tandem.organizations.access import side_of
from tandem.organizations.actor import Actor
from tandem.organizations.authorization import may
from tandem_graphql.fields import Public, value_type
from tandem_policies.permission import Permission


@value_type(Public.RIGHTS)
class CaseFileRights:
    move: bool
    plan_contact: bool
    send_receipt: bool
    record_received_call: bool
    write_note: bool
    write_document: bool
    issue_directive: bool
    record_payment: bool
    declare_payment: bool
    reverse_payment: bool
    correct_claim: bool
    interrupt_claim: bool
    write_contact_point: bool
    reopen_address: bool
    record_opt_out: bool
    lift_opt_out: bool
    make_evidence_bundle: bool
    assign: bool
    take: bool
    read_stops: bool

    @classmethod
    def of(cls, actor: Actor, case_file: CaseFile) -> "CaseFileRights":
        """By the policy table and the case file's state."""

        def permitted(permission: Permission) -> bool:
            # Nothing can be added to what an erasure left.
            return case_file.erased_at is None and may(actor, side_of(actor), permission)

        is_open = case_file.stage is not Stage.CLOSED
        is_accepted = case_file.stage is not Stage.SUBMITTED
        owes = case_file.outstanding > 0
        closing = permitted(Permission.CASE_FILE_CLOSE)
        return cls(
            move=is_open and (closing or (is_accepted and permitted(Permission.CASE_FILE_MOVE))),
            plan_contact=is_open and is_accepted and permitted(Permission.CONTACT_ATTEMPT_PLAN),
            # A case file that is paid in full closes itself, and its last payment is owed a receipt too (CPCE R124-6).
            send_receipt=not is_open and case_file.paid > 0 and permitted(Permission.CONTACT_ATTEMPT_PLAN),
            # Also on a closed case file: the conversation binds on the person's others.
            record_received_call=permitted(Permission.CONTACT_ATTEMPT_SETTLE),
            write_note=permitted(Permission.NOTE_WRITE),
            write_document=permitted(Permission.DOCUMENT_WRITE),
            issue_directive=is_open and permitted(Permission.DIRECTIVE_ISSUE),
            record_payment=is_accepted and owes and permitted(Permission.PAYMENT_RECORD),
            declare_payment=owes and permitted(Permission.PAYMENT_DECLARE),
            reverse_payment=permitted(Permission.PAYMENT_REVERSE),
            correct_claim=permitted(Permission.CLAIM_CORRECT),
            interrupt_claim=permitted(Permission.CLAIM_INTERRUPT),
            write_contact_point=permitted(Permission.CONTACT_POINT_WRITE),
            reopen_address=permitted(Permission.CONTACT_POINT_REOPEN),
            record_opt_out=permitted(Permission.OPT_OUT_WRITE),
            lift_opt_out=permitted(Permission.OPT_OUT_LIFT),
            make_evidence_bundle=permitted(Permission.EVIDENCE_CREATE),
            assign=permitted(Permission.CASE_FILE_ASSIGN),
            read_stops=permitted(Permission.STOP_FACT_READ),
            take=is_open and case_file.assignee_id is None and permitted(Permission.CASE_FILE_TAKE),
        )
