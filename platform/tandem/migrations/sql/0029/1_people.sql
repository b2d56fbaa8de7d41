-- What ends with a membership, and what an organization that asks for a second step lets in.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- Who left works no case file: whoever is invited again begins with none. The command tells it before; what it did not
-- see, of whatever way a membership ends, ends here.
CREATE OR REPLACE FUNCTION rights_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL THEN
        UPDATE sessions SET ended_at = NEW.ended_at WHERE membership_id = NEW.id AND ended_at IS NULL;
        UPDATE api_tokens SET revoked_at = NEW.ended_at WHERE membership_id = NEW.id AND revoked_at IS NULL;
        DELETE FROM team_members WHERE membership_id = NEW.id;
        UPDATE case_files SET assignee_id = NULL WHERE agency_id = NEW.organization_id AND assignee_id = NEW.id;
    ELSIF (NEW.role, NEW.composed_role_id) IS DISTINCT FROM (OLD.role, OLD.composed_role_id) THEN
        UPDATE sessions SET renew = true WHERE membership_id = NEW.id AND ended_at IS NULL;
    END IF;
    RETURN NULL;
END $$;
-- Who has left already; told on no timeline. Here, because nobody reads organizations while the next file changes their
-- policies.
UPDATE case_files SET assignee_id = NULL FROM memberships m
WHERE m.id = case_files.assignee_id AND m.ended_at IS NOT NULL;

-- A session of who is a member still, and who has shown a second factor where the organization asks for one; returns
-- whether it was opened. The locks wait for whoever ends the membership or makes the rule.
CREATE OR REPLACE FUNCTION door_open_session(session_id uuid, membership uuid, secret bytea, at timestamptz,
                                             until timestamptz, in_browser text, on_platform text, from_network text,
                                             factor_at timestamptz)
    RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH member AS (
        SELECT m.id FROM memberships m JOIN organizations o ON o.id = m.organization_id
        WHERE m.id = membership AND m.ended_at IS NULL AND (o.second_factor_since IS NULL OR factor_at IS NOT NULL)
        FOR SHARE)
    INSERT INTO sessions (id, secret_hash, membership_id, created_at, last_seen_at, expires_at, browser, platform,
                          network, second_factor_at, renew)
    SELECT session_id, secret, id, at, at, until, in_browser, on_platform, from_network, factor_at, false FROM member
    RETURNING true
$$;

-- Ends the sessions of the acting organization that have shown no second factor. Returns them; null, and ends none, when
-- the acting one is among them.
CREATE FUNCTION door_end_unproven_sessions(acting uuid, at timestamptz) RETURNS uuid[]
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone uuid[];
BEGIN
    IF NOT EXISTS (SELECT FROM sessions WHERE id = acting AND membership_id = tandem_membership()
                                          AND second_factor_at IS NOT NULL AND ended_at IS NULL) THEN
        RETURN NULL;
    END IF;
    WITH over AS (
        UPDATE sessions SET ended_at = at FROM memberships m
        WHERE m.id = sessions.membership_id AND m.organization_id = tandem_organization()
          AND sessions.ended_at IS NULL AND sessions.second_factor_at IS NULL RETURNING sessions.id)
    SELECT coalesce(array_agg(id), '{}') INTO gone FROM over;
    RETURN gone;
END $$;

-- As before, and one's own only while no organization of the person asks for one: `required`. The lock waits for
-- whoever makes the rule.
CREATE OR REPLACE FUNCTION door_remove_second_factor(membership uuid) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE whose uuid;
BEGIN
    SELECT person_id INTO whose FROM memberships
    WHERE id = membership AND ended_at IS NULL AND organization_id = tandem_organization();
    IF membership IS DISTINCT FROM tandem_membership() THEN
        IF EXISTS (SELECT FROM memberships WHERE person_id = whose AND ended_at IS NULL
                                             AND organization_id <> tandem_organization()) THEN
            RETURN 'elsewhere';
        END IF;
    ELSE
        PERFORM FROM organizations o JOIN memberships m ON m.organization_id = o.id
        WHERE m.person_id = whose AND m.ended_at IS NULL FOR SHARE OF o;
        IF EXISTS (SELECT FROM organizations o JOIN memberships m ON m.organization_id = o.id
                   WHERE m.person_id = whose AND m.ended_at IS NULL AND o.second_factor_since IS NOT NULL) THEN
            RETURN 'required';
        END IF;
    END IF;
    DELETE FROM recovery_codes WHERE person_id = whose;
    DELETE FROM second_factors WHERE person_id = whose AND confirmed_at IS NOT NULL;
    RETURN CASE WHEN FOUND THEN 'removed' ELSE 'none' END;
END $$;

REVOKE EXECUTE ON FUNCTION door_end_unproven_sessions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_end_unproven_sessions TO tandem_web;
