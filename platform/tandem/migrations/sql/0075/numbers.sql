-- Whose a text or a call is that came to one of the installation's numbers, and what the operator does with nobody's.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '600s';

-- Numbers from which an agency wrote or called once: a late answer is still to that agency.
CREATE TABLE former_senders (
    address text NOT NULL,
    agency_id uuid NOT NULL REFERENCES organizations (id),
    removed_at timestamptz NOT NULL,
    PRIMARY KEY (address, agency_id)
);
ALTER TABLE former_senders ENABLE ROW LEVEL SECURITY;

-- However a sender goes: by the agency's administrator, with its account, or by whoever runs the installation.
CREATE FUNCTION keep_former_sender() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.two_way AND OLD.channel <> 'email' THEN
        INSERT INTO former_senders (address, agency_id, removed_at) VALUES (OLD.address, OLD.agency_id, now())
        ON CONFLICT (address, agency_id) DO UPDATE SET removed_at = EXCLUDED.removed_at;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_former_sender AFTER DELETE OR UPDATE OF agency_id, channel, address ON senders
    FOR EACH ROW EXECUTE FUNCTION keep_former_sender();

-- Those that were removed before this was kept.
INSERT INTO former_senders (address, agency_id, removed_at)
SELECT a.sender, a.agency_id, max(a.sending_at) FROM contact_attempts a
WHERE a.sender ~ '^\+?[0-9]+$' AND a.channel IN ('sms', 'voice') AND a.sending_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM senders s WHERE s.agency_id = a.agency_id AND s.address = a.sender)
GROUP BY a.sender, a.agency_id;

-- Agencies that a text or call to `number` may be for, of the best kind that there is: who wrote to or called that very
-- person from it; who has it for this channel; for the other; who had it once; the only agency of the installation.
-- The likeliest comes first. `guessed`: several had it once, and nothing tells which of them is meant.
CREATE FUNCTION door_agencies_of_number(of_channel text, number text, person text)
    RETURNS TABLE (agency_id uuid, guessed boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH agencies AS (SELECT id FROM organizations WHERE kind = 'agency'),
    found AS (
        SELECT a.agency_id, 1 AS kind, bool_or(a.channel = of_channel) AS same, max(a.sending_at) AS last
        FROM agencies o JOIN contact_attempts a ON a.agency_id = o.id AND a.to_address = person
        WHERE a.sender = number AND a.sending_at IS NOT NULL
        GROUP BY a.agency_id
        UNION ALL
        SELECT s.agency_id, CASE WHEN s.channel = of_channel THEN 2 ELSE 3 END, true, NULL
        FROM senders s WHERE s.address = number AND s.two_way AND s.channel <> 'email'
        UNION ALL
        SELECT f.agency_id, 4, true, f.removed_at FROM former_senders f WHERE f.address = number
        UNION ALL
        SELECT o.id, 5, true, NULL FROM agencies o WHERE (SELECT count(*) FROM agencies) = 1
    )
    SELECT f.agency_id, f.kind = 4 AND count(*) OVER () > 1 FROM found f
    WHERE f.kind = (SELECT min(kind) FROM found)
    ORDER BY f.same DESC, f.last DESC NULLS LAST, f.agency_id
$$;
REVOKE EXECUTE ON FUNCTION keep_former_sender, door_agencies_of_number FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_agencies_of_number TO tandem_web, tandem_worker;

-- The list of what was given up tells the operator besides which number of the installation a text or call came to,
-- and that it may be handed to an agency; of who wrote, and what, nothing.
DROP FUNCTION door_given_up;
CREATE FUNCTION door_given_up(most integer, before timestamptz DEFAULT NULL, before_id uuid DEFAULT NULL)
    RETURNS TABLE (id uuid, organization_name text, topic text, error text, tries integer, created_at timestamptz,
                   failed_at timestamptz, case_file_id uuid, may_be_handed boolean, came_to text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, CASE WHEN (SELECT tandem_is_operator()) THEN named.name END, o.topic, o.last_error, o.attempts,
           o.created_at, o.failed_at, CASE WHEN NOT (SELECT tandem_is_operator()) THEN coalesce(
               (SELECT f.id FROM case_files f WHERE f.id = (o.payload ->> 'case_file_id')::uuid
                AND f.agency_id = tandem_organization()),
               (SELECT a.case_file_id FROM contact_attempts a WHERE a.id = (o.payload ->> 'attempt_id')::uuid
                AND a.agency_id = tandem_organization())) END,
           (SELECT tandem_is_operator()) AND o.topic IN ('contacts.email_of_nobody', 'contacts.number_of_nobody'),
           CASE WHEN (SELECT tandem_is_operator()) AND o.topic = 'contacts.number_of_nobody' THEN
               (SELECT e.payload ->> 'to' FROM provider_events e WHERE e.id = (o.payload ->> 'event_id')::uuid) END
    FROM outbox o LEFT JOIN organizations named ON named.id = o.organization_id
    WHERE o.failed_at IS NOT NULL AND o.done_at IS NULL
      AND (o.organization_id = (SELECT tandem_organization()) OR (SELECT tandem_is_operator()))
      AND (before IS NULL OR (o.failed_at, o.id) < (before, before_id))
    ORDER BY o.failed_at DESC, o.id DESC LIMIT least(most, 201)
$$;

-- Whom the operator may hand something to.
CREATE FUNCTION door_agencies_to_hand_to() RETURNS TABLE (id uuid, name text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, o.name FROM organizations o WHERE o.kind = 'agency' AND (SELECT tandem_is_operator())
    ORDER BY o.name, o.id
$$;

-- Nobody's message becomes an agency's, and is handled from the beginning. The agency's name; nothing where there is no
-- such message, an empty one where there is no such agency: whoever asked undoes it then. What the provider sent stays
-- as it is beside the word for whom it is.
CREATE FUNCTION door_hand_to_agency(message uuid, agency uuid, at timestamptz) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    handed uuid;
BEGIN
    IF NOT tandem_is_operator() THEN
        RETURN NULL;
    END IF;
    UPDATE outbox SET failed_at = NULL, attempts = 0, leased_until = NULL, available_at = at
    WHERE id = message AND failed_at IS NOT NULL AND done_at IS NULL
      AND topic IN ('contacts.email_of_nobody', 'contacts.number_of_nobody')
    RETURNING (payload ->> 'event_id')::uuid INTO handed;
    IF handed IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE provider_events SET payload = payload || jsonb_build_object('handed_to', agency)
    WHERE id = handed AND handled_at IS NULL AND payload <> '{}';
    RETURN coalesce((SELECT name FROM organizations WHERE id = agency AND kind = 'agency'), '');
END $$;
REVOKE EXECUTE ON FUNCTION door_given_up, door_agencies_to_hand_to, door_hand_to_agency FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_given_up, door_agencies_to_hand_to, door_hand_to_agency TO tandem_web;
