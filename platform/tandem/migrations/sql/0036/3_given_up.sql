-- Messages of the outbox that were given up: a list that a person sees, and their two answers.
SET LOCAL lock_timeout = '5s';

CREATE INDEX outbox_given_up ON outbox (failed_at DESC, id) WHERE failed_at IS NOT NULL AND done_at IS NULL;

-- Whether the acting person belongs to the operator.
CREATE FUNCTION tandem_is_operator() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN EXISTS (
        SELECT FROM memberships m JOIN organizations o ON o.id = m.organization_id
        WHERE m.id = tandem_membership() AND o.id = tandem_organization() AND o.kind = 'operator'
          AND m.ended_at IS NULL);

-- An agency sees its own, with the case file each is about; the operator sees all, and of none whom it is about. A
-- payload may hold an address: nobody is told it.
CREATE FUNCTION door_given_up(most integer, before timestamptz DEFAULT NULL, before_id uuid DEFAULT NULL)
    RETURNS TABLE (id uuid, organization_name text, topic text, error text, tries integer, created_at timestamptz,
                   failed_at timestamptz, case_file_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, CASE WHEN (SELECT tandem_is_operator()) THEN named.name END, o.topic, o.last_error, o.attempts,
           o.created_at, o.failed_at, CASE WHEN NOT (SELECT tandem_is_operator()) THEN coalesce(
               (SELECT f.id FROM case_files f WHERE f.id = (o.payload ->> 'case_file_id')::uuid
                AND f.agency_id = tandem_organization()),
               (SELECT a.case_file_id FROM contact_attempts a WHERE a.id = (o.payload ->> 'attempt_id')::uuid
                AND a.agency_id = tandem_organization())) END
    FROM outbox o LEFT JOIN organizations named ON named.id = o.organization_id
    WHERE o.failed_at IS NOT NULL AND o.done_at IS NULL
      AND (o.organization_id = (SELECT tandem_organization()) OR (SELECT tandem_is_operator()))
      AND (before IS NULL OR (o.failed_at, o.id) < (before, before_id))
    ORDER BY o.failed_at DESC, o.id DESC LIMIT least(most, 201)
$$;

-- Tried once more from the beginning, or ended; the topic of what was done, or nothing when there was nothing to do.
CREATE FUNCTION door_settle_given_up(message uuid, again boolean, at timestamptz) RETURNS text
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE outbox SET
        failed_at = CASE WHEN again THEN NULL ELSE failed_at END,
        attempts = CASE WHEN again THEN 0 ELSE attempts END,
        leased_until = NULL,
        available_at = CASE WHEN again THEN at ELSE available_at END,
        done_at = CASE WHEN again THEN NULL ELSE at END
    WHERE id = message AND failed_at IS NOT NULL AND done_at IS NULL
      AND (organization_id = (SELECT tandem_organization()) OR (SELECT tandem_is_operator()))
    RETURNING topic
$$;
REVOKE EXECUTE ON FUNCTION door_given_up, door_settle_given_up, tandem_is_operator FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_given_up, door_settle_given_up TO tandem_web;
