/** A telephone number as people read it; ours are kept as `+33639981102`. */
export function formatPhone(number: string): string {
  const french = /^\+33([1-9])(\d{8})$/.exec(number);
  if (!french?.[1] || !french[2]) return number;
  return ["+33", french[1], ...(french[2].match(/../g) ?? [])].join("\u00a0");
}

/** Any address on one line: a number grouped, the lines of a postal address joined. */
export function formatAddress(address: string): string {
  return formatPhone(address).replaceAll("\n", ", ");
}
