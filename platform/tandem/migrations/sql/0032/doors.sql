-- Doors of what guards a person's sign-ins: a second factor that is set up while signing in has the same consequences as
-- one that is set up in the account, and the person's other organizations are told by the worker, not by whoever asked.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- The person of a membership of the acting organization has set a second factor up while signing in, by a code that the
-- caller checked: all their sign-ins end that have shown none, and an e-mail tells them. Returns the ended ones.
CREATE FUNCTION door_factor_set_up(membership uuid, notice uuid, at timestamptz) RETURNS SETOF uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts)
    SELECT notice, m.organization_id, 'people.notice',
           jsonb_build_object('membership_id', m.id, 'notice', 'second_factor_enabled'), at, at, 0
    FROM memberships m WHERE m.id = membership AND m.organization_id = tandem_organization();
    UPDATE sessions SET ended_at = at
    WHERE ended_at IS NULL AND second_factor_at IS NULL AND membership_id IN (
        SELECT theirs.id FROM memberships mine JOIN memberships theirs ON theirs.person_id = mine.person_id
        WHERE mine.id = membership AND mine.organization_id = tandem_organization())
    RETURNING id
$$;

-- Asks the worker to write what the person of a membership of the acting organization did, or had done, into the audit
-- log of each other organization of theirs: a job for each, which acts for that organization. `tokens` ended with it.
CREATE FUNCTION door_tell_elsewhere(membership uuid, kind text, tokens uuid[], at timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO outbox (id, organization_id, topic, payload, created_at, available_at, attempts)
    SELECT gen_random_uuid(), theirs.organization_id, 'people.guard_changed',
           jsonb_build_object('membership_id', theirs.id, 'kind', kind, 'token_ids', coalesce((
               SELECT string_agg(t.id::text, ',' ORDER BY t.id) FROM api_tokens t
               WHERE t.id = ANY (tokens) AND t.membership_id = theirs.id), '')), at, at, 0
    FROM memberships mine JOIN memberships theirs ON theirs.person_id = mine.person_id AND theirs.id <> mine.id
    WHERE mine.id = membership AND mine.organization_id = tandem_organization() AND theirs.ended_at IS NULL
$$;

-- The worker names a token that ended with a password, in the log of its organization.
GRANT SELECT (id, membership_id, name) ON api_tokens TO tandem_worker;

-- As in 0027, but for tokens whose time was over: those stood for nobody any more, and nobody revoked them.
CREATE OR REPLACE FUNCTION door_revoke_tokens(person uuid, at timestamptz)
    RETURNS TABLE (token_id uuid, name text, membership_id uuid, organization_id uuid)
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE api_tokens t SET revoked_at = at FROM memberships m
    WHERE m.id = t.membership_id AND m.person_id = person AND t.revoked_at IS NULL
      AND (t.expires_at IS NULL OR t.expires_at > at)
    RETURNING t.id, t.name, m.id, m.organization_id
$$;

REVOKE EXECUTE ON FUNCTION door_factor_set_up, door_tell_elsewhere FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_factor_set_up, door_tell_elsewhere TO tandem_web;
