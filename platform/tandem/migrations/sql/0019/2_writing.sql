-- Writing the audit log. The canonical bytes are those of `tandem/organizations/audit/encoding.py`, which re-computes
-- them when it verifies; every field is preceded by its length as eight bytes, big-endian.

CREATE FUNCTION audit_field(bytes bytea) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN int8send(length(bytes)::bigint) || bytes;
CREATE FUNCTION audit_field(words text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN audit_field(convert_to(words, 'UTF8'));
CREATE FUNCTION audit_field(number bigint) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN audit_field(int8send(number));
CREATE FUNCTION audit_field(id uuid) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN audit_field(coalesce(uuid_send(id), ''::bytea));

CREATE FUNCTION audit_genesis(of_organization uuid) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN sha256(audit_field('tandem/audit/genesis/1'::text) || audit_field(of_organization));

CREATE FUNCTION audit_hash(event audit_events) RETURNS bytea LANGUAGE sql STABLE
    RETURN sha256(
        audit_field('tandem/audit/event/1'::text)
        || audit_field(event.organization_id)
        || audit_field(event.sequence)
        || audit_field(event.id)
        || audit_field((extract(epoch FROM event.at) * 1000000)::bigint)
        || audit_field(event.kind)
        || audit_field(event.actor_kind)
        || audit_field(event.membership_id)
        || audit_field(event.person_name)
        || audit_field(event.via)
        || audit_field(event.via_id)
        || audit_field(event.network)
        || audit_field(event.subject_type)
        || audit_field(event.subject_id)
        || audit_field(event.subject_label)
        || audit_field(event.details)
        || audit_field(event.previous_hash));

-- A UUIDv7 (RFC 9562) of an instant: 48 bits of milliseconds, then the random bits of a UUIDv4.
CREATE FUNCTION audit_id(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE
    RETURN encode(set_bit(set_bit(overlay(
        uuid_send(gen_random_uuid())
        PLACING substring(int8send(floor(extract(epoch FROM at) * 1000)::bigint) FROM 3) FROM 1 FOR 6
    ), 52, 1), 53, 1), 'hex')::uuid;

-- The next event of a chain. The head is locked from here to the commit, and every time is taken under that lock.
-- For the functions below alone: whoever may call it could write anybody's chain.
CREATE FUNCTION audit_write(event audit_events) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE head audit_heads;
BEGIN
    INSERT INTO audit_heads (organization_id, hash, removed_hash)
    VALUES (event.organization_id, audit_genesis(event.organization_id), audit_genesis(event.organization_id))
    ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT head FROM audit_heads WHERE organization_id = event.organization_id FOR UPDATE;
    event.sequence := head.sequence + 1;
    event.previous_hash := head.hash;
    event.encoding := 1;
    event.at := clock_timestamp();
    event.id := audit_id(event.at);
    event.hash := audit_hash(event);
    INSERT INTO audit_events (organization_id, sequence, id, encoding, at, kind, actor_kind, membership_id, person_name,
                              via, via_id, network, subject_type, subject_id, subject_label, details, previous_hash,
                              hash)
    VALUES (event.organization_id, event.sequence, event.id, event.encoding, event.at, event.kind, event.actor_kind,
            event.membership_id, event.person_name, event.via, event.via_id, event.network, event.subject_type,
            event.subject_id, event.subject_label, event.details, event.previous_hash, event.hash);
    UPDATE audit_heads SET sequence = event.sequence, hash = event.hash WHERE organization_id = event.organization_id;
    RETURN event.id;
END $$;

-- Who acts now, as an event without its subject: a member of the acting organization, with the name that the person has.
-- Raises insufficient_privilege for a membership of another organization.
CREATE FUNCTION audit_by(of_organization uuid, what text, acts text, member uuid, by_session uuid, from_address inet)
    RETURNS audit_events LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE event audit_events;
BEGIN
    event.organization_id := of_organization;
    event.kind := what;
    event.actor_kind := acts;
    event.person_name := '';
    IF acts = 'person' THEN
        SELECT m.id, p.name INTO event.membership_id, event.person_name
        FROM memberships m JOIN people p ON p.id = m.person_id
        WHERE m.id = member AND m.organization_id = tandem_organization();
        IF event.membership_id IS NULL THEN
            RAISE EXCEPTION 'the audit log knows no such member of the acting organization'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
    END IF;
    event.via_id := by_session;
    event.via := CASE WHEN by_session IS NULL THEN ''
                      WHEN EXISTS (SELECT FROM api_tokens WHERE id = by_session) THEN 'token' ELSE 'session' END;
    event.network := coalesce(
        network(set_masklen(from_address, CASE family(from_address) WHEN 4 THEN 24 ELSE 48 END))::text, '');
    RETURN event;
END $$;

-- Appends to the chain of the acting organization. Called last in a transaction: it locks the head until the commit.
-- Who acts is not the caller's to say beyond that: a person is the membership of the transaction.
CREATE FUNCTION audit_append(of_organization uuid, what text, acts text, by_session uuid, from_address inet,
                             about_type text, about_id uuid, about_label text, told text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE event audit_events;
BEGIN
    -- What a bank looked at is told to the creditor by `audit_bank_view` alone.
    IF of_organization IS DISTINCT FROM tandem_organization() OR of_organization IS NULL OR what = 'bank_viewed' THEN
        RAISE EXCEPTION 'the acting organization may not write this into the audit log'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    event := audit_by(of_organization, what, acts, tandem_membership(), by_session, from_address);
    event.subject_type := about_type;
    event.subject_id := about_id;
    event.subject_label := about_label;
    event.details := told;
    RETURN audit_write(event);
END $$;

-- A banker looked at what some grants show: one event for each in the chain of the creditor that opened it. A page that
-- is opened is always told; a page that stays open and is read again (`opened` false), once in ten minutes.
-- For the functions that give a bank its figures: they have checked the grants, and this checks them again.
CREATE FUNCTION audit_bank_view(of_grants uuid[], reader uuid, opened boolean, by_session uuid, from_address inet)
    RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    granted record;
    event audit_events;
BEGIN
    -- In one order of chains, so that two banks never wait for each other.
    FOR granted IN
        SELECT g.id, g.creditor_id, g.level, p.name AS portfolio, b.name AS bank
        FROM bank_grants g JOIN organizations b ON b.id = g.bank_id JOIN portfolios p ON p.id = g.portfolio_id
        WHERE g.id = ANY (of_grants) AND g.bank_id = tandem_organization() AND g.revoked_at IS NULL
          AND (g.expires_on IS NULL OR g.expires_on >= (clock_timestamp() AT TIME ZONE 'Europe/Paris')::date)
        ORDER BY g.creditor_id, g.id
    LOOP
        event := audit_by(granted.creditor_id, 'bank_viewed', 'person', reader, by_session, from_address);
        CONTINUE WHEN NOT opened AND EXISTS (
            SELECT FROM audit_events e
            WHERE e.organization_id = granted.creditor_id AND e.at > clock_timestamp() - interval '10 minutes'
              AND e.kind = 'bank_viewed' AND e.subject_id = granted.id AND e.membership_id = reader
              AND e.via_id IS NOT DISTINCT FROM by_session);
        event.subject_type := 'bank_grant';
        event.subject_id := granted.id;
        event.subject_label := granted.portfolio;
        event.details := json_build_object('bank', granted.bank, 'level', granted.level)::text;
        PERFORM audit_write(event);
    END LOOP;
END $$;

-- Removes what is older than three years from the beginning of each chain; the head remembers where it begins now.
CREATE FUNCTION audit_expire() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    limit_at timestamptz := clock_timestamp() - interval '36 months';
    head audit_heads;
    last audit_events;
    gone bigint := 0;
BEGIN
    FOR head IN SELECT * FROM audit_heads ORDER BY organization_id LOOP
        CONTINUE WHEN NOT EXISTS (
            SELECT FROM audit_events e
            WHERE e.organization_id = head.organization_id AND e.sequence = head.removed + 1 AND e.at < limit_at);
        -- The last of those that are old, with nothing younger before it.
        SELECT * INTO last FROM audit_events e
        WHERE e.organization_id = head.organization_id AND e.at < limit_at
          AND e.sequence < coalesce((SELECT min(y.sequence) FROM audit_events y
                                     WHERE y.organization_id = head.organization_id AND y.at >= limit_at),
                                    9223372036854775807)
        ORDER BY e.sequence DESC LIMIT 1;
        UPDATE audit_heads SET removed = last.sequence, removed_hash = last.hash
        WHERE organization_id = head.organization_id;
        DELETE FROM audit_events WHERE organization_id = head.organization_id AND sequence <= last.sequence;
        gone := gone + last.sequence - head.removed;
    END LOOP;
    RETURN gone;
END $$;

REVOKE EXECUTE ON FUNCTION audit_search_key, audit_field(bytea), audit_field(text), audit_field(bigint),
    audit_field(uuid), audit_genesis, audit_hash, audit_id, audit_write, audit_by, audit_append, audit_bank_view,
    audit_expire FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_append TO tandem_web, tandem_worker;
GRANT EXECUTE ON FUNCTION audit_expire TO tandem_worker;
