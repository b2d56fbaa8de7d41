import { act, cleanup, screen } from "@testing-library/react";
import { useState } from "react";
import { Client, type Exchange, makeResult, type Operation, Provider } from "urql";
import { afterEach, expect, test } from "vitest";
import { filter, fromValue, merge, mergeMap, never, pipe } from "wonka";
import { renderInApp } from "@/app/in-app.test-kit";
import { type Viewer, ViewerContext } from "@/app/viewer";
import { useMyCalls } from "@/contacts/my-calls";

afterEach(cleanup);

/** Tells once how things are, and then nothing: nothing moves. */
const still: Exchange = () => (operations) =>
  pipe(
    operations,
    filter(({ kind }) => kind === "subscription"),
    mergeMap((operation: Operation) => {
      const data = { myCalls: { canOpenLine: true, overdue: [] } };
      return merge([fromValue({ ...makeResult(operation, { data }), hasNext: true }), never]);
    }),
  );

function Shows({ name }: { name: string }) {
  return <p>{useMyCalls()?.canOpenLine ? `${name} knows` : `${name} waits`}</p>;
}

test("a page that opens later than the layout knows of the calls, too", async () => {
  const client = new Client({ url: "/graphql", preferGetMethod: false, exchanges: [still] });
  let open = () => {};
  function Page() {
    const [later, setLater] = useState(false);
    open = () => setLater(true);
    return (
      <>
        <Shows name="layout" />
        {later && <Shows name="page" />}
      </>
    );
  }
  renderInApp(
    <Provider value={client}>
      <ViewerContext value={{ viewerCan: { callDebtors: true } } as unknown as Viewer}>
        <Page />
      </ViewerContext>
    </Provider>,
  );
  await screen.findByText("layout knows");

  act(open);

  expect(screen.getByText("page knows")).toBeInTheDocument();
});
