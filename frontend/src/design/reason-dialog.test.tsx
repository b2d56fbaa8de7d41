import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";
import { ReasonDialog } from "@/design/reason-dialog";

afterEach(cleanup);

type Send = (reason: string) => Promise<unknown>;

function Asking({ send }: { send: Send }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpened(true)}>
        Ask
      </button>
      <ReasonDialog
        title="Hold this data"
        opened={opened}
        onClose={() => setOpened(false)}
        missing="Say why."
        action="Hold"
        busy={false}
        send={send}
      />
    </>
  );
}

async function asked(send: Send) {
  renderInApp(<Asking send={send} />);
  fireEvent.click(screen.getByRole("button", { name: "Ask" }));
  return screen.findByLabelText("Reason");
}

test("it begins at its field, and wants something there", async () => {
  const send = vi.fn<Send>();
  const field = await asked(send);

  expect(field).toHaveFocus();
  fireEvent.click(screen.getByRole("button", { name: "Hold" }));

  expect(await screen.findByText("Say why.")).toBeInTheDocument();
  expect(field).toBeInvalid();
  expect(send).not.toHaveBeenCalled();
});

test("Ctrl+Enter sends it; it closes once it was done, and opens empty the next time", async () => {
  const send = vi.fn<Send>().mockResolvedValueOnce(null).mockResolvedValueOnce({});
  const field = await asked(send);

  fireEvent.change(field, { target: { value: " a lawsuit " } });
  fireEvent.keyDown(field, { key: "Enter", ctrlKey: true });
  await waitFor(() => expect(send.mock.calls[0]?.[0]).toBe("a lawsuit"));
  expect(screen.getByLabelText("Reason")).toBeInTheDocument();
  fireEvent.click(screen.getByRole("button", { name: "Hold" }));
  await waitFor(() => expect(screen.queryByLabelText("Reason")).toBeNull());

  fireEvent.click(screen.getByRole("button", { name: "Ask" }));
  expect(await screen.findByLabelText("Reason")).toHaveValue("");
});
