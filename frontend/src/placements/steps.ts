import type { PlacementState } from "@/api/enums";
import type { Batch } from "@/placements/documents";

export type Step = "map" | "ask" | "check" | "confirm" | "done" | "stopped";

const STEP_OF: Record<PlacementState, Step> = {
  UPLOADED: "map",
  MAPPED: "ask",
  CHECKING: "check",
  CHECKED: "confirm",
  COMMITTING: "done",
  SUBMITTED: "done",
  ACCEPTED: "done",
  ABANDONED: "stopped",
  FAILED: "stopped",
};

/** True while the server reads, checks or writes the file, so that the page follows its progress. */
export function isWorking({ state, columns }: Pick<Batch, "state" | "columns">): boolean {
  return state === "CHECKING" || state === "COMMITTING" || (state === "UPLOADED" && columns.length === 0);
}

/** Where a batch stands in the wizard: the server's state decides, so a reload continues where one left. */
export function stepOf(batch: Pick<Batch, "state" | "columns">, remapping: boolean): Step {
  if (isWorking(batch)) return batch.state === "COMMITTING" ? "done" : "check";
  const step = STEP_OF[batch.state];
  if (remapping && (step === "ask" || step === "confirm")) return "map";
  return step;
}

/** The chosen field of each column: what was kept, else what the server suggests, each field once. */
export function initialMapping({ columns, mapping }: Pick<Batch, "columns" | "mapping">): Record<number, string> {
  if (mapping.length > 0) return Object.fromEntries(mapping.map(({ column, field }) => [column, field]));
  const taken = new Set<string>();
  const chosen: Record<number, string> = {};
  for (const { index, suggestion } of columns) {
    if (!suggestion || taken.has(suggestion)) continue;
    taken.add(suggestion);
    chosen[index] = suggestion;
  }
  return chosen;
}

/** Gives a column its field and takes that field from any other column. */
export function choose(mapping: Record<number, string>, column: number, field: string): Record<number, string> {
  const others = Object.entries(mapping).filter(([index, taken]) => Number(index) !== column && taken !== field);
  return Object.fromEntries(field ? [...others, [String(column), field]] : others);
}

/** Required fields that no column gives yet. */
export function missing({ fields }: Pick<Batch, "fields">, mapping: Record<number, string>) {
  const given = new Set(Object.values(mapping));
  return fields.filter((field) => field.required && !given.has(field.key));
}

/** The mapping as the API takes it, in the order of the file. */
export function mappingInput(mapping: Record<number, string>) {
  return Object.entries(mapping)
    .map(([column, field]) => ({ column: Number(column), field }))
    .sort((one, other) => one.column - other.column);
}

/** Questions that have no answer yet. */
export function unanswered({ questions }: Pick<Batch, "questions">, answers: Record<string, string>) {
  return questions.filter((question) => !answers[question.key]?.trim());
}
