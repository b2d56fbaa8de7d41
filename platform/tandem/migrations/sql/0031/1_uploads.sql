-- A file on its way to a case file is seen with the case file, as what hangs on it: its name may be somebody's.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE POLICY within_reach ON uploads AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR case_file_id IS NULL
    OR EXISTS (SELECT FROM case_files reached WHERE reached.id = uploads.case_file_id));
