"""The chain that belongs to one side alone."""

from tandem.timeline import Chain
from tandem_policies.vocabulary import Relation


def own_chain(relation: Relation) -> Chain:
    """Where a side tells what is its own. Raises KeyError for whoever is no side of a case."""
    return {Relation.AGENCY: Chain.AGENCY, Relation.CREDITOR: Chain.CREDITOR}[relation]
