import { screen } from "@testing-library/react";
import { GraphQLError } from "graphql";
import { CombinedError } from "urql";
import { expect, test, vi } from "vitest";
import { renderInApp } from "@/app/in-app.test-kit";
import { Answer } from "@/design/states";

function shown(code: string) {
  const refusal = new GraphQLError("Your role does not allow this.", { extensions: { code } });
  const error = new CombinedError({ graphQLErrors: [refusal] });
  renderInApp(
    <Answer asked={{ fetching: false, error }} onRetry={vi.fn()}>
      {() => "the answer"}
    </Answer>,
  );
}

test("what a role may not see says so, and offers no second try", () => {
  shown("FORBIDDEN");
  expect(screen.getByRole("heading").textContent).toBe("Your role does not allow this.");
  expect(screen.queryByRole("button")).toBeNull();
});

test("what failed can be asked again", () => {
  shown("INTERNAL");
  expect(screen.getByRole("alert").textContent).toContain("This could not be loaded");
  expect(screen.getByRole("button").textContent).toBe("Try again");
});
