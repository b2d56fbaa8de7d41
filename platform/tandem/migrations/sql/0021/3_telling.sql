-- Tells what can be told of a creditor's case files without pointing at fewer than five debtors: the rule and its proof
-- are in docs/subsystems/banker.md. For the owner alone; called by the functions that give a bank its figures, whoever
-- looks: what is told is told to every bank alike, and stays told.
CREATE FUNCTION tell(of_creditor uuid, at timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    -- One at a time: two that looked at once would each tell the same facts.
    PERFORM pg_advisory_xact_lock(hashtextextended('tell ' || of_creditor, 0));
    PERFORM tell_claims(of_creditor, at);
    PERFORM tell_payments(of_creditor, at);
    PERFORM tell_case_files(of_creditor, at);
END $$;

-- Batches of five debtors and more alone, smaller ones of a portfolio together once they are five debtors together.
CREATE FUNCTION tell_claims(of_creditor uuid, at timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    pool record;
    due record;
    pool_of uuid;
    lot uuid;
    claims_of uuid[];
    debtors_of text[];
BEGIN
    FOR pool IN
        WITH untold AS (
            SELECT c.id, c.batch_id, b.portfolio_id, c.currency, who.debtor,
                   paris_month(coalesce(b.submitted_at, b.created_at)) AS month
            FROM claims c JOIN placement_batches b ON b.id = c.batch_id AND b.state IN ('submitted', 'accepted')
            JOIN told_debtors(of_creditor) who ON who.case_file_id = c.case_file_id
            WHERE c.creditor_id = of_creditor AND c.principal + c.interest + c.indemnities + c.accessories > 0
              AND NOT EXISTS (SELECT FROM told_claims t WHERE t.claim_id = c.id)
        ), sizes AS (
            SELECT batch_id, currency, count(DISTINCT debtor) AS debtors FROM untold GROUP BY 1, 2
        )
        SELECT u.portfolio_id, u.currency, array_agg(DISTINCT u.batch_id) AS batch_ids, array_agg(u.id) AS claim_ids,
               max(u.month) AS month
        FROM untold u JOIN sizes s USING (batch_id, currency)
        GROUP BY u.portfolio_id, u.currency, CASE WHEN s.debtors >= 5 THEN u.batch_id END
        HAVING count(DISTINCT u.debtor) >= 5
    LOOP
        INSERT INTO told_pools (creditor_id, portfolio_id, currency, batch_ids, month, told_at)
        VALUES (of_creditor, pool.portfolio_id, pool.currency, pool.batch_ids, pool.month, at) RETURNING id INTO pool_of;
        lot := NULL;
        claims_of := '{}';
        debtors_of := '{}';
        -- A lot for each month of due days with ten debtors; months of fewer are joined.
        FOR due IN
            SELECT array_agg(c.id) AS claim_ids, coalesce(array_agg(DISTINCT who.debtor), '{}') AS debtors
            FROM claims c JOIN told_debtors(of_creditor) who ON who.case_file_id = c.case_file_id
            WHERE c.id = ANY (pool.claim_ids)
            GROUP BY date_trunc('month', c.due_on) ORDER BY date_trunc('month', c.due_on)
        LOOP
            claims_of := claims_of || due.claim_ids;
            debtors_of := ARRAY(SELECT DISTINCT d FROM unnest(debtors_of || due.debtors) d WHERE d IS NOT NULL);
            IF cardinality(debtors_of) >= 10 THEN
                lot := tell_lot(pool_of, NULL, claims_of);
                claims_of := '{}';
                debtors_of := '{}';
            END IF;
        END LOOP;
        IF cardinality(claims_of) > 0 THEN
            PERFORM tell_lot(pool_of, lot, claims_of);
        END IF;
    END LOOP;
END $$;

-- A new lot of these claims, or the claims added to one that nobody was told of yet.
CREATE FUNCTION tell_lot(of_pool uuid, known uuid, claim_ids uuid[]) RETURNS uuid
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    lot uuid := coalesce(known, gen_random_uuid());
BEGIN
    INSERT INTO told_lots AS told (id, pool_id, first_due, last_due, placed)
    SELECT lot, of_pool, min(due_on), max(due_on), sum(principal + interest + indemnities + accessories)
    FROM claims WHERE id = ANY (claim_ids)
    ON CONFLICT (id) DO UPDATE SET first_due = least(told.first_due, excluded.first_due),
        last_due = greatest(told.last_due, excluded.last_due), placed = told.placed + excluded.placed;
    INSERT INTO told_claims (claim_id, lot_id) SELECT claim, lot FROM unnest(claim_ids) claim;
    RETURN lot;
END $$;

-- Payments and reversals that may be told now: all but those that would leave fewer than five debtors of a lot owing, as
-- far as has been told. Then the last to have paid wait, as many as it takes.
CREATE FUNCTION tellable_payments(of_creditor uuid)
    RETURNS TABLE (allocation_id uuid, payment_id uuid, reversed boolean, amount bigint, debtor text, lot_id uuid,
                   pool_id uuid, month date)
    -- What was told in this transaction has no statistics yet: without them loops within loops would be planned.
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
    WHERE u.reversed OR NOT EXISTS (
        SELECT FROM waiting w WHERE w.lot_id = u.lot_id AND w.debtor IS NOT DISTINCT FROM u.debtor)
$$;

-- Tranches in which at least five debtors have paid something new, and one more for each payment that was taken back.
-- First those that say most: of one lot and month; then of a month, of a lot, of the pool.
CREATE FUNCTION tell_payments(of_creditor uuid, at timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    tranche record;
    told uuid;
BEGIN
    FOR fineness IN REVERSE 3..0 LOOP
        FOR tranche IN
            SELECT t.pool_id, CASE WHEN fineness IN (3, 1) THEN t.lot_id END AS lot_id, max(t.month) AS month,
                   sum(t.amount) AS amount, array_agg(t.allocation_id) AS allocation_ids, array_agg(t.reversed) AS backs
            FROM tellable_payments(of_creditor) t
            GROUP BY t.pool_id, CASE WHEN fineness IN (3, 1) THEN t.lot_id END, CASE WHEN fineness >= 2 THEN t.month END
            HAVING count(DISTINCT t.debtor) FILTER (WHERE NOT t.reversed)
                   >= 5 + count(DISTINCT t.payment_id) FILTER (WHERE t.reversed)
        LOOP
            INSERT INTO told_tranches (pool_id, lot_id, month, amount, told_at)
            VALUES (tranche.pool_id, tranche.lot_id, tranche.month, tranche.amount, at) RETURNING id INTO told;
            INSERT INTO told_payments (allocation_id, reversed, tranche_id)
            SELECT part.id, part.back, told FROM unnest(tranche.allocation_ids, tranche.backs) part (id, back);
        END LOOP;
    END LOOP;
END $$;

-- Crowds of five debtors and more. A crowd starts as submitted; it is told apart only into crowds of five and more, and
-- shows what it showed until then.
CREATE FUNCTION tell_case_files(of_creditor uuid, at timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    pool record;
    told uuid;
BEGIN
    FOR pool IN
        WITH untold AS (
            SELECT cf.id, cf.batch_id, b.portfolio_id, cf.currency, who.debtor,
                   paris_month(coalesce(b.submitted_at, b.created_at)) AS month
            FROM case_files cf JOIN placement_batches b ON b.id = cf.batch_id AND b.state IN ('submitted', 'accepted')
            JOIN told_debtors(of_creditor) who ON who.case_file_id = cf.id
            WHERE cf.creditor_id = of_creditor
              AND NOT EXISTS (SELECT FROM told_case_files t WHERE t.case_file_id = cf.id)
        ), sizes AS (
            SELECT batch_id, currency, count(DISTINCT debtor) AS debtors FROM untold GROUP BY 1, 2
        )
        SELECT u.portfolio_id, u.currency, array_agg(DISTINCT u.batch_id) AS batch_ids, array_agg(u.id) AS case_file_ids,
               max(u.month) AS month
        FROM untold u JOIN sizes s USING (batch_id, currency)
        GROUP BY u.portfolio_id, u.currency, CASE WHEN s.debtors >= 5 THEN u.batch_id END
        HAVING count(DISTINCT u.debtor) >= 5
    LOOP
        INSERT INTO told_pools (creditor_id, portfolio_id, currency, batch_ids, month, told_at)
        VALUES (of_creditor, pool.portfolio_id, pool.currency, pool.batch_ids, pool.month, at) RETURNING id INTO told;
        INSERT INTO told_crowds (pool_id, stage, disputed, told_at) VALUES (told, 'submitted', false, at) RETURNING id INTO told;
        INSERT INTO told_case_files (case_file_id, crowd_id) SELECT id, told FROM unnest(pool.case_file_ids) id;
    END LOOP;
    PERFORM tell_moves(of_creditor, at);
END $$;

CREATE FUNCTION tell_moves(of_creditor uuid, at timestamptz) RETURNS void
    LANGUAGE plpgsql SET search_path = public, pg_temp SET enable_nestloop = off AS $$
DECLARE
    part record;
    told uuid;
BEGIN
    FOR part IN
        WITH members AS (
            SELECT t.crowd_id, cf.id, who.debtor, cf.stage::text AS stage, c.stage AS shown, c.disputed AS shown_disputed,
                   is_disputed(cf.id, at) AS disputed
            FROM told_case_files t JOIN told_crowds c ON c.id = t.crowd_id JOIN case_files cf ON cf.id = t.case_file_id
            JOIN told_debtors(of_creditor) who ON who.case_file_id = cf.id
            WHERE cf.creditor_id = of_creditor
        ), parts AS (
            SELECT crowd_id, stage, disputed, array_agg(id) AS case_file_ids, count(DISTINCT debtor) AS debtors,
                   (stage, disputed) = (shown, shown_disputed) AS stays
            FROM members GROUP BY crowd_id, stage, disputed, shown, shown_disputed
        ), ranked AS (
            -- The largest first: what leaves is a number of the largest, as many as leave five debtors or none behind.
            SELECT parts.*, row_number() OVER (PARTITION BY crowd_id ORDER BY debtors DESC, stage, disputed) AS place
            FROM parts WHERE NOT stays AND debtors >= 5
        ), leaving AS (
            SELECT crowd_id, max(most) AS most FROM (
                SELECT DISTINCT r.crowd_id, r.place AS most, (
                    SELECT count(DISTINCT m.debtor) FROM members m
                    WHERE m.crowd_id = r.crowd_id AND NOT EXISTS (
                        SELECT FROM ranked q WHERE q.crowd_id = m.crowd_id AND q.place <= r.place
                          AND (q.stage, q.disputed) = (m.stage, m.disputed))) AS left_behind, (
                    SELECT count(*) FROM members m WHERE m.crowd_id = r.crowd_id AND NOT EXISTS (
                        SELECT FROM ranked q WHERE q.crowd_id = m.crowd_id AND q.place <= r.place
                          AND (q.stage, q.disputed) = (m.stage, m.disputed))) AS left_case_files
                FROM ranked r) counted
            WHERE left_behind >= 5 OR left_case_files = 0 GROUP BY 1
        )
        SELECT r.crowd_id, r.stage, r.disputed, r.case_file_ids, c.pool_id
        FROM ranked r JOIN leaving USING (crowd_id) JOIN told_crowds c ON c.id = r.crowd_id
        WHERE r.place <= leaving.most
    LOOP
        INSERT INTO told_crowds (pool_id, stage, disputed, told_at)
        VALUES (part.pool_id, part.stage, part.disputed, at)
        RETURNING id INTO told;
        UPDATE told_case_files SET crowd_id = told WHERE case_file_id = ANY (part.case_file_ids);
    END LOOP;
    DELETE FROM told_crowds c USING told_pools p
    WHERE p.id = c.pool_id AND p.creditor_id = of_creditor
      AND NOT EXISTS (SELECT FROM told_case_files t WHERE t.crowd_id = c.id);
END $$;
