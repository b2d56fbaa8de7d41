-- The doors of 0023 that know of passwords, invitations and second factors, as they are from here on.

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
    WHERE p.email = lower(door_sign_in.address)
    ORDER BY o.name, m.id
$$;

CREATE OR REPLACE FUNCTION door_set_password(person uuid, hash text, at timestamptz, kept uuid) RETURNS SETOF uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE credentials SET password_hash = hash, changed_at = at WHERE person_id = person;
    UPDATE password_resets SET used_at = at WHERE person_id = person AND used_at IS NULL;
    UPDATE sessions SET ended_at = at
    WHERE membership_id IN (SELECT id FROM memberships WHERE person_id = person) AND ended_at IS NULL
      AND id IS DISTINCT FROM kept
    RETURNING id
$$;

-- With what whoever invited may do now: a link is worth no more than they could give themselves.
DROP FUNCTION door_invitation;
CREATE FUNCTION door_invitation(invitation uuid, at timestamptz)
    RETURNS TABLE (email text, role text, role_name text, rules text[], organization_id uuid, organization_name text,
                   organization_kind text, locale text, invited_by text, inviter_role text, inviter_role_name text,
                   inviter_rules text[], is_known boolean, expires_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.email, i.role, r.name,
           ARRAY(SELECT relation || ' ' || permission FROM role_rules WHERE role_rules.role_id = r.id ORDER BY 1),
           o.id, o.name, o.kind, o.locale, p.name, m.role, held.name,
           ARRAY(SELECT relation || ' ' || permission FROM role_rules WHERE role_rules.role_id = held.id ORDER BY 1),
           EXISTS (SELECT FROM people WHERE people.email = i.email), i.expires_at
    FROM invitations i JOIN organizations o ON o.id = i.organization_id
    JOIN memberships m ON m.id = i.invited_by_id AND m.ended_at IS NULL JOIN people p ON p.id = m.person_id
    LEFT JOIN roles r ON r.id = i.composed_role_id
    LEFT JOIN roles held ON held.id = m.composed_role_id
    WHERE i.id = invitation AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > at
$$;

CREATE OR REPLACE FUNCTION door_accept_invitation(invitation uuid, membership uuid, at timestamptz, known uuid,
                                                  new_person uuid, new_name text, hash text, new_locale text)
    RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
        INSERT INTO people (id, name, email, locale) VALUES (new_person, new_name, taken.email, new_locale)
        ON CONFLICT (email) DO NOTHING RETURNING id INTO whose;
        INSERT INTO credentials (person_id, password_hash, changed_at) SELECT whose, hash, at WHERE whose IS NOT NULL;
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

-- Take a second factor away: one's own, or that of a member of the acting organization who belongs to no other one,
-- since it guards the sign-in to all of them. Returns `removed`, `none` or `elsewhere`.
DROP FUNCTION door_remove_second_factor;
CREATE FUNCTION door_remove_second_factor(membership uuid) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE whose uuid;
BEGIN
    SELECT person_id INTO whose FROM memberships
    WHERE id = membership AND ended_at IS NULL AND organization_id = tandem_organization();
    IF membership IS DISTINCT FROM tandem_membership() AND EXISTS (
        SELECT FROM memberships WHERE person_id = whose AND ended_at IS NULL
                                  AND organization_id <> tandem_organization()) THEN
        RETURN 'elsewhere';
    END IF;
    DELETE FROM recovery_codes WHERE person_id = whose;
    DELETE FROM second_factors WHERE person_id = whose AND confirmed_at IS NOT NULL;
    RETURN CASE WHEN FOUND THEN 'removed' ELSE 'none' END;
END $$;

-- The e-mail provider gave an invitation back, after it had taken it. Returns whether the id was an invitation's.
CREATE FUNCTION door_invitation_bounced(invitation uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE invitations SET refused_at = coalesce(refused_at, at) WHERE id = invitation RETURNING true
$$;

REVOKE EXECUTE ON FUNCTION door_invitation, door_remove_second_factor, door_invitation_bounced FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_invitation, door_remove_second_factor TO tandem_web;
GRANT EXECUTE ON FUNCTION door_invitation_bounced TO tandem_worker;
