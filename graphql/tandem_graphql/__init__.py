"""The API: thin types, queries, mutations and subscriptions over the domain."""

from tandem_graphql.schema import print_schema

__all__ = ["print_schema"]
