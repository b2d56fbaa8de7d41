"""Reaching a person: attempts, what the gate says of them, what can be sent."""
