-- What a confined collector lists lies in order for each person and each team: a page reads its own rows and no others.
-- Built beside the former ones: case files are read meanwhile.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE INDEX IF NOT EXISTS case_files_of_assignee_by_due ON case_files
    (agency_id, assignee_id, (coalesce(oldest_due_on, DATE '9999-12-31')), id) WHERE assignee_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS case_files_of_team_by_due ON case_files
    (agency_id, team_id, (coalesce(oldest_due_on, DATE '9999-12-31')), id) WHERE team_id IS NOT NULL;
