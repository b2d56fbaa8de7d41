-- Telling takes as long as there are claims, not their square; and nobody who looks at figures waits for much of it.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- Plans within a telling are made over tables that it has just filled, which have no statistics yet, and are kept by the
-- session: without loops within loops the worst of them stays as long as there are rows.
ALTER FUNCTION tell_claims(uuid, timestamptz) SET enable_nestloop = off;
ALTER FUNCTION tell_case_files(uuid, timestamptz) SET enable_nestloop = off;

-- As in 0021; who waits is found once, not once for each payment.
CREATE OR REPLACE FUNCTION tellable_payments(of_creditor uuid)
    RETURNS TABLE (allocation_id uuid, payment_id uuid, reversed boolean, amount bigint, debtor text, lot_id uuid,
                   pool_id uuid, month date)
    LANGUAGE sql STABLE SET search_path = public, pg_temp SET enable_nestloop = off AS $$
    WITH placed AS (
        SELECT t.lot_id, who.debtor, sum(c.principal + c.interest + c.indemnities + c.accessories) AS amount
        FROM told_claims t JOIN claims c ON c.id = t.claim_id
        JOIN told_debtors(of_creditor) who ON who.case_file_id = c.case_file_id
        WHERE c.creditor_id = of_creditor GROUP BY 1, 2
    ), parts AS (
        SELECT a.id, a.payment_id, a.amount, p.reversed_at, p.received_on, t.lot_id, who.debtor,
               told.allocation_id IS NOT NULL AS told, back.allocation_id IS NOT NULL AS told_back
        FROM allocations a JOIN payments p ON p.id = a.payment_id
        JOIN told_claims t ON t.claim_id = a.claim_id
        JOIN told_debtors(of_creditor) who ON who.case_file_id = p.case_file_id
        LEFT JOIN told_payments told ON told.allocation_id = a.id AND NOT told.reversed
        LEFT JOIN told_payments back ON back.allocation_id = a.id AND back.reversed
        WHERE a.creditor_id = of_creditor
    ), untold AS (
        SELECT parts.*, told AS reversed FROM parts
        WHERE CASE WHEN reversed_at IS NULL THEN NOT told ELSE told AND NOT told_back END
    ), paid AS (
        SELECT lot_id, debtor, sum(amount) AS amount FROM parts WHERE told AND NOT told_back GROUP BY 1, 2
    ), pays AS (
        SELECT lot_id, debtor, sum(amount) AS amount, max(id::text) AS latest FROM untold WHERE NOT reversed GROUP BY 1, 2
    ), stand AS (
        SELECT placed.lot_id, placed.debtor, pays.latest,
               placed.amount > coalesce(paid.amount, 0) + coalesce(pays.amount, 0) AS owes_then
        FROM placed LEFT JOIN paid USING (lot_id, debtor) LEFT JOIN pays USING (lot_id, debtor)
        WHERE placed.debtor IS NOT NULL
    ), settling AS (
        SELECT lot_id, debtor, row_number() OVER (PARTITION BY lot_id ORDER BY latest DESC) AS place
        FROM stand WHERE NOT owes_then AND latest IS NOT NULL
    ), owing AS (
        SELECT lot_id, count(*) FILTER (WHERE owes_then) AS debtors FROM stand GROUP BY 1
    ), waiting AS (
        SELECT s.lot_id, s.debtor FROM settling s JOIN owing USING (lot_id) WHERE s.place <= 5 - owing.debtors
    )
    SELECT u.id, u.payment_id, u.reversed, CASE WHEN u.reversed THEN -u.amount ELSE u.amount END, u.debtor, u.lot_id,
           l.pool_id, date_trunc('month', u.received_on)::date
    FROM untold u JOIN told_lots l ON l.id = u.lot_id
    LEFT JOIN waiting w ON w.lot_id = u.lot_id AND w.debtor = u.debtor
    WHERE u.reversed OR w.lot_id IS NULL
$$;

-- A payment or reversal that may be told.
CREATE TYPE tellable_part AS (
    allocation_id uuid, payment_id uuid, reversed boolean, amount bigint, debtor text, lot_id uuid, pool_id uuid, month date
);

-- As in 0021, with what may be told found once for all four rounds: telling some of it changes for no other payment
-- whether it waits, since who waits goes by what is told and what is tellable together.
CREATE OR REPLACE FUNCTION tell_payments(of_creditor uuid, at timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    tranche record;
    told uuid;
    finding tellable_part[] := ARRAY(
        SELECT (t.*)::tellable_part FROM tellable_payments(of_creditor) t);
BEGIN
    FOR fineness IN REVERSE 3..0 LOOP
        EXIT WHEN cardinality(finding) = 0;
        FOR tranche IN
            SELECT t.pool_id, CASE WHEN fineness IN (3, 1) THEN t.lot_id END AS lot_id, max(t.month) AS month,
                   sum(t.amount) AS amount, array_agg(t.allocation_id) AS allocation_ids, array_agg(t.reversed) AS backs
            FROM unnest(finding) t
            GROUP BY t.pool_id, CASE WHEN fineness IN (3, 1) THEN t.lot_id END, CASE WHEN fineness >= 2 THEN t.month END
            HAVING count(DISTINCT t.debtor) FILTER (WHERE NOT t.reversed)
                   >= 5 + count(DISTINCT t.payment_id) FILTER (WHERE t.reversed)
        LOOP
            INSERT INTO told_tranches (pool_id, lot_id, month, amount, told_at)
            VALUES (tranche.pool_id, tranche.lot_id, tranche.month, tranche.amount, at) RETURNING id INTO told;
            INSERT INTO told_payments (allocation_id, reversed, tranche_id)
            SELECT part.id, part.back, told FROM unnest(tranche.allocation_ids, tranche.backs) part (id, back);
        END LOOP;
        finding := ARRAY(
            SELECT t FROM unnest(finding) t
            WHERE NOT EXISTS (SELECT FROM told_payments known
                              WHERE known.allocation_id = t.allocation_id AND known.reversed = t.reversed));
    END LOOP;
END $$;

-- When all of a creditor was last told by the worker, and how long that took.
CREATE TABLE told_creditors (
    creditor_id uuid PRIMARY KEY REFERENCES organizations (id),
    told_at timestamptz NOT NULL,
    seconds double precision NOT NULL
);
ALTER TABLE told_creditors ENABLE ROW LEVEL SECURITY;

-- Telling of a creditor whose claims are few: it takes a fraction of a second.
CREATE FUNCTION is_told_at_once(of_creditor uuid) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = public, pg_temp
    RETURN (SELECT count(*) FROM (SELECT FROM claims WHERE creditor_id = of_creditor LIMIT 5001) few) <= 5000;

-- All that can be told of a creditor now; whether that was anything. One at a time: two would tell the same facts twice.
CREATE FUNCTION tell_all(of_creditor uuid, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('tell ' || of_creditor, 0));
    PERFORM tell_claims(of_creditor, at);
    PERFORM tell_payments(of_creditor, at);
    PERFORM tell_case_files(of_creditor, at);
    RETURN EXISTS (
        SELECT FROM told_pools p WHERE p.creditor_id = of_creditor AND (
            p.told_at = at OR EXISTS (SELECT FROM told_tranches t WHERE t.pool_id = p.id AND t.told_at = at)
            OR EXISTS (SELECT FROM told_crowds c WHERE c.pool_id = p.id AND c.told_at = at)));
END $$;

-- Before figures are read: where claims are few. All others are read as far as the worker has told.
CREATE OR REPLACE FUNCTION tell(of_creditor uuid, at timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF is_told_at_once(of_creditor) THEN
        PERFORM tell_all(of_creditor, at);
    END IF;
END $$;

-- The worker's door: which creditors to tell now. Those that opened something to a bank and whose claims are many; the
-- next time no sooner than twenty times as long as it took, so that telling never keeps a server busy.
CREATE FUNCTION door_creditors_to_tell(at timestamptz) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id FROM organizations o LEFT JOIN told_creditors t ON t.creditor_id = o.id
    WHERE EXISTS (SELECT FROM bank_grants g WHERE g.creditor_id = o.id AND g.revoked_at IS NULL
                  AND (g.expires_on IS NULL OR g.expires_on >= (at AT TIME ZONE 'Europe/Paris')::date))
      AND NOT is_told_at_once(o.id)
      AND (t.told_at IS NULL OR t.told_at + make_interval(secs => 20 * t.seconds) <= at)
    ORDER BY t.told_at NULLS FIRST, o.id
$$;

-- Tells all of the acting creditor, unless another worker is telling it; whether anything was told.
CREATE FUNCTION door_tell(at timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_creditor uuid := tandem_organization();
    began timestamptz := clock_timestamp();
    told boolean;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended('tell ' || of_creditor, 0)) THEN
        RETURN false;
    END IF;
    told := tell_all(of_creditor, at);
    INSERT INTO told_creditors (creditor_id, told_at, seconds)
    VALUES (of_creditor, at, extract(epoch FROM clock_timestamp() - began))
    ON CONFLICT (creditor_id) DO UPDATE SET told_at = excluded.told_at, seconds = excluded.seconds;
    RETURN told;
END $$;

-- As in 0021; a creditor that asks what a bank would see has all of it told first.
CREATE OR REPLACE FUNCTION preview_figures(of_portfolio uuid, of_batches uuid[], of_level text, disputes boolean,
                                           at timestamptz)
    RETURNS TABLE (currency text, measure text, key text, amount bigint, told_at timestamptz)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    IF NOT EXISTS (SELECT FROM portfolios p WHERE p.id = of_portfolio AND p.creditor_id = tandem_organization()) THEN
        RETURN;
    END IF;
    PERFORM tell_all(tandem_organization(), at);
    RETURN QUERY
        SELECT * FROM told_figures(of_portfolio, of_batches, at) WHERE of_level = 'totals'
        UNION ALL
        SELECT * FROM shown_figures(of_portfolio, of_batches, disputes, at) WHERE of_level = 'pseudonymous_cases';
END $$;

REVOKE EXECUTE ON FUNCTION is_told_at_once, tell_all, door_creditors_to_tell, door_tell FROM PUBLIC;
GRANT EXECUTE ON FUNCTION door_creditors_to_tell, door_tell TO tandem_worker;
