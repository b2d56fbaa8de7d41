-- Doors of sign-in, as they are from here on.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- The caller lower-cases the address, as those that are kept are: another rule here (İ becomes i) would let an address
-- be tried under the counters of another spelling.
CREATE OR REPLACE FUNCTION door_sign_in(address text)
    RETURNS TABLE (person_id uuid, person_name text, person_email text, locale text, password_hash text,
                   sealed bytea, last_step bigint, membership_id uuid, role text, role_name text,
                   organization_id uuid, organization_name text, organization_kind text, needs_second_factor boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.id, p.name, p.email, p.locale, c.password_hash, f.sealed, f.last_step, m.id, m.role, r.name,
           o.id, o.name, o.kind, o.second_factor_since IS NOT NULL
    FROM people p
    JOIN credentials c ON c.person_id = p.id
    LEFT JOIN second_factors f ON f.person_id = p.id AND f.confirmed_at IS NOT NULL
    LEFT JOIN memberships m ON m.person_id = p.id AND m.ended_at IS NULL
    LEFT JOIN organizations o ON o.id = m.organization_id
    LEFT JOIN roles r ON r.id = m.composed_role_id
    WHERE p.email = door_sign_in.address
    ORDER BY o.name, m.id
$$;

-- The job is there whoever was asked for, and finds no link for an address that nobody has: both take a commit.
CREATE OR REPLACE FUNCTION door_request_reset(reset uuid, job uuid, address text, at timestamptz, until timestamptz)
    RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO password_resets (id, person_id, created_at, expires_at)
    SELECT reset, p.id, at, until FROM people p WHERE p.email = address
       AND EXISTS (SELECT FROM memberships WHERE person_id = p.id AND ended_at IS NULL);
    INSERT INTO outbox (id, topic, payload, created_at, available_at, attempts)
    VALUES (job, 'people.reset_mail', jsonb_build_object('reset_id', reset), at, at, 0)
$$;

-- A session of who is a member still; returns whether it was opened. The lock waits for whoever ends the membership.
DROP FUNCTION door_open_session;
CREATE FUNCTION door_open_session(session_id uuid, membership uuid, secret bytea, at timestamptz, until timestamptz,
                                  in_browser text, on_platform text, from_network text, factor_at timestamptz)
    RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH member AS (SELECT id FROM memberships WHERE id = membership AND ended_at IS NULL FOR SHARE)
    INSERT INTO sessions (id, secret_hash, membership_id, created_at, last_seen_at, expires_at, browser, platform,
                          network, second_factor_at, renew)
    SELECT session_id, secret, id, at, at, until, in_browser, on_platform, from_network, factor_at, false FROM member
    RETURNING true
$$;

-- Ends all sessions of the person who acts and opens another one in the place of the acting one, which lasts no longer:
-- whatever knew the former secret, an open socket too, stands for nobody. `keeps_factor`: the second factor that was
-- shown counts on; else it was shown at `factor`, or never. Returns the ended ones; no row when the acting one was over.
CREATE FUNCTION door_replace_session(session_id uuid, replaced uuid, secret bytea, at timestamptz,
                                     keeps_factor boolean, factor timestamptz)
    RETURNS TABLE (ended uuid[], until timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    former sessions;
    gone uuid[];
BEGIN
    SELECT s.* INTO former FROM sessions s
    WHERE s.id = replaced AND s.membership_id = ANY (tandem_own_memberships()) AND s.ended_at IS NULL
      AND s.expires_at > at FOR UPDATE;
    IF former.id IS NULL THEN
        RETURN;
    END IF;
    WITH over AS (
        UPDATE sessions SET ended_at = at
        WHERE membership_id = ANY (tandem_own_memberships()) AND ended_at IS NULL RETURNING id)
    SELECT array_agg(id) INTO gone FROM over;
    INSERT INTO sessions (id, secret_hash, membership_id, created_at, last_seen_at, expires_at, browser, platform,
                          network, second_factor_at, renew)
    VALUES (session_id, secret, former.membership_id, former.created_at, at, former.expires_at, former.browser,
            former.platform, former.network, CASE WHEN keeps_factor THEN former.second_factor_at ELSE factor END, false);
    RETURN QUERY SELECT gone, former.expires_at;
END $$;

-- A link for a forgotten password ends what a thief may have made with the former one: the person's API tokens.
-- Returns them with their organizations, for the logs and for who is woken.
CREATE FUNCTION door_revoke_tokens(person uuid, at timestamptz)
    RETURNS TABLE (token_id uuid, name text, membership_id uuid, organization_id uuid)
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE api_tokens t SET revoked_at = at FROM memberships m
    WHERE m.id = t.membership_id AND m.person_id = person AND t.revoked_at IS NULL
    RETURNING t.id, t.name, m.id, m.organization_id
$$;

REVOKE EXECUTE ON FUNCTION door_open_session, door_replace_session, door_revoke_tokens FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_open_session, door_replace_session, door_revoke_tokens TO tandem_web;
