-- One index for each sort of the case file lists and each side, the id as tie-break. A null due day sorts last, so the
-- oldest-due sort needs a value in its place: a keyset comparison with null is never true.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

DROP INDEX case_files_of_agency;
DROP INDEX case_files_of_creditor;

DO $$
DECLARE side text;
BEGIN
    FOREACH side IN ARRAY ARRAY['agency', 'creditor'] LOOP
        EXECUTE format('CREATE INDEX case_files_of_%1$s_by_due ON case_files '
                       '(%1$s_id, (coalesce(oldest_due_on, DATE ''9999-12-31'')), id)', side);
        EXECUTE format('CREATE INDEX case_files_of_%1$s_by_amount ON case_files (%1$s_id, outstanding, id)', side);
        EXECUTE format('CREATE INDEX case_files_of_%1$s_by_placing ON case_files (%1$s_id, placed_at, id)', side);
        EXECUTE format('CREATE INDEX case_files_of_%1$s_by_name ON case_files (%1$s_id, name_sort, id)', side);
    END LOOP;
END $$;

-- What the work queue looks for across all case files of an agency.
CREATE INDEX open_claims_by_last_day ON claims (agency_id, last_day) INCLUDE (case_file_id) WHERE outstanding > 0;
CREATE INDEX open_claims_without_letter ON claims (agency_id, case_file_id)
    WHERE outstanding > 0 AND letter_posted_on IS NULL;
CREATE INDEX inbound_messages ON timeline_entries (agency_id, recorded_at) INCLUDE (case_file_id)
    WHERE kind = 'inbound_message_received';
CREATE INDEX open_holds_of_agency ON holds (agency_id) INCLUDE (case_file_id, until) WHERE released_at IS NULL;
CREATE INDEX allocations_of_payment ON allocations (payment_id);
