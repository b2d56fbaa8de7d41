-- What each collector has before them, so that two of them are not led to the same case file; and calls from debtors
-- that are put through to a collector's open line.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- A row a member and case file, said again by its page for as long as it shows it, and deleted two days later.
CREATE TABLE case_file_looks (
    membership_id uuid NOT NULL REFERENCES memberships (id),
    agency_id uuid NOT NULL REFERENCES organizations (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (membership_id, case_file_id)
);
CREATE INDEX case_file_looks_now ON case_file_looks (agency_id, seen_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON case_file_looks TO tandem_web;
ALTER TABLE case_file_looks ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON case_file_looks USING (agency_id = (SELECT tandem_organization()));

-- A call that somebody of the case file made to us, on the line of the collector whom they were put through to.
CREATE TABLE incoming_calls (
    id uuid PRIMARY KEY,
    agency_id uuid NOT NULL REFERENCES organizations (id),
    creditor_id uuid NOT NULL REFERENCES organizations (id),
    case_file_id uuid NOT NULL REFERENCES case_files (id),
    party_id uuid NOT NULL REFERENCES parties (id),
    contact_point_id uuid NOT NULL REFERENCES contact_points (id),
    line_id uuid NOT NULL REFERENCES phone_lines (id),
    membership_id uuid NOT NULL REFERENCES memberships (id),
    -- The provider's id of the caller's leg.
    provider_id varchar(80) NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    -- When its outcome was told, which it must be before the next call.
    told_at timestamptz
);
-- Asked twice about one call, the provider hears the same; one call at a time on a line.
CREATE UNIQUE INDEX one_incoming_call_a_leg ON incoming_calls (agency_id, provider_id);
CREATE UNIQUE INDEX one_incoming_call_a_line ON incoming_calls (line_id) WHERE told_at IS NULL;
CREATE INDEX incoming_calls_in_hand ON incoming_calls (agency_id, membership_id) WHERE told_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON incoming_calls TO tandem_web, tandem_worker;
ALTER TABLE incoming_calls ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_agency ON incoming_calls USING (agency_id = (SELECT tandem_organization()));
-- Whoever works some case files alone sees the calls of those.
CREATE POLICY within_reach ON incoming_calls AS RESTRICTIVE USING ((SELECT tandem_case_scope()) = 'all'
    OR case_file_id IN (SELECT id FROM case_files));

-- Whose call a provider's request speaks of.
CREATE FUNCTION door_agency_of_incoming_call(call uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT agency_id FROM incoming_calls WHERE id = call);
REVOKE EXECUTE ON FUNCTION door_agency_of_incoming_call FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_agency_of_incoming_call TO tandem_web, tandem_worker;

-- As in 0034; a line on which somebody who called is spoken with is not idle.
CREATE OR REPLACE FUNCTION door_lines_to_close(at timestamptz, unanswered_before timestamptz, idle_before timestamptz, most integer)
    RETURNS TABLE (line_id uuid, agency_id uuid, because text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT l.id, l.agency_id,
        CASE WHEN l.state <> 'open' AND l.asked_at < unanswered_before THEN 'not_answered'
             WHEN l.state = 'open' AND l.used_at < idle_before AND NOT l.is_talking THEN 'idle'
             ELSE 'signed_out' END
    FROM (
        SELECT one.*, EXISTS (
                SELECT FROM contact_attempts a WHERE a.line_id = one.id AND a.disposition IS NULL
                AND a.state IN ('sending', 'accepted', 'delivered', 'unconfirmed')
                AND a.provider_status IS DISTINCT FROM 'completed')
            OR EXISTS (
                SELECT FROM incoming_calls r WHERE r.line_id = one.id AND r.ended_at IS NULL AND r.told_at IS NULL)
            AS is_talking
        FROM phone_lines one WHERE one.closed_at IS NULL) l
    LEFT JOIN sessions s ON s.id = l.session_id
    LEFT JOIN api_tokens t ON t.id = l.session_id
    WHERE (l.state <> 'open' AND l.asked_at < unanswered_before)
        OR (l.state = 'open' AND l.used_at < idle_before AND NOT l.is_talking)
        OR NOT coalesce(s.ended_at IS NULL AND s.expires_at > at,
                        t.revoked_at IS NULL AND coalesce(t.expires_at > at, true) AND t.id IS NOT NULL)
    ORDER BY l.asked_at LIMIT most
$$;
