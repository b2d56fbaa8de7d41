import { expect, test } from "vitest";
import { ownPath } from "@/sign-in/own-path";

test.each(["/", "/queue", "/cases/Q2FzZQ==?tab=notes&filter=a%2Fb#last", "/portfolio?next=//elsewhere"])(
  "a path of this site stays as it is: %j",
  (path) => {
    expect(ownPath(path)).toBe(path);
  },
);

test.each([
  "/\\evil.example",
  "/\\/evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  "//evil.example",
  "///evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/queue/..//evil.example",
  "/./\\evil.example",
  "https://evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "java\tscript:alert(1)",
  "data:text/html,evil",
  "//",
  "//%",
  "",
  undefined,
  null,
  7,
  ["/queue"],
])("nothing leads elsewhere: %j", (next) => {
  expect(ownPath(next)).toBeUndefined();
});

test("what only looks like another host is a path", () => {
  expect(ownPath("/./%2Fevil.example")).toBe("/%2Fevil.example");
});
