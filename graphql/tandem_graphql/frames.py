"""Each frame of a stream is an execution like any other: it has its price and its time."""

from typing import Any

from graphql import OperationType
from tandem_graphql.context import Context
from tandem_graphql.gate import in_time
from tandem_graphql.lookahead.executing import Execution


class Frames(Execution):
    """Executes operations, and a subscription anew for each of its events."""

    def execute_operation(self, serially: bool | None = None) -> Any:
        """The answer, or for a subscription that of one event."""
        if self.operation.operation is not OperationType.SUBSCRIPTION:
            return super().execute_operation(serially)
        return self._frame(self.context_value)

    async def _frame(self, context: Context) -> Any:
        """Raises RateLimited and TooSlow, which end the stream. The first frame was paid when the stream began."""
        if context.frames and context.terms.meter:
            context.terms.meter.spend(context.points)
        context.frames += 1
        async with in_time(context):
            answer = super().execute_operation(False)
            return await answer if self.is_awaitable(answer) else answer
