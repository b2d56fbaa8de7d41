-- Doors of people: second factors, passwords and links, whose holders act for nobody yet.

-- Begin anew with a secret that no code has confirmed; null where a confirmed one stands.
CREATE FUNCTION door_begin_second_factor(person uuid, secret bytea, at timestamptz) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO second_factors (person_id, sealed, created_at) VALUES (person, secret, at)
    ON CONFLICT (person_id) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at
        WHERE second_factors.confirmed_at IS NULL
    RETURNING true
$$;
-- The secret that waits for its first code.
CREATE FUNCTION door_unconfirmed_second_factor(person uuid, at timestamptz) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT sealed FROM second_factors
            WHERE person_id = person AND confirmed_at IS NULL AND created_at > at - interval '1 hour');
-- A secret is in force from its first code; the recovery codes come with it.
CREATE FUNCTION door_confirm_second_factor(person uuid, secret bytea, step bigint, codes bytea[], at timestamptz)
    RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE second_factors SET confirmed_at = at, last_step = step
    WHERE person_id = person AND sealed = secret AND confirmed_at IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM recovery_codes WHERE person_id = person;
    INSERT INTO recovery_codes (person_id, code_hash) SELECT person, code FROM unnest(codes) code;
    RETURN true;
END $$;
-- A code counts once: its step, and all before it, are used up.
CREATE FUNCTION door_use_code(person uuid, step bigint) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE second_factors SET last_step = step
    WHERE person_id = person AND confirmed_at IS NOT NULL AND (last_step IS NULL OR last_step < step) RETURNING true
$$;
CREATE FUNCTION door_use_recovery_code(person uuid, code bytea, at timestamptz) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE recovery_codes SET used_at = at WHERE person_id = person AND code_hash = code AND used_at IS NULL
    RETURNING true
$$;
CREATE FUNCTION door_renew_recovery_codes(person uuid, codes bytea[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM recovery_codes WHERE person_id = person;
    INSERT INTO recovery_codes (person_id, code_hash) SELECT person, code FROM unnest(codes) code
$$;
-- The acting person's own second factor: since when, and how many recovery codes are left.
CREATE FUNCTION door_own_second_factor() RETURNS TABLE (since timestamptz, codes_left bigint, required boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.confirmed_at,
           (SELECT count(*) FROM recovery_codes c WHERE c.person_id = m.person_id AND c.used_at IS NULL),
           EXISTS (SELECT FROM memberships o JOIN organizations g ON g.id = o.organization_id
                   WHERE o.person_id = m.person_id AND o.ended_at IS NULL AND g.second_factor_since IS NOT NULL)
    FROM memberships m LEFT JOIN second_factors f ON f.person_id = m.person_id
    WHERE m.id = tandem_membership() AND m.organization_id = tandem_organization()
$$;
-- Take a second factor away, from a member of the acting organization. Returns whether there was one.
CREATE FUNCTION door_remove_second_factor(membership uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE whose uuid;
BEGIN
    SELECT person_id INTO whose FROM memberships
    WHERE id = membership AND ended_at IS NULL AND organization_id = tandem_organization();
    DELETE FROM recovery_codes WHERE person_id = whose;
    DELETE FROM second_factors WHERE person_id = whose AND confirmed_at IS NOT NULL;
    RETURN FOUND;
END $$;

-- Name and language of the acting person.
CREATE FUNCTION door_change_profile(new_name text, new_locale text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE people SET name = new_name, locale = new_locale
    WHERE id = (SELECT person_id FROM memberships
                WHERE id = tandem_membership() AND organization_id = tandem_organization())
$$;
-- A new password ends all sessions of the person but one; returns those that it ended.
CREATE FUNCTION door_set_password(person uuid, hash text, at timestamptz, kept uuid) RETURNS SETOF uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE people SET password_hash = hash, password_changed_at = at WHERE id = person;
    UPDATE password_resets SET used_at = at WHERE person_id = person AND used_at IS NULL;
    UPDATE sessions SET ended_at = at
    WHERE membership_id IN (SELECT id FROM memberships WHERE person_id = person) AND ended_at IS NULL
      AND id IS DISTINCT FROM kept
    RETURNING id
$$;

-- Asks for a link to set a new password. Says nothing: who asks must not learn whether the address is known.
CREATE FUNCTION door_request_reset(reset uuid, job uuid, address text, at timestamptz, until timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH known AS (
        INSERT INTO password_resets (id, person_id, created_at, expires_at)
        SELECT reset, p.id, at, until FROM people p WHERE p.email = lower(address)
           AND EXISTS (SELECT FROM memberships WHERE person_id = p.id AND ended_at IS NULL)
        RETURNING id)
    INSERT INTO outbox (id, topic, payload, created_at, available_at, attempts)
    SELECT job, 'people.reset_mail', jsonb_build_object('reset_id', id), at, at, 0 FROM known
$$;
-- Whose password a link sets, while it may; for the page, the e-mail and the log.
CREATE FUNCTION door_reset(reset uuid, at timestamptz)
    RETURNS TABLE (person_id uuid, person_name text, email text, locale text, membership_id uuid,
                   organization_id uuid, expires_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.id, p.name, p.email, p.locale, m.id, m.organization_id, r.expires_at
    FROM password_resets r JOIN people p ON p.id = r.person_id
    JOIN memberships m ON m.person_id = p.id AND m.ended_at IS NULL
    WHERE r.id = reset AND r.used_at IS NULL AND r.expires_at > at ORDER BY m.organization_id
$$;
-- Sets the password of a link, once; returns the sessions that ended with the former one, null when the link is over.
CREATE FUNCTION door_use_reset(reset uuid, hash text, at timestamptz) RETURNS uuid[]
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE whose uuid;
BEGIN
    UPDATE password_resets SET used_at = at WHERE id = reset AND used_at IS NULL AND expires_at > at
    RETURNING person_id INTO whose;
    IF whose IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY(SELECT door_set_password(whose, hash, at, NULL));
END $$;

-- What a link invites to, while it may.
CREATE FUNCTION door_invitation(invitation uuid, at timestamptz)
    RETURNS TABLE (email text, role text, role_name text, organization_id uuid, organization_name text,
                   organization_kind text, locale text, invited_by text, is_known boolean, expires_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.email, i.role, r.name, o.id, o.name, o.kind, o.locale, p.name,
           EXISTS (SELECT FROM people WHERE people.email = i.email), i.expires_at
    FROM invitations i JOIN organizations o ON o.id = i.organization_id
    JOIN memberships m ON m.id = i.invited_by_id JOIN people p ON p.id = m.person_id
    LEFT JOIN roles r ON r.id = i.composed_role_id
    WHERE i.id = invitation AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > at
$$;
-- Takes an invitation up, once: makes the person where the address is new, else lets the known one join.
-- Returns the membership; null when the invitation is over, or when it is no longer as the caller has seen it.
CREATE FUNCTION door_accept_invitation(invitation uuid, membership uuid, at timestamptz, known uuid, new_person uuid,
                                       new_name text, hash text, new_locale text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    taken invitations;
    whose uuid;
    found uuid;
BEGIN
    SELECT * INTO taken FROM invitations i
    WHERE i.id = invitation AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > at FOR UPDATE;
    IF taken.id IS NULL THEN
        RETURN NULL;
    END IF;
    IF known IS NOT NULL THEN
        SELECT id INTO whose FROM people WHERE id = known AND email = taken.email;
    ELSE
        INSERT INTO people (id, name, email, password_hash, locale, password_changed_at)
        VALUES (new_person, new_name, taken.email, hash, new_locale, at)
        ON CONFLICT (email) DO NOTHING RETURNING id INTO whose;
    END IF;
    IF whose IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO memberships (id, person_id, organization_id, role, composed_role_id)
    VALUES (membership, whose, taken.organization_id, taken.role, taken.composed_role_id)
    ON CONFLICT (person_id, organization_id) DO UPDATE
        SET role = excluded.role, composed_role_id = excluded.composed_role_id, ended_at = NULL
    RETURNING id INTO found;
    UPDATE invitations SET accepted_at = at WHERE id = invitation;
    RETURN found;
END $$;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['door_begin_second_factor', 'door_unconfirmed_second_factor',
        'door_confirm_second_factor', 'door_use_code', 'door_use_recovery_code', 'door_renew_recovery_codes',
        'door_own_second_factor', 'door_remove_second_factor', 'door_change_profile', 'door_set_password',
        'door_request_reset', 'door_reset', 'door_use_reset', 'door_invitation', 'door_accept_invitation'] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %I FROM PUBLIC', name);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %I TO tandem_web', name);
    END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION door_reset TO tandem_worker;
