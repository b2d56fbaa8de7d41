-- Who a cookie or a token stands for now, with the role that the organization composed, what lies below a group, and
-- what an agency's choice leaves.
DROP FUNCTION door_actor;
CREATE FUNCTION door_actor(secret bytea, at timestamptz)
    RETURNS TABLE (session_id uuid, membership_id uuid, person_id uuid, person_name text, person_email text,
                   locale text, organization_id uuid, organization_name text, organization_kind text, role text,
                   role_name text, rules text[], entity_ids uuid[], case_scope text, team_ids uuid[])
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
           ARRAY(SELECT team_id FROM team_members WHERE team_members.membership_id = m.id ORDER BY 1)
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
    LEFT JOIN roles r ON r.id = m.composed_role_id
$$;
REVOKE EXECUTE ON FUNCTION door_actor FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_actor TO tandem_web;
