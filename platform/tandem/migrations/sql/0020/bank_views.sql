-- What bankers looked at moves into the audit log of the creditor: one truth, chained like everything else there.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

DO $$
DECLARE
    seen record;
    event audit_events;
BEGIN
    FOR seen IN
        SELECT v.creditor_id, v.membership_id, v.grant_id, v.at, g.level, b.name AS bank, f.name AS portfolio,
               p.name AS person
        FROM bank_views v JOIN bank_grants g ON g.id = v.grant_id JOIN organizations b ON b.id = v.bank_id
        JOIN portfolios f ON f.id = g.portfolio_id JOIN memberships m ON m.id = v.membership_id
        JOIN people p ON p.id = m.person_id
        ORDER BY v.creditor_id, v.at, v.id
    LOOP
        event.organization_id := seen.creditor_id;
        event.kind := 'bank_viewed';
        event.actor_kind := 'person';
        event.membership_id := seen.membership_id;
        event.person_name := seen.person;
        event.via := '';
        event.network := '';
        event.subject_type := 'bank_grant';
        event.subject_id := seen.grant_id;
        event.subject_label := seen.portfolio;
        -- An event has the time at which it was chained; when the look was is told beside it.
        event.details := json_build_object('bank', seen.bank, 'level', seen.level, 'seen_at', seen.at)::text;
        PERFORM audit_write(event);
    END LOOP;
END $$;
DROP TABLE bank_views;

-- All that a bank learns: the figures of the portfolios that creditors opened to it. Each look is told in the audit log
-- of the creditor, in the same transaction: no figure without it.
--
-- `opened`: a page is opened; false where a page that is open is read again. A grant is in force until it is revoked or
-- its last day is over. The day is the caller's or the database's own, whichever is later: a clock set back cannot
-- prolong a grant.
DROP FUNCTION bank_figures;
CREATE FUNCTION bank_figures(reader uuid, at timestamptz, opened boolean DEFAULT true, by_session uuid DEFAULT NULL,
                             from_address inet DEFAULT NULL)
    RETURNS TABLE (grant_id uuid, creditor text, portfolio text, expires_on date, currency text, measure text,
                   key text, amount bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    day date := (greatest(at, clock_timestamp()) AT TIME ZONE 'Europe/Paris')::date;
    in_force uuid[] := ARRAY(
        SELECT g.id FROM bank_grants g
        WHERE g.bank_id = tandem_organization() AND g.revoked_at IS NULL
          AND (g.expires_on IS NULL OR g.expires_on >= day)
          AND EXISTS (SELECT FROM memberships m WHERE m.id = reader AND m.organization_id = g.bank_id
                      AND m.ended_at IS NULL));
BEGIN
    RETURN QUERY SELECT * FROM figures_over_five(in_force, at);
    -- After the figures: it locks the heads of the creditors' chains until the end of the transaction.
    PERFORM audit_bank_view(in_force, reader, opened, by_session, from_address);
END $$;
REVOKE EXECUTE ON FUNCTION bank_figures FROM PUBLIC;
GRANT EXECUTE ON FUNCTION bank_figures TO tandem_web;
