-- A person's language is theirs wherever they sign in, and that of every e-mail to them.
SET LOCAL lock_timeout = '5s';

-- Name and language of the acting person; null leaves what is.
CREATE OR REPLACE FUNCTION door_change_profile(new_name text, new_locale text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE people SET name = coalesce(new_name, name), locale = coalesce(new_locale, locale)
    WHERE id = (SELECT person_id FROM memberships
                WHERE id = tandem_membership() AND organization_id = tandem_organization())
$$;

-- In which language to write to whom the acting organization invites: their own, where the address has an account.
CREATE FUNCTION door_invitation_language(invitation uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT coalesce(p.locale, o.locale)
            FROM invitations i JOIN organizations o ON o.id = i.organization_id LEFT JOIN people p ON p.email = i.email
            WHERE i.id = invitation AND i.organization_id = tandem_organization());
REVOKE EXECUTE ON FUNCTION door_invitation_language FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_invitation_language TO tandem_worker;
