import { readFileSync } from "node:fs";
import { buildSchema, isObjectType } from "graphql";
import { expect, test } from "vitest";
import { EMBEDDED, TIMELINE_EVENTS } from "@/api/shapes";
import { updates } from "@/api/updates";
import { registeredKinds } from "@/timeline/registry";

const schema = buildSchema(readFileSync("../graphql/schema.graphql", "utf8"));
const objects = Object.values(schema.getTypeMap()).filter(isObjectType);

test("every type without an id is listed as embedded", () => {
  const roots = ["Query", "Mutation", "Subscription"];
  const withoutId = objects
    .filter((type) => !type.getFields().id && !roots.includes(type.name) && !type.name.startsWith("__"))
    .map((type) => type.name)
    .filter((name) => !/(Connection|Edge|Payload|PageInfo)$/.test(name));
  expect([...EMBEDDED].sort()).toEqual(withoutId.sort());
});

test("every kind of event of the schema is known to the cache and has its row", () => {
  const kinds = objects
    .filter((type) => type.getInterfaces().some((one) => one.name === "TimelineEvent"))
    .map((type) => type.name)
    .sort();
  expect([...TIMELINE_EVENTS].sort()).toEqual(kinds);
  expect(registeredKinds.sort()).toEqual(kinds);
});

test.each(["Mutation", "Subscription"] as const)("every field of %s has its updater", (root) => {
  const fields = Object.keys(
    schema.getType(root) ? (schema.getType(root) as (typeof objects)[number]).getFields() : {},
  );
  expect(Object.keys(updates[root] ?? {}).sort()).toEqual(fields.sort());
});
