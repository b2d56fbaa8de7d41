-- Print runs: an agency's printed letters as one file, each letter in one run only, and every printing of it on file.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE contact_attempts
    ADD CHECK (postal_service IN ('ordinary', 'registered', 'registered_receipt'));
-- What waits for the printer, the oldest first.
CREATE INDEX letters_to_print ON contact_attempts (agency_id, id)
    WHERE channel = 'letter' AND state = 'accepted' AND posted_on IS NULL;

CREATE TABLE print_runs (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    id uuid NOT NULL,
    -- As people call it: 1, 2, 3 of the agency.
    number integer NOT NULL CHECK (number > 0),
    -- Each letter starts on a right-hand page.
    duplex boolean NOT NULL,
    state varchar(10) NOT NULL CHECK (state IN ('asked', 'making', 'ready', 'failed', 'expired')),
    letters integer NOT NULL CHECK (letters > 0),
    -- Letters that are in the file so far, while it is made.
    done integer NOT NULL DEFAULT 0,
    -- Of the file: pages, empty ones included.
    pages integer,
    storage_key varchar(200),
    size bigint,
    sha256 varchar(64),
    made_at timestamptz,
    expires_at timestamptz,
    asked_at timestamptz NOT NULL,
    asked_by varchar(200) NOT NULL,
    asked_by_id uuid NOT NULL,
    -- The day on which the whole run was handed to the post, and who said so; until every letter says it too.
    posted_on date,
    posting_asked_at timestamptz,
    posting_asked_by varchar(200),
    posting_asked_by_id uuid,
    posting_done_at timestamptz,
    PRIMARY KEY (agency_id, id),
    UNIQUE (agency_id, number),
    CHECK ((state = 'ready') = (storage_key IS NOT NULL)),
    CHECK ((posted_on IS NULL) = (posting_asked_at IS NULL))
);
CREATE INDEX print_runs_expiring ON print_runs (expires_at) WHERE state = 'ready';

CREATE TABLE print_run_letters (
    agency_id uuid NOT NULL,
    run_id uuid NOT NULL,
    attempt_id uuid NOT NULL REFERENCES contact_attempts (id),
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    place integer NOT NULL CHECK (place > 0),
    -- In the file that was made last.
    first_page integer,
    pages integer,
    taken_out_at timestamptz,
    taken_out_by varchar(200),
    taken_out_by_id uuid,
    taken_out_because varchar(500),
    PRIMARY KEY (agency_id, run_id, attempt_id),
    UNIQUE (agency_id, run_id, place),
    FOREIGN KEY (agency_id, run_id) REFERENCES print_runs (agency_id, id),
    CHECK ((taken_out_at IS NULL) = (taken_out_because IS NULL))
);
-- A letter is in one run only; taken out of it, it waits for another.
CREATE UNIQUE INDEX one_run_a_letter ON print_run_letters (agency_id, attempt_id) WHERE taken_out_at IS NULL;
CREATE INDEX print_run_letters_of_case_file ON print_run_letters (case_file_id);

-- Every time that somebody fetched the file to print it: the first is the printing, the others are reprints.
CREATE TABLE print_run_printings (
    agency_id uuid NOT NULL,
    run_id uuid NOT NULL,
    number integer NOT NULL CHECK (number > 0),
    printed_at timestamptz NOT NULL,
    printed_by varchar(200) NOT NULL,
    printed_by_id uuid NOT NULL,
    reason varchar(500),
    PRIMARY KEY (agency_id, run_id, number),
    FOREIGN KEY (agency_id, run_id) REFERENCES print_runs (agency_id, id),
    CHECK ((number = 1) = (reason IS NULL))
);

ALTER TABLE print_runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE print_run_letters ENABLE ROW LEVEL SECURITY;
ALTER TABLE print_run_printings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON print_runs USING (agency_id = (SELECT tandem_organization()));
CREATE POLICY own_agency ON print_run_letters USING (agency_id = (SELECT tandem_organization()));
CREATE POLICY own_agency ON print_run_printings USING (agency_id = (SELECT tandem_organization()));
-- A run holds everybody's letters: whoever works some case files alone does not see it.
CREATE POLICY within_reach ON print_runs AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all');
CREATE POLICY within_reach ON print_run_letters AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all');
CREATE POLICY within_reach ON print_run_printings AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all');
GRANT SELECT, INSERT, UPDATE ON print_runs, print_run_letters TO tandem_web, tandem_worker;
-- A printing is never unsaid; an erasure takes the reason of it.
GRANT SELECT, INSERT ON print_run_printings TO tandem_web;
GRANT SELECT, INSERT, UPDATE ON print_run_printings TO tandem_worker;

-- Runs whose file has run out, of every agency: the sweep acts for each of them afterwards.
CREATE FUNCTION door_print_runs_expired(as_of timestamptz, most integer) RETURNS TABLE (agency_id uuid, run_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT r.agency_id, r.id FROM print_runs r
    WHERE r.state = 'ready' AND r.expires_at <= as_of ORDER BY r.expires_at LIMIT most
$$;
REVOKE EXECUTE ON FUNCTION door_print_runs_expired FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_print_runs_expired TO tandem_worker;
