// The amount and the age have columns of their own in the same row.
const SHOWN_BESIDE = ["WORK_AMOUNT", "WORK_AGE"];
const ROOM_FOR = 2;

/**
 * The reasons that a row of the queue writes out: all that only they tell, and of what its columns show as much as two
 * lines have room for. None is cut off in the middle; the whole list is the row's title.
 */
export function shownReasons<Reason extends { code: string }>(reasons: readonly Reason[]): Reason[] {
  const beside = reasons.filter(({ code }) => SHOWN_BESIDE.includes(code));
  const telling = reasons.filter(({ code }) => !SHOWN_BESIDE.includes(code));
  return [...telling, ...beside.slice(0, Math.max(0, ROOM_FOR - telling.length))];
}
