/** Widths in percent of the largest size, for drawing only: no figure is computed from it. */
export function shares(sizes: readonly number[]): number[] {
  const largest = Math.max(...sizes, 0);
  return sizes.map((size) => (largest === 0 ? 0 : Math.round((Math.max(0, size) / largest) * 1000) / 10));
}
