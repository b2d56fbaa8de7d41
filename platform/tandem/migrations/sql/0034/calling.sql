-- Calling: the lines that collectors keep open, the outcomes that an agency's calls can have, one call at a time a line.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- A collector's own leg, open between calls.
CREATE TABLE phone_lines (
    id uuid PRIMARY KEY,
    agency_id uuid NOT NULL REFERENCES organizations (id),
    membership_id uuid NOT NULL REFERENCES memberships (id),
    -- The sign-in (or the API token) that opened it: the line does not outlive it.
    session_id uuid NOT NULL,
    phone text NOT NULL,
    caller_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('asked', 'ringing', 'open', 'closed')),
    -- The provider's id of the collector's leg.
    provider_id text,
    asked_at timestamptz NOT NULL,
    opened_at timestamptz,
    -- The last call or the opening: an idle line is closed.
    used_at timestamptz NOT NULL,
    closed_at timestamptz,
    closed_because text,
    CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);
CREATE UNIQUE INDEX one_line_a_member ON phone_lines (agency_id, membership_id) WHERE closed_at IS NULL;

-- What a call of the agency can end with, in its own words; none: those that Tandem brings along. `meaning` is a word of
-- `contacts.models.Disposition`: what the gate counts it as.
CREATE TABLE call_outcomes (
    id uuid PRIMARY KEY,
    agency_id uuid NOT NULL REFERENCES organizations (id),
    position integer NOT NULL,
    label_fr text NOT NULL,
    label_en text NOT NULL,
    meaning text NOT NULL,
    asks text NOT NULL CHECK (asks IN ('nothing', 'callback', 'promise')),
    retired_at timestamptz
);
CREATE UNIQUE INDEX one_outcome_a_place ON call_outcomes (agency_id, position) WHERE retired_at IS NULL;

-- One call at a time on a line, and the outcome of the last one before the next.
CREATE UNIQUE INDEX one_call_a_line ON contact_attempts (line_id)
    WHERE line_id IS NOT NULL AND disposition IS NULL AND state IN ('sending', 'accepted', 'delivered', 'unconfirmed');
CREATE INDEX calls_without_outcome ON contact_attempts (agency_id, created_by_id)
    WHERE channel = 'voice' AND disposition IS NULL AND state IN ('planned', 'sending', 'accepted', 'delivered', 'unconfirmed');
ALTER TABLE contact_attempts ADD FOREIGN KEY (line_id) REFERENCES phone_lines (id);

GRANT SELECT, INSERT, UPDATE ON phone_lines TO tandem_web, tandem_worker;
GRANT SELECT, INSERT, UPDATE ON call_outcomes TO tandem_web;
GRANT SELECT ON call_outcomes TO tandem_worker;
ALTER TABLE phone_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE call_outcomes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON phone_lines USING (agency_id = (SELECT tandem_organization()));
CREATE POLICY own_agency ON call_outcomes USING (agency_id = (SELECT tandem_organization()));

-- Whose line a provider's request speaks of.
CREATE FUNCTION door_agency_of_line(line uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT agency_id FROM phone_lines WHERE id = line);

-- Lines of every agency whose time is over, and why: the worker closes them.
CREATE FUNCTION door_lines_to_close(at timestamptz, unanswered_before timestamptz, idle_before timestamptz, most integer)
    RETURNS TABLE (line_id uuid, agency_id uuid, because text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.id, l.agency_id,
        CASE WHEN l.state <> 'open' AND l.asked_at < unanswered_before THEN 'not_answered'
             WHEN l.state = 'open' AND l.used_at < idle_before AND NOT EXISTS (
                SELECT FROM contact_attempts a WHERE a.line_id = l.id AND a.disposition IS NULL
                AND a.state IN ('sending', 'accepted', 'delivered', 'unconfirmed')
                AND a.provider_status IS DISTINCT FROM 'completed') THEN 'idle'
             ELSE 'signed_out' END
    FROM phone_lines l
    LEFT JOIN sessions s ON s.id = l.session_id
    LEFT JOIN api_tokens t ON t.id = l.session_id
    WHERE l.closed_at IS NULL AND (
        (l.state <> 'open' AND l.asked_at < unanswered_before)
        OR (l.state = 'open' AND l.used_at < idle_before AND NOT EXISTS (
            SELECT FROM contact_attempts a WHERE a.line_id = l.id AND a.disposition IS NULL
            AND a.state IN ('sending', 'accepted', 'delivered', 'unconfirmed')
            AND a.provider_status IS DISTINCT FROM 'completed'))
        OR NOT coalesce(s.ended_at IS NULL AND s.expires_at > at,
                        t.revoked_at IS NULL AND coalesce(t.expires_at > at, true) AND t.id IS NOT NULL))
    ORDER BY l.asked_at LIMIT most
$$;

REVOKE EXECUTE ON FUNCTION door_agency_of_line, door_lines_to_close FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_agency_of_line TO tandem_web, tandem_worker;
GRANT EXECUTE ON FUNCTION door_lines_to_close TO tandem_worker;
