import { expect, test } from "vitest";
import { called, choose, difference, leaveOut, needsOf } from "@/roles/choosing";
import type { Subject } from "@/roles/documents";

const text = (permission: string, needs: string[]) => ({
  permission,
  label: `${permission} in words`,
  meaning: "",
  needs,
  comesWithCaseFiles: false,
});
const subjects = [
  {
    subject: "CASE_FILES",
    label: "Case files",
    permissions: [
      text("ORGANIZATION_READ", []),
      text("CASE_FILE_READ", ["ORGANIZATION_READ", "TIMELINE_READ"]),
      text("TIMELINE_READ", ["ORGANIZATION_READ", "CASE_FILE_READ"]),
      text("NOTE_READ", ["CASE_FILE_READ", "TIMELINE_READ"]),
      text("NOTE_WRITE", ["NOTE_READ"]),
    ],
  },
] as unknown as Subject[];
const needs = needsOf(subjects);

test("a permission comes with all that it needs, also in turn", () => {
  expect([...choose(new Set(), "NOTE_WRITE", needs)].sort()).toEqual([
    "CASE_FILE_READ",
    "NOTE_READ",
    "NOTE_WRITE",
    "ORGANIZATION_READ",
    "TIMELINE_READ",
  ]);
});

test("leaving out what others need leaves those out too, and nothing else", () => {
  const all = choose(new Set(), "NOTE_WRITE", needs);
  expect([...leaveOut(all, "NOTE_READ", needs)].sort()).toEqual([
    "CASE_FILE_READ",
    "ORGANIZATION_READ",
    "TIMELINE_READ",
  ]);
  expect([...leaveOut(all, "TIMELINE_READ", needs)]).toEqual(["ORGANIZATION_READ"]);
});

test("a difference tells what came and what went", () => {
  expect(difference(["NOTE_READ", "NOTE_WRITE"], ["NOTE_READ", "CASE_FILE_READ"])).toEqual({
    added: ["CASE_FILE_READ"],
    removed: ["NOTE_WRITE"],
  });
});

test("codes are told by their labels, and by themselves where there is none", () => {
  expect(called(["case_file:read", "crystal_ball.depths:read"], subjects)).toEqual([
    "CASE_FILE_READ in words",
    "crystal_ball.depths:read",
  ]);
});
