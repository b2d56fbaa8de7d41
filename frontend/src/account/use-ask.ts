import { useLingui } from "@lingui/react/macro";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { placeRefusal } from "@/sign-in/place-refusal";
import { ask, isAnswer, type Refused, type Unreachable } from "@/sign-in/session";

type Form = Parameters<typeof placeRefusal>[1];

/**
 * A question to /auth as the account's forms ask it: the answer, or null with the problem kept beside its field, or
 * beside the form.
 * `done` is said when it went through.
 */
export function useAsk() {
  const { t } = useLingui();
  const [problem, setProblem] = useState<Refused | Unreachable | null>(null);
  const [busy, setBusy] = useState(false);

  async function run<Data extends object>(path: string, fields: Record<string, unknown>, done?: string, form?: Form) {
    setBusy(true);
    const answer = await ask<Data>(path, fields);
    setBusy(false);
    if (!isAnswer(answer)) {
      // The password of the account is asked for, not that of a sign-in.
      const wrong = answer.status === "refused" && answer.code === "INVALID_CREDENTIALS";
      const refused = { code: "WRONG_PASSWORD", field: "current", message: t`This is not your password.` };
      setProblem(placeRefusal(wrong ? { ...answer, ...refused } : answer, form));
      return null;
    }
    setProblem(null);
    if (done) notifications.show({ color: "green", message: done });
    return answer;
  }

  return { run, busy, problem, forget: () => setProblem(null) };
}
