-- Whoever was given a call still owes its outcome when the case file has gone to somebody else meanwhile.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER POLICY within_reach ON incoming_calls USING ((SELECT tandem_case_scope()) = 'all'
    OR membership_id = (SELECT tandem_membership())
    OR case_file_id IN (SELECT id FROM case_files));
