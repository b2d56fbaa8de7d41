-- Doors of sign-in: before it is known who acts. Each returns just what its caller needs.

DROP FUNCTION door_sign_in;
CREATE FUNCTION door_sign_in(address text)
    RETURNS TABLE (person_id uuid, person_name text, person_email text, locale text, password_hash text,
                   sealed bytea, last_step bigint, membership_id uuid, role text, role_name text,
                   organization_id uuid, organization_name text, organization_kind text, needs_second_factor boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.id, p.name, p.email, p.locale, p.password_hash, f.sealed, f.last_step, m.id, m.role, r.name,
           o.id, o.name, o.kind, o.second_factor_since IS NOT NULL
    FROM people p
    LEFT JOIN second_factors f ON f.person_id = p.id AND f.confirmed_at IS NOT NULL
    LEFT JOIN memberships m ON m.person_id = p.id AND m.ended_at IS NULL
    LEFT JOIN organizations o ON o.id = m.organization_id
    LEFT JOIN roles r ON r.id = m.composed_role_id
    WHERE p.email = lower(door_sign_in.address)
    ORDER BY o.name, m.id
$$;

DROP FUNCTION door_open_session;
CREATE FUNCTION door_open_session(session_id uuid, membership uuid, secret bytea, at timestamptz, until timestamptz,
                                  in_browser text, on_platform text, from_network text, factor_at timestamptz)
    RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO sessions (id, secret_hash, membership_id, created_at, last_seen_at, expires_at, browser, platform,
                          network, second_factor_at, renew)
    VALUES (session_id, secret, membership, at, at, until, in_browser, on_platform, from_network, factor_at, false)
$$;

DROP FUNCTION door_end_session;
CREATE FUNCTION door_end_session(secret bytea, at timestamptz) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE sessions SET ended_at = at WHERE (secret_hash = secret OR (previous_hash = secret AND previous_until > at))
        AND ended_at IS NULL RETURNING id
$$;

-- A new secret for a session; for half a minute the old one still stands, for what is under way with it.
-- Returns when the session ends; null when it was renewed or ended before.
CREATE FUNCTION door_renew_session(old bytea, new bytea, at timestamptz, until timestamptz) RETURNS timestamptz
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE sessions SET secret_hash = new, previous_hash = old, previous_until = until, renew = false
    WHERE secret_hash = old AND ended_at IS NULL AND expires_at > at RETURNING expires_at
$$;

CREATE FUNCTION door_seen(session uuid, at timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE sessions SET last_seen_at = at WHERE id = session AND last_seen_at < at;
    UPDATE api_tokens SET last_used_at = at WHERE id = session AND (last_used_at IS NULL OR last_used_at < at)
$$;

-- Who a cookie or a token stands for now. A session that nobody used since `idle_since` has ended. `known` is the session
-- or token that an open socket was let in by: its secret may have been renewed since.
DROP FUNCTION door_actor;
CREATE FUNCTION door_actor(secret bytea, known uuid, at timestamptz, idle_since timestamptz)
    RETURNS TABLE (session_id uuid, membership_id uuid, person_id uuid, person_name text, person_email text,
                   locale text, organization_id uuid, organization_name text, organization_kind text, role text,
                   role_name text, rules text[], entity_ids uuid[], case_scope text, team_ids uuid[],
                   composed_role_id uuid, is_token boolean, seen_at timestamptz, expires_at timestamptz, renew boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, m.id, p.id, p.name, p.email, p.locale, o.id, o.name, o.kind, m.role, r.name,
           ARRAY(SELECT relation || ' ' || permission FROM role_rules WHERE role_rules.role_id = r.id ORDER BY 1),
           CASE WHEN o.kind = 'creditor' THEN ARRAY(
               WITH RECURSIVE below AS (
                   SELECT id FROM organizations WHERE parent_id = o.id
                   UNION SELECT organizations.id FROM organizations JOIN below ON organizations.parent_id = below.id)
               SELECT id FROM below ORDER BY id)
           ELSE '{}' END,
           o.case_scope,
           ARRAY(SELECT team_id FROM team_members WHERE team_members.membership_id = m.id ORDER BY 1),
           m.composed_role_id, s.is_token, s.seen_at, s.expires_at, s.renew
    FROM (
        SELECT id, sessions.membership_id, false AS is_token, last_seen_at AS seen_at, sessions.expires_at,
               sessions.renew AND coalesce(secret_hash = secret, false) AS renew
        FROM sessions
        WHERE (secret_hash = secret OR (previous_hash = secret AND previous_until > at) OR id = known)
          AND ended_at IS NULL AND sessions.expires_at > at AND last_seen_at > idle_since
        UNION ALL
        SELECT id, api_tokens.membership_id, true, last_used_at, api_tokens.expires_at, false FROM api_tokens
        WHERE (secret_hash = secret OR id = known) AND revoked_at IS NULL
          AND (api_tokens.expires_at IS NULL OR api_tokens.expires_at > at)
    ) s
    JOIN memberships m ON m.id = s.membership_id AND m.ended_at IS NULL
    JOIN people p ON p.id = m.person_id
    JOIN organizations o ON o.id = m.organization_id
    LEFT JOIN roles r ON r.id = m.composed_role_id
$$;

-- The other organizations that the person of a session belongs to, and whether its second factor was shown.
CREATE FUNCTION door_other_memberships(secret bytea, at timestamptz, idle_since timestamptz)
    RETURNS TABLE (membership_id uuid, role text, role_name text, organization_id uuid, organization_name text,
                   organization_kind text, needs_second_factor boolean, session_id uuid, second_factor_at timestamptz,
                   expires_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id, m.role, r.name, o.id, o.name, o.kind, o.second_factor_since IS NOT NULL, s.id, s.second_factor_at,
           s.expires_at
    FROM sessions s
    JOIN memberships mine ON mine.id = s.membership_id AND mine.ended_at IS NULL
    JOIN memberships m ON m.person_id = mine.person_id AND m.ended_at IS NULL AND m.id <> mine.id
    JOIN organizations o ON o.id = m.organization_id
    LEFT JOIN roles r ON r.id = m.composed_role_id
    WHERE s.secret_hash = secret AND s.ended_at IS NULL AND s.expires_at > at AND s.last_seen_at > idle_since
    ORDER BY o.name, m.id
$$;

-- One more try for each of `keys`, counted before the password is looked at, so that many at once count as many.
-- Null: go on. Else when to come back: after more than `free` tries the pause doubles with each, up to `longest`.
CREATE FUNCTION door_try(keys bytea[], free integer[], at timestamptz, longest interval) RETURNS timestamptz
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE later timestamptz;
BEGIN
    INSERT INTO sign_in_counters (key, failures, blocked_until, at)
    SELECT k, 0, '-infinity', door_try.at FROM unnest(keys) k ORDER BY k ON CONFLICT DO NOTHING;
    PERFORM FROM sign_in_counters WHERE key = ANY (keys) ORDER BY key FOR UPDATE;
    -- What a clock that was set back has left in the future blocks nobody longer than the longest pause.
    SELECT max(blocked_until) INTO later FROM sign_in_counters
    WHERE key = ANY (keys) AND blocked_until > door_try.at AND blocked_until <= door_try.at + longest;
    IF later IS NOT NULL THEN
        RETURN later;
    END IF;
    UPDATE sign_in_counters c SET failures = n.tries, at = door_try.at, blocked_until = CASE
        WHEN n.tries <= n.free THEN '-infinity'
        ELSE door_try.at + least(longest, interval '1 second' * 2 ^ least(n.tries - n.free, 20)) END
    FROM (
        SELECT asked.key, asked.free,
               1 + CASE WHEN now.at < door_try.at - interval '1 day' THEN 0 ELSE now.failures END AS tries
        FROM unnest(keys, door_try.free) AS asked (key, free) JOIN sign_in_counters now USING (key)
    ) n WHERE c.key = n.key;
    RETURN NULL;
END $$;

-- The try was none of a guesser: what `door_try` counted is taken back, and `cleared` begin at nothing.
CREATE FUNCTION door_tried_well(keys bytea[], cleared bytea[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE sign_in_counters SET blocked_until = '-infinity',
        failures = CASE WHEN key = ANY (cleared) THEN 0 ELSE greatest(0, failures - 1) END
    WHERE key = ANY (keys)
$$;

-- What is over: counters after a day, sign-ins and links of which nobody asks any more.
CREATE FUNCTION door_sweep_sign_ins(at timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM sign_in_counters WHERE sign_in_counters.at < door_sweep_sign_ins.at - interval '1 day';
    DELETE FROM password_resets WHERE expires_at < door_sweep_sign_ins.at - interval '7 days';
    DELETE FROM second_factors
    WHERE confirmed_at IS NULL AND created_at < door_sweep_sign_ins.at - interval '1 day';
    DELETE FROM sessions WHERE least(coalesce(ended_at, expires_at), expires_at) < door_sweep_sign_ins.at - interval '90 days'
$$;

REVOKE EXECUTE ON FUNCTION door_sign_in, door_open_session, door_end_session, door_renew_session, door_seen, door_actor,
    door_other_memberships, door_try, door_tried_well, door_sweep_sign_ins, tandem_own_memberships FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_sign_in, door_open_session, door_end_session, door_renew_session, door_seen, door_actor,
    door_other_memberships, door_try, door_tried_well, tandem_own_memberships TO tandem_web;
GRANT EXECUTE ON FUNCTION door_sweep_sign_ins TO tandem_worker;
