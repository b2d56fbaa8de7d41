import { Client, type Exchange, makeResult } from "urql";
import { expect, test } from "vitest";
import { filter, map, pipe } from "wonka";
import { askAgain } from "@/api/ask-again";

/** What a page is told and how often it was asked, when the cache has lost this many answers before it was read. */
async function told(lost: number) {
  const policies: string[] = [];
  const cache: Exchange = () => (operations) =>
    pipe(
      operations,
      filter(({ kind }) => kind === "query"),
      map((operation) => {
        policies.push(operation.context.requestPolicy);
        return makeResult(operation, { data: policies.length > lost ? { here: 1 } : null });
      }),
    );
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [askAgain, cache] });
  const { data, error } = await client.query("query Here { here }", {}).toPromise();
  return { data, failed: error !== undefined, policies };
}

test("an answer that the cache lost is asked for again, from the network, and the page sees the one that stands", async () => {
  expect(await told(0)).toEqual({ data: { here: 1 }, failed: false, policies: ["cache-first"] });
  expect(await told(2)).toEqual({
    data: { here: 1 },
    failed: false,
    policies: ["cache-first", "network-only", "network-only"],
  });
});

test("one that is lost each time is a failure that says so, and no question without end", async () => {
  const { failed, policies } = await told(Number.POSITIVE_INFINITY);
  expect(failed).toBe(true);
  expect(policies).toHaveLength(6);
});
