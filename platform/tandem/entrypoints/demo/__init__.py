"""The demo cast: fixed organizations and people, and the stories that the commands tell of them."""

from tandem.entrypoints.demo.cast import PASSWORD, SIGN_INS
from tandem.entrypoints.demo.organizations import actor_of_cast, cast_id, has_organizations, write_organizations

__all__ = ["PASSWORD", "SIGN_INS", "actor_of_cast", "cast_id", "has_organizations", "write_organizations"]
