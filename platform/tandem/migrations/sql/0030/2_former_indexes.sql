-- Gone in a moment once the new ones are there. In the transaction that builds them, whoever reads case files and then
-- writes one would wait for it, and it for them.
SET LOCAL lock_timeout = '5s';

DROP INDEX IF EXISTS case_files_of_assignee, case_files_of_team;
