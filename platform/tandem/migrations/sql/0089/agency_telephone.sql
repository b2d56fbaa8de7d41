-- An agency's administrator says which telephone its letters, messages and calls name; the restrictive policy
-- `own_choice` (0022) holds every update to the row of the organization itself.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

GRANT UPDATE (phone) ON organizations TO tandem_web;
