"""Fields of Query, Mutation and Subscription: each names its resource or permission and wants somebody signed in."""

from collections.abc import Awaitable, Callable
from typing import Any

from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from tandem.kit.errors import ErrorKind, TandemError
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Guard, Public, described
from tandem_graphql.lookahead.answering import Asked, Root, answered
from tandem_policies.permission import Permission
from tandem_policies.vocabulary import Resource

Resolver = Callable[..., Any]
_WRITE = 10  # points of a mutation that declares no other
_STREAM = 10


class RootField(StrawberryField):
    """Refuses whoever is not signed in; which rows and verbs is the domain's answer."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.guard: Guard = self.metadata["guard"]
        self.ahead: Root | None = self.metadata["ahead"]

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:
        """Run the resolver. Raises SignedOut."""
        if info is not None and not isinstance(self.guard, Public):
            _ = info.context.actor
        if self.ahead is not None and info is not None and info.context.looks_ahead:
            return self._answered_ahead(self.ahead, source, info, args, kwargs)
        return super().get_result(source, info, args, kwargs)

    async def _answered_ahead(self, root: Root, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        try:
            return await answered(root, info, kwargs)
        except Asked:
            return await super().get_result(source, info, args, kwargs)


class MutationField(RootField):
    """Turns every refusal of the domain into `userErrors` of the payload."""

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:
        """Run the resolver, which is asynchronous."""
        return self._answered(super().get_result(source, info, args, kwargs), info)

    async def _answered(self, answer: Awaitable[Any], info: Any) -> Any:
        try:
            return await answer
        except TandemError as refusal:
            if refusal.kind is ErrorKind.UNAUTHENTICATED:
                raise
            payload: Any = self.type
            return payload(user_errors=[UserError.of(refusal, info.context.locale)])


def query(guard: Resource | Public, *, cost: int = 1, ahead: Root | None = None) -> Callable[[Resolver], Any]:
    """A field of Query; its docstring becomes the description. `cost` in points, as `costs.py` counts them; `ahead`
    answers all that is selected by one statement.
    """
    return _root(RootField, guard, cost, ahead)


def mutation(guard: Permission, *, cost: int = _WRITE) -> Callable[[Resolver], Any]:
    """A field of Mutation: one verb, one input, one payload with `userErrors`."""
    return _root(MutationField, guard, cost)


def subscription(guard: Resource | Public) -> Callable[[Resolver], Any]:
    """A field of Subscription: an asynchronous generator."""
    return _root(RootField, guard, _STREAM, is_subscription=True)


def _root(
    kind: type[RootField], guard: Guard, cost: int, ahead: Root | None = None, **options: Any
) -> Callable[[Resolver], Any]:
    def decorate(resolver: Resolver) -> Any:
        metadata = {"guard": guard, "cost": cost, "ahead": ahead}
        return kind(metadata=metadata, description=described(resolver.__doc__), **options)(resolver)

    return decorate
