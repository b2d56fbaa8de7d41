import { Client, type ExecutionResult, makeResult } from "urql";
import { expect, test } from "vitest";
import { map, pipe } from "wonka";
import { ownChanges, wasOwn } from "@/api/own-changes";

const ASSIGN = "mutation Assign($input: Any!) { assignCaseFiles(input: $input) { userErrors { code } } }";
const OF_TWO = ["c1", "c2"].map((caseFileId) => ({ caseFileId, assigneeId: "m1" }));
const READ = "mutation Read($input: Any!) { markTimelineRead(input: $input) { userErrors { code } } }";

/** Sends a command that names two case files, or another; the server answers so. */
function change(answer: ExecutionResult, command = ASSIGN, input: object = { assignments: OF_TWO }) {
  const client = new Client({
    url: "/graphql",
    preferGetMethod: false,
    exchanges: [
      ownChanges,
      () => (operations) =>
        pipe(
          operations,
          map((operation) => makeResult(operation, answer)),
        ),
    ],
  });
  return client.mutation(command, { input }).toPromise();
}

test("the news of one's own change is one's own, once", async () => {
  await change({ data: { assignCaseFiles: { userErrors: [] } } });
  const news = { id: "c1" };
  expect([news, news, { id: "c2" }, { id: "c3" }].map(wasOwn)).toEqual([true, true, true, false]);
  expect(wasOwn({ id: "c1" })).toBe(false);
});

test.each([
  ["was refused", { data: { assignCaseFiles: { userErrors: [{ code: "NOT_FOUND" }] } } }],
  ["did not go through", { errors: [{ message: "INTERNAL" }] }],
])("a change that %s is nobody's", async (_, answer) => {
  await change(answer as ExecutionResult);
  expect(wasOwn({ id: "c1" })).toBe(false);
});

test("to have read a case file is no change: the news that comes next is a colleague's", async () => {
  await change({ data: { markTimelineRead: { userErrors: [] } } }, READ, { caseFileId: "c1", heights: [] });
  expect(wasOwn({ id: "c1" })).toBe(false);
});
