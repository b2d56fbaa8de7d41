/** The rows from one to another, both included, in the order of the list; the other alone where one is not in it. */
export function between(order: readonly string[], one: string | null, other: string): string[] {
  const [from, to] = [one === null ? -1 : order.indexOf(one), order.indexOf(other)];
  if (from < 0 || to < 0) return [other];
  return order.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** What is selected after `id` was switched, and all of `together` with it. */
export function toggled(known: ReadonlySet<string>, id: string, together: readonly string[]): Set<string> {
  const next = new Set(known);
  for (const one of together) known.has(id) ? next.delete(one) : next.add(one);
  return next;
}
