"""The endpoint: GraphQL over HTTP, server-sent events for integrators, graphql-transport-ws for the web app."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL
from strawberry.types.execution import ExecutionResult

from tandem.kit.errors import TandemError
from tandem.kit.links import Links
from tandem.kit.texts import language_of
from tandem.organizations.actor import Actor
from tandem_graphql import sockets, transport
from tandem_graphql.context import ConnectionContext, Context
from tandem_graphql.errors import BAD_INPUT, RATE_LIMITED, UNAVAILABLE, codes_of, was_refused
from tandem_graphql.http_rules import GRAPHQL, JSON, BoundedRequest, answer_type
from tandem_graphql.schema import schema
from tandem_graphql.senders import Senders
from tandem_graphql.sockets import TooManySockets
from tandem_graphql.terms import RateLimited, headers_of

Authenticate = Callable[[HTTPConnection], Awaitable[Actor | None]]
IsSameOrigin = Callable[[HTTPConnection], bool]
# Refusals before execution that have a status of their own, whatever the media type.
_STATUS = {RATE_LIMITED: 429, UNAVAILABLE: 503}
_CODES = {403: "FORBIDDEN", 429: RATE_LIMITED}
AnyContext = Context | ConnectionContext


class Endpoint(GraphQL[AnyContext, None]):
    """Strawberry's view with the rules of GraphQL over HTTP, and deaf to other sites' pages."""

    def __init__(
        self, authenticate: Authenticate, is_same_origin: IsSameOrigin, links: Links, senders: Senders
    ) -> None:
        super().__init__(schema, graphql_ide=None, subscription_protocols=(GRAPHQL_SSE_PROTOCOL,))
        self.request_adapter_class = partial(BoundedRequest, most=senders.limits.body)  # type: ignore[assignment]
        self._authenticate = authenticate
        self._is_same_origin = is_same_origin
        self._links = links
        self._senders = senders

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one WebSocket."""
        if scope["type"] == "websocket":
            await self._serve(WebSocket(scope, receive=receive, send=send))
            return
        request = Request(scope, receive)
        try:
            response = await self.run(request) if self._is_heard(request) else _refused(403, "another site's page")
        except HTTPException as refusal:
            response = _refused(refusal.status_code, refusal.reason)
        except RateLimited as refusal:
            response = self._exhausted(request, refusal)
        response.headers["Cache-Control"] = response.headers.get("Cache-Control", "private, no-store")
        await response(scope, receive, send)

    def _is_heard(self, asking: HTTPConnection) -> bool:
        if asking.scope.get("method") == "GET":  # a read, whose answer no other site's page gets to see
            return asking.headers.get("sec-fetch-site") != "cross-site"
        return self._is_same_origin(asking)

    async def _serve(self, socket: WebSocket) -> None:
        if not self._is_heard(socket):
            await socket.close(1008)  # before it was accepted: the handshake is answered with 403
        elif transport.PROTOCOL not in socket.scope["subprotocols"]:
            await socket.accept()
            await socket.close(4406, "Subprotocol not acceptable")
        else:
            try:
                actor = await self._authenticate(socket)
                with sockets.held(*self._senders.sender_of_socket(socket, actor)):
                    await socket.accept(transport.PROTOCOL)
                    await transport.Connection(socket, schema, self._connection(socket, actor)).serve()
            except (TooManySockets, RateLimited) as refusal:
                await socket.send_denial_response(self._exhausted(socket, refusal))

    def _exhausted(self, asking: HTTPConnection, refusal: TandemError) -> Response:
        headers = headers_of(refusal.standing) if isinstance(refusal, RateLimited) else {"Retry-After": "60"}
        language = language_of(asking.headers.get("accept-language"))
        return _refused(429, refusal.message(language), headers)

    def _connection(self, connection: HTTPConnection, of_socket: Actor | None = None) -> ConnectionContext:
        terms_of = self._senders.terms_of(connection)
        return ConnectionContext(
            partial(self._authenticate, connection),
            self._links,
            connection.headers.get("accept-language"),
            terms_of=terms_of,
            limits=self._senders.limits,
            operations=self._senders.operations,
            meter=terms_of(of_socket).meter,
            is_signed_in=of_socket is not None,
        )

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> AnyContext:  # noqa: ARG002
        """Who asks, in which language."""
        return await self._connection(request).for_operation()

    async def execute_operation(  # type: ignore[override]
        self, request: Request, *, context: Context, sub_response: Response, **options: Any
    ) -> Any:
        """Run the operation; the answer says how its sender's budget stands."""
        context.looks_ahead = True
        result = await super().execute_operation(request, context=context, sub_response=sub_response, **options)
        if context.terms.meter:
            sub_response.headers.update(context.terms.meter.headers)
        codes = codes_of(result) if isinstance(result, ExecutionResult) and was_refused(result) else []
        if status := next((_STATUS[code] for code in codes if code in _STATUS), None):
            sub_response.status_code = status
        return result

    def _get_stream_transport_from_headers(self, headers: Mapping[str, str]) -> Any:
        """A stream only for who accepts nothing else: many clients list every type they can read on each request."""
        accept = headers.get("accept", "")
        return None if JSON in accept or GRAPHQL in accept else super()._get_stream_transport_from_headers(headers)

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Remembers in which media type to answer."""
        response = await super().get_sub_response(request)
        response.media_type = answer_type(request.headers.get("accept"))
        return response

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData | list[GraphQLRequestData]:
        """Read the request. Raises HTTPException 400."""
        data = await super().parse_http_body(request)
        if isinstance(data, GraphQLRequestData):
            if not isinstance(data.operation_name, str | None):
                raise HTTPException(400, "The GraphQL operation's `operationName` must be a string or null.")
            if data.query is None and self._senders.operations:
                data.query = self._senders.operations.text_of(data.extensions)
        return data

    def parse_json(self, data: str | bytes) -> Any:
        """An object. Raises HTTPException 400 for anything else but null."""
        value = super().parse_json(data)
        if not isinstance(value, dict | list | None):
            raise HTTPException(400, "A GraphQL request is a JSON object.")
        return {} if value is None else value

    def decode_json(self, data: str | bytes) -> object:
        """By orjson."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        """By orjson."""
        return orjson.dumps(data)

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Without `data` when nothing was executed."""
        response = await super().process_result(request, result)
        if was_refused(result):
            response.pop("data")
        return response

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """The answer with its media type and status."""
        media_type = sub_response.media_type or JSON
        failed = media_type == GRAPHQL and "data" not in response_data
        status = sub_response.status_code or (400 if failed else 200)
        headers = {**sub_response.headers, "Vary": "Accept, Cookie, Authorization"}
        return Response(self.encode_json(response_data), status, headers, f"{media_type}; charset=utf-8")


def _refused(status: int, reason: str, headers: Mapping[str, str] | None = None) -> Response:
    body = {"errors": [{"message": reason, "extensions": {"code": _CODES.get(status, BAD_INPUT)}}]}
    return Response(orjson.dumps(body), status, headers, JSON)


def graphql_routes(
    path: str,
    *,
    authenticate: Authenticate,
    is_same_origin: IsSameOrigin,
    links: Links,
    senders: Senders | None = None,
) -> list[BaseRoute]:
    """Routes for HTTP and WebSocket on one path.

    `authenticate` says who a request or WebSocket acts as, `is_same_origin` whether its Origin is ours, `links` signs
    the addresses of files, `senders` says on what terms each is served.
    """
    endpoint = Endpoint(authenticate, is_same_origin, links, senders or Senders())
    return [Route(path, endpoint, methods=["GET", "POST"]), WebSocketRoute(path, endpoint)]
