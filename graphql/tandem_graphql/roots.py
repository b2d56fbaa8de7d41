"""Fields of Query, Mutation and Subscription: each names its resource or permission and wants somebody signed in."""

from collections.abc import Awaitable, Callable
from typing import Any

from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from tandem.kit.errors import ErrorKind, TandemError
from tandem_graphql.errors import UserError
from tandem_graphql.fields import Guard, Public, described
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

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:
        """Run the resolver. Raises SignedOut."""
        if info is not None and not isinstance(self.guard, Public):
            _ = info.context.actor
        return super().get_result(source, info, args, kwargs)


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


def query(guard: Resource | Public, *, cost: int = 1) -> Callable[[Resolver], Any]:
    """A field of Query; its docstring becomes the description. `cost` in points, as `costs.py` counts them."""
    return _root(RootField, guard, cost)


def mutation(guard: Permission, *, cost: int = _WRITE) -> Callable[[Resolver], Any]:
    """A field of Mutation: one verb, one input, one payload with `userErrors`."""
    return _root(MutationField, guard, cost)


def subscription(guard: Resource | Public) -> Callable[[Resolver], Any]:
    """A field of Subscription: an asynchronous generator."""
    return _root(RootField, guard, _STREAM, is_subscription=True)


def _root(kind: type[RootField], guard: Guard, cost: int, **options: Any) -> Callable[[Resolver], Any]:
    def decorate(resolver: Resolver) -> Any:
        return kind(metadata={"guard": guard, "cost": cost}, description=described(resolver.__doc__), **options)(
            resolver
        )

    return decorate
