"""The case file and what hangs on it."""

from tandem.privacy.personal_data import Kept, Store

_OF_CASE = "case_file_id = ANY (:case_files)"
_GONE = "'—'"
_VOUCHER = (
    "the number of the invoice is the voucher of what was received and remitted: accounts keep it ten years "
    "(C. com. L123-22; GDPR art. 17(3)(b)); by itself it names nobody"
)

STORES = (
    Store(
        table="documents",
        kept=Kept.CASE,
        reach=_OF_CASE,
        deleted="name sha256 storage_key",
        bytes_in="storage_key",
        plain="id agency_id creditor_id case_file_id content_type size created_at chain state publishes_at upload_id "
        "claim_id author_organization_id",
        staff="author_membership_id author_name",
        about="Files of the case: letters, proofs, uploads of both sides.",
    ),
    Store(
        table="notes",
        kept=Kept.CASE,
        plain="id agency_id creditor_id case_file_id chain state author_organization_id written_at publishes_at",
        staff="author_membership_id author_name",
        about="That a note was written; its words are in the revisions.",
    ),
    Store(
        table="note_revisions",
        kept=Kept.CASE,
        reach="note_id IN (SELECT id FROM notes WHERE case_file_id = ANY (:case_files))",
        blanked={"body": "''"},
        plain="id agency_id creditor_id chain note_id author_organization_id written_at",
        about="The words of notes, all revisions, withdrawn ones too.",
    ),
    Store(
        table="directives",
        kept=Kept.CASE,
        reach=_OF_CASE,
        blanked={"reason": "''"},
        plain="id agency_id creditor_id case_file_id kind state party_id issued_at released_at",
        staff="issued_by released_by",
        about="The client's instructions.",
    ),
    Store(
        table="holds",
        kept=Kept.CASE,
        reach=_OF_CASE,
        blanked={"reason": "''"},
        plain="id agency_id creditor_id case_file_id claim_id amount kind owner_id since until directive_id attempt_id "
        "released_at",
        staff="by_name",
        about="What stops demands, with its reason.",
    ),
    Store(
        table="payments",
        kept=Kept.ACCOUNTING,
        reach=_OF_CASE,
        blanked={"reference": "NULL", "reversal_reason": "NULL"},
        plain="id agency_id creditor_id case_file_id amount currency received_on source recorded_at reversed_at",
        staff="recorded_by reversed_by",
        about="Money received; the label of a transfer often names who paid.",
    ),
    Store(
        table="allocations",
        kept=Kept.ACCOUNTING,
        plain="id agency_id creditor_id payment_id claim_id amount",
        about="Which claim a payment went to: amounts and ids.",
    ),
    Store(
        table="claim_interruptions",
        kept=Kept.CASE,
        reach=_OF_CASE,
        blanked={"withdrawal_reason": "NULL", "basis": "NULL"},
        plain="id agency_id creditor_id case_file_id claim_id kind happened_on until_on proof document_id recorded_at "
        "end_proof end_document_id end_recorded_at withdrawn_at",
        staff="recorded_by end_recorded_by withdrawn_by",
        about="What moved the last day of a claim, and what kind of proof shows it.",
    ),
    Store(
        table="claims",
        kept=Kept.ACCOUNTING,
        reach=_OF_CASE,
        blanked={"description": "NULL"},
        stays={"document_number": _VOUCHER},
        plain="id agency_id creditor_id case_file_id mandate_id debtor_id batch_id issued_on due_on segment nature "
        "payee currency principal interest indemnities accessories paid outstanding last_day interrupted_by "
        "interrupted_on letter_posted_on",
        about="Unpaid invoices; the description says what for (care, goods).",
    ),
    Store(
        table="parties",
        kept=Kept.CASE,
        reach=_OF_CASE,
        blanked={"name": _GONE},
        plain="id agency_id creditor_id case_file_id role country segment language",
        about="Who stands on the case: debtor, co-debtor, guarantor; of the latter two also whose law protects them.",
    ),
    Store(
        table="case_files",
        kept=Kept.CASE,
        reach="id = ANY (:case_files)",
        blanked={
            "name_sort": _GONE,
            # Still found by our own reference.
            "search": "btrim(regexp_replace(lower(reference), '[^0-9a-z]+', ' ', 'g'))",
            "erased_at": ":at",
        },
        plain="id agency_id creditor_id mandate_id portfolio_id batch_id debtor_id reference stage close_code currency "
        "principal interest indemnities accessories paid outstanding claim_count oldest_due_on last_day placed_at "
        "accepted_at closed_at last_contact_at letter_reference letter_posted_on team_id",
        staff="assignee_id",
        about="The case file: the keys by which it is sorted and found hold the name; references and amounts are ours.",
    ),
    Store(
        table="debtors",
        kept=Kept.CASE,
        # Once no other mandate needs the row: `generated.py` sets the erased case files apart first.
        reach="id = :debtor",
        blanked={"name": _GONE, "reference": "'erased-' || id", "company_number": "NULL"},
        plain="id agency_id creditor_id language country",
        about="Who owes, as one creditor knows them at one agency. A later placement makes a new row.",
    ),
    Store(
        table="legal_holds",
        kept=Kept.CASE,
        reach="debtor_id = :debtor",
        blanked={"reason": "''"},
        plain="id agency_id creditor_id debtor_id organization_id placed_at released_at",
        staff="placed_by placed_by_id released_by released_by_id",
        about="Why somebody's data had to be kept; a hold in force stops the erasure, so these are over.",
    ),
)
