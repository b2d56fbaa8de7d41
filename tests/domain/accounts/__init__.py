"""Provider accounts, senders, their pace, and messages that were given up."""
