"""Fields name what decides about them: a resource of the policy table, or a reviewed reason why nothing does.

Types come in two kinds. A *row type* shows a row of the domain together with the reader's sight of it, and each of its
fields names a resource. A *value type* is part of its holder, whose field has decided already. `guards.py` refuses to
build a schema with a field of any other kind.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal, TypeVar, dataclass_transform

import strawberry
from strawberry.types.base import StrawberryOptional
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from tandem.organizations.errors import NotPermitted
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource

T = TypeVar("T")
# What a field contributes to the one statement of a page: `tandem_graphql.lookahead.planning.Read`.
Ahead = Callable[..., Any]


class Public(StrEnum):
    """Why a field needs no resource. The list of such fields is reviewed: `tests/api/public_fields.txt`."""

    IDENTIFIER = "an opaque name of a row that the reader has reached already"
    VALUE = "part of a value; the field that holds the value has decided"
    PAGE = "part of a list that has been decided; its nodes decide about themselves"
    ANSWER = "the answer of a mutation; the command has decided, its rows decide about themselves"
    RIGHTS = "what the reader may do, told to the reader"
    SIGN_IN = "the reader's own sign-in"
    CLOCK = "what time it is"


Guard = Resource | Permission | Public


class RowField(StrawberryField):
    """A field of a row type: answered when the reader's sight includes its resource, else null or refused."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.guard: Guard = self.metadata["guard"]
        self._resource = self.guard if isinstance(self.guard, Resource) else None
        self.of: Callable[[Any], Any] | None = self.metadata["of"]
        self.ahead: Ahead | None = self.metadata["ahead"]
        self.needs: tuple[str, ...] | None = self.metadata["needs"]
        self.init = self.repr = self.compare = False

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002
        """The value, from the resolver, from `of`, or from the row's attribute of the same name."""
        if self._resource is not None and self._resource not in source.sight.readable:
            return self._masked()
        if self.base_resolver:
            return self.base_resolver(*args, **kwargs)
        if self.of:
            return self.of(source)
        return getattr(source.row, self.python_name)

    @cached_property
    def _nullable(self) -> bool:
        return isinstance(self.type, StrawberryOptional)

    def _masked(self) -> None:
        if not self._nullable:
            raise NotPermitted(permission=f"{self.guard}:read")


def field(
    guard: Resource | Public,
    *,
    of: Callable[[Any], Any] | None = None,
    ahead: Ahead | None = None,
    needs: tuple[str, ...] | None = None,
    name: str | None = None,
    description: str | None = None,
    init: Literal[False] = False,  # noqa: ARG001 - tells type checkers that the constructor takes the row instead
) -> Any:
    """A column of a row type: the row's attribute of the same name, or what `of` makes of the object.

    An `of` from `reads` says to the one statement of a page what it reads; for any other, `needs` names the columns
    that it looks at, or `ahead` reads for it.
    """
    metadata = {"guard": guard, "of": of, "ahead": ahead or getattr(of, "ahead", None), "needs": needs}
    return RowField(graphql_name=name, description=description, metadata=metadata)


def resolved(
    guard: Resource | Public,
    *,
    ahead: Ahead | None = None,
    needs: tuple[str, ...] | None = None,
    cost: int | None = None,
    items: int | None = None,
    name: str | None = None,
) -> Callable[[Callable[..., Any]], Any]:
    """A field of a row type that asks the domain: a method. Its docstring becomes the description.

    `ahead` is how the one statement of a page reads the same (`reads`); `needs` names the columns that a method looks
    at which reads no database itself. A field with neither is for the ordinary executor alone. `cost` in points, and
    `items` as many as a list usually has, are what `costs.py` counts with.
    """

    def decorate(resolver: Callable[..., Any]) -> Any:
        metadata = {"guard": guard, "of": None, "ahead": ahead, "needs": needs, "cost": cost, "items": items}
        made = RowField(graphql_name=name, description=described(resolver.__doc__), metadata=metadata)
        return made(resolver)

    return decorate


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
def row_type(cls: type[T]) -> type[T]:
    """A GraphQL type over a row and the reader's sight of it. Its docstring becomes the description."""
    return strawberry.type(cls, description=described(cls.__dict__.get("__doc__")))


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field,))
def value_type(reason: Public = Public.VALUE) -> Callable[[type[T]], type[T]]:
    """A GraphQL type that is part of its holder. Its docstring becomes the description."""

    def decorate(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, description=described(cls.__dict__.get("__doc__")))
        made.__public__ = reason  # type: ignore[attr-defined]
        return made

    return decorate


def described(docstring: str | None) -> str | None:
    """A docstring as description: its lines joined, without the indentation."""
    return " ".join(docstring.split()) if docstring else None
