"""An agency's provider accounts and senders, and messages that were given up."""
