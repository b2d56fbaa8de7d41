-- What hangs on a case file is seen with the case file: an agency's choice to confine its collectors holds for every
-- part, whatever a query forgets. Beside the walls of the sides, and void where nobody is confined.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['parties', 'contact_points', 'claims', 'holds', 'documents', 'payments', 'directives',
                                'notes', 'contact_attempts', 'delivery_reports', 'evidence_bundles', 'timeline_heads',
                                'timeline_events', 'timeline_entries', 'timeline_readings'] LOOP
        EXECUTE format(
            'CREATE POLICY within_reach ON %1$I AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = ''all'' '
            'OR EXISTS (SELECT FROM case_files reached WHERE reached.id = %1$I.case_file_id))', name);
    END LOOP;
END $$;
CREATE POLICY within_reach ON allocations AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR EXISTS (SELECT FROM claims reached WHERE reached.id = allocations.claim_id));
CREATE POLICY within_reach ON note_revisions AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR EXISTS (SELECT FROM notes reached WHERE reached.id = note_revisions.note_id));
-- A person with at least one case file that is reached.
CREATE POLICY within_reach ON debtors AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR EXISTS (SELECT FROM case_files reached WHERE reached.debtor_id = debtors.id));
CREATE POLICY within_reach ON legal_holds AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR EXISTS (SELECT FROM case_files reached WHERE reached.debtor_id = legal_holds.debtor_id));
CREATE POLICY within_reach ON erasures AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR EXISTS (SELECT FROM case_files reached WHERE reached.debtor_id = erasures.debtor_id));
-- A placement counts everybody's case files.
CREATE POLICY within_reach ON placement_batches AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all');

-- A list counts all its rows from the index alone, which must hold what row-level security asks of a row; and a
-- confined reader's rows are found by person and team.
DROP INDEX case_files_of_agency_counted;
CREATE INDEX case_files_of_agency_counted ON case_files (agency_id, stage, creditor_id)
    INCLUDE (assignee_id, team_id);
DROP INDEX case_files_of_creditor_counted;
CREATE INDEX case_files_of_creditor_counted ON case_files (creditor_id, stage, agency_id)
    INCLUDE (assignee_id, team_id);
