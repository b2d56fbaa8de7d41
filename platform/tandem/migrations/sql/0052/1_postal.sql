-- Letters that a postal provider prints and posts, and what became of each letter, step by step.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

ALTER TABLE provider_accounts DROP CONSTRAINT provider_accounts_provider_check;
ALTER TABLE provider_accounts ADD CONSTRAINT provider_accounts_provider_check
    CHECK (provider IN ('twilio', 'sendgrid', 'file_drop'));

-- One hand-over a letter: committed as 'sending' before the provider is asked, so that it is asked once.
CREATE TABLE letter_handovers (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    attempt_id uuid NOT NULL REFERENCES contact_attempts (id),
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    provider varchar(20) NOT NULL,
    -- 'failed' and 'cancelled': the letter is the agency's own to print and to post.
    state varchar(12) NOT NULL
        CHECK (state IN ('planned', 'sending', 'unconfirmed', 'accepted', 'failed', 'cancelled')),
    code varchar(40),
    tries integer NOT NULL DEFAULT 0,
    planned_at timestamptz NOT NULL,
    sending_at timestamptz,
    settled_at timestamptz,
    PRIMARY KEY (agency_id, attempt_id),
    CHECK (state NOT IN ('sending', 'unconfirmed', 'accepted') OR sending_at IS NOT NULL)
);
CREATE INDEX letter_handovers_unanswered ON letter_handovers (sending_at) WHERE state IN ('sending', 'unconfirmed');
CREATE INDEX letter_handovers_of_case_file ON letter_handovers (case_file_id);

-- What became of a letter: told by the provider or by a person, each step once; told again, it is corrected.
CREATE TABLE letter_steps (
    agency_id uuid NOT NULL REFERENCES organizations (id),
    attempt_id uuid NOT NULL REFERENCES contact_attempts (id),
    step varchar(12) NOT NULL CHECK (step IN
        ('handed_over', 'not_taken', 'posted', 'in_transit', 'delivered', 'refused', 'unclaimed', 'returned')),
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    happened_on date NOT NULL,
    -- What proves it: the deposit slip, the signed receipt.
    document_id uuid REFERENCES documents (id),
    told_by varchar(200) NOT NULL,
    -- Null: the provider.
    told_by_id uuid,
    told_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, attempt_id, step)
);
CREATE INDEX letter_steps_of_case_file ON letter_steps (case_file_id);

ALTER TABLE letter_handovers ENABLE ROW LEVEL SECURITY;
ALTER TABLE letter_steps ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON letter_handovers USING (agency_id = (SELECT tandem_organization()));
CREATE POLICY own_agency ON letter_steps USING (agency_id = (SELECT tandem_organization()));
-- Whoever works some case files alone sees the letters of those.
CREATE POLICY within_reach ON letter_handovers AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR case_file_id IN (SELECT id FROM case_files));
CREATE POLICY within_reach ON letter_steps AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR case_file_id IN (SELECT id FROM case_files));
GRANT SELECT ON letter_handovers TO tandem_web;
GRANT SELECT, INSERT, UPDATE ON letter_handovers TO tandem_worker;
GRANT SELECT, INSERT, UPDATE ON letter_steps TO tandem_web, tandem_worker;

-- Hand-overs whose answer nobody waits for any more, of every agency: the sweep asks the provider.
CREATE FUNCTION door_letter_handovers_unanswered(before timestamptz, most integer)
    RETURNS TABLE (agency_id uuid, attempt_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT h.agency_id, h.attempt_id FROM letter_handovers h
    WHERE h.state IN ('sending', 'unconfirmed') AND h.sending_at < before ORDER BY h.sending_at LIMIT most
$$;
-- Agencies whose letters go to a postal provider: the sweep reads what theirs has told.
CREATE FUNCTION door_agencies_with_printer() RETURNS TABLE (agency_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.agency_id FROM provider_accounts a WHERE a.provider = 'file_drop' AND a.ended_at IS NULL
    ORDER BY a.agency_id
$$;
REVOKE EXECUTE ON FUNCTION door_letter_handovers_unanswered, door_agencies_with_printer FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_letter_handovers_unanswered, door_agencies_with_printer TO tandem_worker;
