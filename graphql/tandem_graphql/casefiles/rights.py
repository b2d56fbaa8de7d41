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
    write_note: bool
    write_document: bool
    issue_directive: bool
    record_payment: bool
    declare_payment: bool
    reverse_payment: bool
    write_contact_point: bool
    make_evidence_bundle: bool
    assign: bool
    take: bool

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
            write_note=permitted(Permission.NOTE_WRITE),
            write_document=permitted(Permission.DOCUMENT_WRITE),
            issue_directive=is_open and permitted(Permission.DIRECTIVE_ISSUE),
            record_payment=is_accepted and owes and permitted(Permission.PAYMENT_RECORD),
            declare_payment=owes and permitted(Permission.PAYMENT_DECLARE),
            reverse_payment=permitted(Permission.PAYMENT_REVERSE),
            write_contact_point=permitted(Permission.CONTACT_POINT_WRITE),
            make_evidence_bundle=permitted(Permission.EVIDENCE_CREATE),
            assign=permitted(Permission.CASE_FILE_ASSIGN),
            take=is_open and case_file.assignee_id is None and permitted(Permission.CASE_FILE_TAKE),
        )
