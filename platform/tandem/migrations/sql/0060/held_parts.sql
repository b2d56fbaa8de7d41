-- A hold may be on a part of one claim; until now an amount could not be said, so no row breaks this.
SET LOCAL lock_timeout = '5s';

ALTER TABLE holds ADD CONSTRAINT holds_amount CHECK (amount IS NULL OR (amount > 0 AND claim_id IS NOT NULL));
