-- In a SQL function a column's name wins over a parameter's: `address` was the organization's, and nobody could sign in.
SET LOCAL lock_timeout = '5s';

CREATE OR REPLACE FUNCTION door_sign_in(address text)
    RETURNS TABLE (person_id uuid, person_name text, password_hash text, membership_id uuid, role text,
                   organization_id uuid, organization_name text, organization_kind text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT p.id, p.name, p.password_hash, m.id, m.role, o.id, o.name, o.kind
    FROM people p
    LEFT JOIN memberships m ON m.person_id = p.id AND m.ended_at IS NULL
    LEFT JOIN organizations o ON o.id = m.organization_id
    WHERE p.email = lower(door_sign_in.address)
    ORDER BY o.name, m.id
$$;
