-- An agency's administrator says which telephone its letters, messages and calls name; `own_settings` (0023) holds the
-- row to the agency itself.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

GRANT UPDATE (phone) ON organizations TO tandem_web;
