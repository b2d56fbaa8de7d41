"""Relay connections over the domain's pages."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import strawberry

from tandem.kit.pagination import Page
from tandem_graphql.fields import Public, value_type

N = TypeVar("N")


@value_type(Public.PAGE)
class PageInfo:
    has_next_page: bool
    has_previous_page: bool = strawberry.field(description="Known to lists that page both ways; the others say false.")
    start_cursor: str | None
    end_cursor: str | None


@value_type(Public.PAGE)
class Edge(Generic[N]):
    cursor: str
    node: N


@value_type(Public.PAGE)
class Connection(Generic[N]):
    edges: list[Edge[N]]
    page_info: PageInfo
    total_count: int

    @classmethod
    def of(cls, page: Page[Any], wrap: Callable[[Any], N]) -> "Connection[N]":
        """From a page that counts all its rows."""
        if page.total is None:
            raise TypeError("a connection with a total needs a page that gives one")
        edges = [Edge(cursor=cursor, node=wrap(row)) for cursor, row in page.items]
        return cls(edges=edges, page_info=page_info(page), total_count=page.total)


def page_info(page: Page[Any]) -> PageInfo:
    """Whether there is more, and from where."""
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.items[0][0] if page.items else None,
        end_cursor=page.items[-1][0] if page.items else None,
    )
