-- Sessions that are listed and renewed, second factors, invitations, resets of passwords, and what slows a guesser down.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE UNIQUE INDEX sessions_by_previous ON sessions (previous_hash) WHERE previous_hash IS NOT NULL;
CREATE INDEX sessions_of_membership ON sessions (membership_id) WHERE ended_at IS NULL;

ALTER TABLE invitations
    ADD FOREIGN KEY (organization_id) REFERENCES organizations (id),
    ADD FOREIGN KEY (organization_id, composed_role_id) REFERENCES roles (organization_id, id),
    ADD CHECK (email = lower(email)),
    ADD CHECK (accepted_at IS NULL OR withdrawn_at IS NULL);
-- One open invitation an address and organization.
CREATE UNIQUE INDEX invitations_open ON invitations (organization_id, email)
    WHERE accepted_at IS NULL AND withdrawn_at IS NULL;

-- A person's authenticator: its secret sealed with the master key, and the last step whose code was used.
CREATE TABLE second_factors (
    person_id uuid PRIMARY KEY REFERENCES people (id),
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint
);
CREATE TABLE recovery_codes (
    person_id uuid NOT NULL REFERENCES people (id),
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (person_id, code_hash)
);
-- A link that sets a new password: what is in the link is computed from the id and the master key.
CREATE TABLE password_resets (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES people (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX password_resets_of_person ON password_resets (person_id);
-- Tries to sign in, counted an account, a known device and an address; the keys are keyed hashes.
CREATE TABLE sign_in_counters (
    key bytea PRIMARY KEY,
    failures integer NOT NULL,
    blocked_until timestamptz NOT NULL,
    at timestamptz NOT NULL
) WITH (fillfactor = 70);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['invitations', 'second_factors', 'recovery_codes', 'password_resets',
                                'sign_in_counters'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    END LOOP;
END $$;

CREATE POLICY own_organization ON invitations USING (organization_id = (SELECT tandem_organization()));
GRANT SELECT, INSERT, UPDATE ON invitations TO tandem_web;
GRANT SELECT, UPDATE ON invitations TO tandem_worker;

-- That a colleague has a second factor, and since when: nothing more of it.
CREATE POLICY colleagues ON second_factors FOR SELECT USING (EXISTS (
    SELECT FROM memberships WHERE memberships.person_id = second_factors.person_id));
GRANT SELECT (person_id, confirmed_at) ON second_factors TO tandem_web;

-- All memberships of the person who acts: one's own sign-ins are listed together, whatever organization they are for.
CREATE FUNCTION tandem_own_memberships() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN ARRAY(SELECT id FROM memberships WHERE person_id = (
        SELECT person_id FROM memberships
        WHERE id = tandem_membership() AND organization_id = tandem_organization()));
CREATE POLICY own_and_colleagues ON sessions USING (
    membership_id = ANY ((SELECT tandem_own_memberships())::uuid[])
    OR membership_id IN (SELECT id FROM memberships));
GRANT SELECT (id, membership_id, created_at, last_seen_at, expires_at, ended_at, browser, platform, network),
    UPDATE (ended_at) ON sessions TO tandem_web;
CREATE POLICY own_organization ON api_tokens USING (membership_id IN (SELECT id FROM memberships));
GRANT SELECT (id, membership_id, name, created_at, expires_at, revoked_at, last_used_at),
    INSERT (id, secret_hash, membership_id, name, created_at, expires_at),
    UPDATE (revoked_at) ON api_tokens TO tandem_web;

-- Roles and ends of memberships are an administrator's; row-level security keeps them to the own organization.
GRANT UPDATE (role, composed_role_id, ended_at) ON memberships TO tandem_web;
GRANT UPDATE (second_factor_since) ON organizations TO tandem_web;
CREATE POLICY own_settings ON organizations FOR UPDATE USING (id = (SELECT tandem_organization()));

-- Whoever may do something else than before gets a new secret at the next request; whoever is no member, none.
CREATE FUNCTION rights_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL THEN
        UPDATE sessions SET ended_at = NEW.ended_at WHERE membership_id = NEW.id AND ended_at IS NULL;
        UPDATE api_tokens SET revoked_at = NEW.ended_at WHERE membership_id = NEW.id AND revoked_at IS NULL;
        DELETE FROM team_members WHERE membership_id = NEW.id;
    ELSIF (NEW.role, NEW.composed_role_id) IS DISTINCT FROM (OLD.role, OLD.composed_role_id) THEN
        UPDATE sessions SET renew = true WHERE membership_id = NEW.id AND ended_at IS NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER rights_changed AFTER UPDATE OF role, composed_role_id, ended_at ON memberships
    FOR EACH ROW EXECUTE FUNCTION rights_changed();
CREATE FUNCTION role_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE sessions SET renew = true FROM memberships m
    WHERE m.composed_role_id = NEW.id AND sessions.membership_id = m.id AND sessions.ended_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER role_changed AFTER UPDATE OF version ON roles FOR EACH ROW EXECUTE FUNCTION role_changed();
REVOKE EXECUTE ON FUNCTION rights_changed, role_changed FROM PUBLIC;
