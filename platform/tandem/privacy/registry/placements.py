"""Placement files and their rows: one upload holds many debtors."""

from tandem.privacy.personal_data import Kept, Store

_ROW_OF_PERSON = "batch_id = ANY (:batches) AND parsed -> 'debtor' ->> 'reference' = :reference"
_SHELL = "code column_name"

STORES = (
    Store(
        table="placement_staging",
        kept=Kept.DRAFT,
        reach=_ROW_OF_PERSON,
        deleted="value args warnings parsed",
        plain=f"batch_id line verdict {_SHELL}",
        about="Rows on their way into `placement_rows`; empty but for seconds.",
    ),
    Store(
        table="placement_rows",
        kept=Kept.UPLOAD,
        # With the lines that were refused: only reading the file tells whose they are.
        reach=f"({_ROW_OF_PERSON}) OR (batch_id = ANY (:batches) AND line = ANY (ARRAY(SELECT "
        "jsonb_array_elements_text(coalesce(:lines -> batch_id::text, '[]'))::integer)))",
        blanked={"value": "NULL", "args": "'{}'", "warnings": "'[]'", "parsed": "NULL"},
        plain=f"batch_id line creditor_id verdict {_SHELL}",
        about="Every row of a placed file with its verdict.",
    ),
    Store(
        table="placement_batches",
        kept=Kept.UPLOAD,
        reach="id = ANY (:batches)",
        blanked={
            # The examples beside each column served whoever mapped it; they are any debtor's, so all of them go.
            "columns": '(SELECT coalesce(jsonb_agg(one || \'{"samples": [], "example": ""}\'), \'[]\') '
            "FROM jsonb_array_elements(columns) one)",
            "questions": "'[]'",
            # A file may be called after its only debtor.
            "filename": "reference || '.csv'",
        },
        plain="id agency_id creditor_id mandate_id portfolio_id upload_id reference state mapping answers counts "
        "progress problem case_file_count created_at submitted_at accepted_at",
        staff="created_by submitted_by accepted_by",
        about="A placed file: its columns with examples, counts and states.",
    ),
    Store(
        table="uploads",
        kept=Kept.UPLOAD,
        reach="case_file_id = ANY (:case_files) "
        "OR id IN (SELECT upload_id FROM placement_batches WHERE id = ANY (:batches))",
        blanked={
            "filename": "'placement.csv'",
            "sha256": "NULL",
            # A placement's key stays: its file is rewritten, and named anew then.
            "storage_key": "CASE WHEN case_file_id IS NULL THEN storage_key ELSE '' END",
        },
        plain="id organization_id size requested_at received_at original_sha256 rewritten_at destroyed_at case_file_id "
        "content_type swept_at",
        staff="membership_id",
        about="Uploaded files. A placement file holds many debtors: "
        "its bytes are rewritten without the person's rows (object store, `uploads/`).",
    ),
)
