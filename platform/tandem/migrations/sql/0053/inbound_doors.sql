-- Whose an e-mail is, of which case file a raw callback speaks, and what an account's key may not read.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- An e-mail that the installation's own account posts is never an agency's by an address that the agency entered for
-- an account of its own: what comes to that account is posted by that account, and names it.
CREATE OR REPLACE FUNCTION door_agency_of_sender(of_channel text, of_address text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    RETURN (SELECT agency_id FROM senders WHERE channel = of_channel AND address = of_address AND two_way
            AND (of_channel <> 'email' OR account_id IS NULL));

-- A message that a person put onto a case file: the callback that brought it speaks of that case file from now on, so
-- that it is kept and erased with it. Only for who sees the message, and only where the message is.
CREATE FUNCTION door_callback_placed(of_message uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE provider_events e SET case_file_ids = array_append(e.case_file_ids, m.case_file_id)
    FROM inbound_messages m
    WHERE m.id = of_message AND m.agency_id = tandem_organization() AND m.case_file_id IS NOT NULL
      AND e.id = m.event_id AND NOT m.case_file_id = ANY (e.case_file_ids)
$$;

-- What the agency's key for e-mails was refused when the provider's lists were read; nothing: they were read.
CREATE FUNCTION door_lists_refused(of_agency uuid, refused text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE provider_accounts SET faults = coalesce(
        (SELECT jsonb_agg(one) FROM jsonb_array_elements(faults) one WHERE one ->> 'fault' <> 'lists_not_readable'),
        '[]') || CASE WHEN refused IS NULL THEN '[]' ELSE
        jsonb_build_array(jsonb_build_object('fault', 'lists_not_readable', 'about', refused)) END
    WHERE agency_id = of_agency AND provider = 'sendgrid' AND ended_at IS NULL
      AND (refused IS NOT NULL OR faults @> '[{"fault": "lists_not_readable"}]')
$$;
REVOKE EXECUTE ON FUNCTION door_callback_placed, door_lists_refused FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_callback_placed TO tandem_web, tandem_worker;
GRANT EXECUTE ON FUNCTION door_lists_refused TO tandem_worker;
