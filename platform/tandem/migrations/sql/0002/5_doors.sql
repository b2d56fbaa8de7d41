-- SECURITY DEFINER functions: the few questions that must be answered before it is known who acts. Each returns just
-- what its caller needs.

-- Sign-in: the memberships of an e-mail address.
CREATE FUNCTION door_sign_in(address text)
    RETURNS TABLE (person_id uuid, person_name text, password_hash text, membership_id uuid, role text,
                   organization_id uuid, organization_name text, organization_kind text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT p.id, p.name, p.password_hash, m.id, m.role, o.id, o.name, o.kind
    FROM people p
    LEFT JOIN memberships m ON m.person_id = p.id AND m.ended_at IS NULL
    LEFT JOIN organizations o ON o.id = m.organization_id
    WHERE p.email = lower(address)
    ORDER BY o.name, m.id
$$;

CREATE FUNCTION door_open_session(session_id uuid, membership uuid, secret bytea, at timestamptz, until timestamptz)
    RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO sessions (id, secret_hash, membership_id, created_at, last_seen_at, expires_at)
    VALUES (session_id, secret, membership, at, at, until)
$$;

CREATE FUNCTION door_end_session(secret bytea, at timestamptz) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    UPDATE sessions SET ended_at = at WHERE secret_hash = secret AND ended_at IS NULL RETURNING id
$$;

-- Who a cookie or a token stands for, while session, token and membership are in force.
CREATE FUNCTION door_actor(secret bytea, at timestamptz)
    RETURNS TABLE (session_id uuid, membership_id uuid, person_id uuid, person_name text, person_email text,
                   locale text, organization_id uuid, organization_name text, organization_kind text, role text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT s.id, m.id, p.id, p.name, p.email, p.locale, o.id, o.name, o.kind, m.role
    FROM (
        SELECT id, sessions.membership_id FROM sessions
        WHERE secret_hash = secret AND ended_at IS NULL AND expires_at > at
        UNION ALL
        SELECT id, api_tokens.membership_id FROM api_tokens
        WHERE secret_hash = secret AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > at)
    ) s
    JOIN memberships m ON m.id = s.membership_id AND m.ended_at IS NULL
    JOIN people p ON p.id = m.person_id
    JOIN organizations o ON o.id = m.organization_id
$$;

-- Whose number or address an inbound message came to.
CREATE FUNCTION door_agency_of_sender(of_channel text, of_address text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    RETURN (SELECT agency_id FROM senders WHERE channel = of_channel AND address = of_address);

-- Whose attempt a callback speaks of.
CREATE FUNCTION door_agency_of_attempt(attempt uuid) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public
    RETURN (SELECT agency_id FROM contact_attempts WHERE id = attempt);

-- Attempts whose outcome is overdue, of every agency: the reconciliation's work list.
CREATE FUNCTION door_attempts_to_reconcile(before timestamptz, most integer)
    RETURNS TABLE (attempt_id uuid, agency_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT id, contact_attempts.agency_id FROM contact_attempts
    WHERE state IN ('sending', 'unconfirmed') AND sending_at < before
    ORDER BY sending_at LIMIT most
$$;

-- How far the chains of some case files have come: tells a process that lost its LISTEN what it missed.
CREATE FUNCTION door_timeline_heights(case_files uuid[])
    RETURNS TABLE (case_file_id uuid, height numeric)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT timeline_heads.case_file_id, sum(sequence) FROM timeline_heads
    WHERE timeline_heads.case_file_id = ANY (case_files) GROUP BY 1
$$;

REVOKE EXECUTE ON FUNCTION door_sign_in, door_open_session, door_end_session, door_actor, door_agency_of_sender,
    door_agency_of_attempt, door_attempts_to_reconcile, door_timeline_heights FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_sign_in, door_open_session, door_end_session, door_actor, door_agency_of_sender,
    door_agency_of_attempt, door_timeline_heights TO tandem_web;
GRANT EXECUTE ON FUNCTION door_agency_of_sender, door_agency_of_attempt, door_attempts_to_reconcile TO tandem_worker;
