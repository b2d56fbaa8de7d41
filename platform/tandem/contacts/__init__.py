"""Reaching a person: the gate, attempts, templates, opt-outs, inbound texts, reconciliation."""

from tandem.contacts.channels import Bounds, Channels, configure

__all__ = ["Bounds", "Channels", "configure"]
