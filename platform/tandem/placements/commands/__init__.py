"""Every write of a placement, a verb a file."""

from tandem.placements.commands.abandon import abandon_placement
from tandem.placements.commands.accept import accept_placement
from tandem.placements.commands.check import check_placement
from tandem.placements.commands.confirm import confirm_placement
from tandem.placements.commands.create import create_placement

__all__ = [
    "abandon_placement",
    "accept_placement",
    "check_placement",
    "confirm_placement",
    "create_placement",
]
