import { Client, type Exchange, makeResult, type Operation, type OperationResult } from "urql";
import { beforeEach, expect, test } from "vitest";
import { filter, makeSubject, merge, pipe, subscribe, tap } from "wonka";
import { createCache } from "@/api/cache";
import { newestWins } from "@/api/newest";

const CASE = 'query Case { caseFile(id: "c") { __typename id attempts { __typename id state } } }';
const LIVE =
  'subscription Live { timeline(caseFileId: "c") { __typename position caseFile { __typename id attempts { __typename id state } } event { __typename id recordedAt } } }';
const PLAN = "mutation Plan { planContact { __typename caseFile { __typename id attempts { __typename id state } } } }";

const caseFile = (state: string) => ({
  __typename: "CaseFile",
  id: "c",
  attempts: [{ __typename: "ContactAttempt", id: "a", state }],
});
const delivery = (state: string) => ({
  timeline: {
    __typename: "TimelineDelivery",
    position: "1",
    caseFile: caseFile(state),
    event: { __typename: "ContactStateChanged", id: "e", recordedAt: "2026-11-24T09:00:00Z" },
  },
});

/** A network that answers when the test says so. */
function network() {
  const asked: Operation[] = [];
  const { source, next } = makeSubject<OperationResult>();
  const exchange: Exchange = () => (operations) =>
    merge([
      source,
      pipe(
        operations,
        tap((one) => void (one.kind !== "teardown" && asked.push(one))),
        filter((): boolean => false),
      ) as never,
    ]);
  function answer(kind: Operation["kind"], data: Record<string, unknown>) {
    const operation = asked.findLast((one) => one.kind === kind);
    if (!operation) throw new Error(`no ${kind} was asked`);
    next({ ...makeResult(operation, { data }), hasNext: kind === "subscription" });
  }
  return { exchange, answer };
}

let states: string[];
let net: ReturnType<typeof network>;
let client: Client;

/** What the page shows once the cache has asked itself again. */
async function shown() {
  await new Promise((done) => setTimeout(done));
  return states.at(-1);
}

beforeEach(() => {
  states = [];
  net = network();
  client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    exchanges: [createCache(), newestWins, net.exchange],
  });
  pipe(
    client.query(CASE, {}),
    subscribe(({ data }) => void (data && states.push(data.caseFile.attempts[0].state))),
  );
  pipe(
    client.subscription(LIVE, {}),
    subscribe(() => undefined),
  );
});

test("an answer that was overtaken by the stream does not take a call back", async () => {
  net.answer("query", { caseFile: caseFile("PLANNED") });
  pipe(
    client.mutation(PLAN, {}),
    subscribe(() => undefined),
  );
  net.answer("subscription", delivery("SENDING"));
  net.answer("subscription", delivery("ACCEPTED"));
  expect(await shown()).toBe("ACCEPTED");
  net.answer("mutation", { planContact: { __typename: "PlanContactPayload", caseFile: caseFile("PLANNED") } });
  expect(await shown()).toBe("ACCEPTED");
});

test("a page that was asked for before does not either", async () => {
  net.answer("subscription", delivery("ACCEPTED"));
  net.answer("query", { caseFile: caseFile("PLANNED") });
  expect(await shown()).toBe("ACCEPTED");
});

test("an answer that nothing overtook is the newest", async () => {
  net.answer("query", { caseFile: caseFile("PLANNED") });
  net.answer("subscription", delivery("ACCEPTED"));
  pipe(
    client.mutation(PLAN, {}),
    subscribe(() => undefined),
  );
  net.answer("mutation", { planContact: { __typename: "PlanContactPayload", caseFile: caseFile("DELIVERED") } });
  expect(await shown()).toBe("DELIVERED");
});
