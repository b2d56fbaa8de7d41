"""E-mails to Tandem's own users: the one place that hands them to the e-mail channel."""
