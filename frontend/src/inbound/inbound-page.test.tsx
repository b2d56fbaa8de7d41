import { act, cleanup, screen } from "@testing-library/react";
import { Client, type Exchange, makeResult, type Operation, type OperationResult, Provider } from "urql";
import { afterEach, expect, test } from "vitest";
import { makeSubject, merge, mergeMap, never, pipe, share, tap } from "wonka";
import { askAgain } from "@/api/ask-again";
import { createCache } from "@/api/cache";
import { newestWins } from "@/api/newest";
import { renderInApp } from "@/app/in-app.test-kit";
import { type Viewer, ViewerContext } from "@/app/viewer";
import { type Message, SetAsideInboundMessage } from "@/inbound/documents";
import { InboundPage } from "@/inbound/inbound-page";
import { MessageCard } from "@/inbound/message-card";

afterEach(cleanup);

/** The same numbers for the same seed (mulberry32), from 0 to 1. */
function randomOf(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const message = (id: string) => ({
  __typename: "InboundMessage",
  id,
  channel: "SMS",
  from: `+3363998000${id}`,
  to: "+33937001200",
  subject: null,
  body: `Message ${id}`,
  receivedAt: "2026-11-24T09:00:00Z",
  state: "WAITING",
  why: "UNKNOWN_SENDER",
  handledAt: null,
  handledBy: null,
  setAsideAs: null,
  comment: null,
  eventId: null,
  attachments: [],
  caseFile: null,
  suggestions: [],
});

/** A server that reads, and answers later, whatever comes between: each step is taken when `step` says so. */
function slowServer(random: () => number) {
  const waiting = ["1", "2", "3"];
  const { source, next } = makeSubject<OperationResult>();
  const answers = share(source);
  let toRead: Operation[] = [];
  let toAnswer: { key: number; kind: string; result: OperationResult }[] = [];
  let streams: Operation[] = [];

  function tell(operation: Operation) {
    const result = { ...makeResult(operation, { data: { inboundWaiting: waiting.length } }), hasNext: true };
    toAnswer.push({ key: operation.key, kind: "subscription", result });
  }

  function read(operation: Operation) {
    if (operation.kind === "subscription") {
      streams.push(operation);
      return tell(operation);
    }
    let data: Record<string, unknown> = {
      inboundMessages: {
        __typename: "InboundMessageConnection",
        totalCount: waiting.length,
        edges: waiting.map((id) => ({ __typename: "InboundMessageEdge", cursor: id, node: message(id) })),
        pageInfo: { __typename: "PageInfo", hasNextPage: false, endCursor: waiting.at(-1) ?? null },
      },
    };
    if (operation.kind === "mutation") {
      const { messageId } = (operation.variables as { input: { messageId: string } }).input;
      waiting.splice(waiting.indexOf(messageId), 1);
      for (const one of streams) tell(one);
      data = {
        setAsideInboundMessage: {
          __typename: "SetAsideInboundMessagePayload",
          message: { __typename: "InboundMessage", id: messageId, state: "SET_ASIDE" },
          userErrors: [],
        },
      };
    }
    toAnswer.push({ key: operation.key, kind: operation.kind, result: makeResult(operation, { data }) });
  }

  const exchange: Exchange = () => (operations) =>
    merge([
      answers,
      pipe(
        operations,
        tap((operation) => {
          if (operation.kind !== "teardown") return void toRead.push(operation);
          toRead = toRead.filter(({ key }) => key !== operation.key);
          toAnswer = toAnswer.filter(({ key }) => key !== operation.key);
          streams = streams.filter(({ key }) => key !== operation.key);
        }),
        mergeMap(() => never),
      ),
    ]);

  /** Reads one question or gives one answer, whichever; a stream's own stay in their order. False when all is done. */
  function step(): boolean {
    const turns = [...toRead.map((one) => () => take(one)), ...ready().map((one) => () => give(one))];
    if (turns.length === 0) return false;
    turns[Math.floor(random() * turns.length)]?.();
    return true;
  }
  const ready = () =>
    toAnswer.filter((one, place) => toAnswer.findIndex(({ key }) => key === one.key) === place || one.kind === "query");
  function take(operation: Operation) {
    toRead.splice(toRead.indexOf(operation), 1);
    read(operation);
  }
  function give(one: (typeof toAnswer)[number]) {
    toAnswer.splice(toAnswer.indexOf(one), 1);
    next(one.result);
  }
  return { exchange, step, waiting };
}

const VIEWER = { viewerCan: { placeMessages: false } } as unknown as Viewer;

test.each(Array.from({ length: 24 }, (_, seed) => seed))(
  "however slowly and in whatever order the answers come, the list ends with what waits (%i)",
  async (seed) => {
    const random = randomOf(seed);
    const server = slowServer(random);
    const client = new Client({
      url: "/graphql",
      preferGetMethod: false,
      exchanges: [askAgain, createCache(), newestWins, server.exchange],
    });
    renderInApp(
      <Provider value={client}>
        <ViewerContext value={VIEWER}>
          <InboundPage />
        </ViewerContext>
      </Provider>,
    );
    const settle = () => act(() => new Promise<void>((done) => setTimeout(done)));
    const place = (messageId: string) =>
      void client.mutation(SetAsideInboundMessage, { input: { messageId, reason: "ADVERTISING" } }).toPromise();
    const commands = ["1", "2", "3"].slice(0, 1 + Math.floor(random() * 3));

    await settle();
    for (let turn = 0; turn < 200; turn++) {
      if (commands.length > 0 && random() < 0.2) place(commands.shift() as string);
      else if (!server.step()) {
        const command = commands.shift();
        if (!command) break;
        place(command);
      }
      await settle();
    }

    expect(server.step()).toBe(false);
    expect(screen.queryByTestId("loading")).toBeNull();
    expect(screen.queryAllByRole("article").map((one) => one.textContent?.match(/Message (\d)/)?.[1])).toEqual(
      server.waiting,
    );
  },
);

test("what a program wrote says among the handled ones that it was put aside by itself, and why", () => {
  const absence = { ...message("1"), state: "SET_ASIDE", setAsideAs: "AUTOMATIC", handledAt: "2026-11-24T09:00:00Z" };
  renderInApp(
    <ViewerContext value={VIEWER}>
      <MessageCard message={{ ...absence, body: "Absente, de retour le 3 décembre." } as unknown as Message} />
    </ViewerContext>,
  );

  const card = screen.getByRole("article");
  expect(card).toHaveTextContent("Absente, de retour le 3 décembre.");
  expect(card).toHaveTextContent("A program wrote it: an absence, or a mail that came back.");
  expect(card).toHaveTextContent("It was put aside by itself: nobody waits for an answer.");
});
