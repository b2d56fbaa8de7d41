import { Plural, Trans } from "@lingui/react/macro";
import { Alert } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Refused, Unreachable } from "@/sign-in/session";

/** Counts down to the moment at which another try is answered. */
function Wait({ seconds }: { seconds: number }) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const until = Date.now() + seconds * 1000;
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000))), 500);
    return () => clearInterval(timer);
  }, [seconds]);
  if (left === 0) return <Trans>You may try again now.</Trans>;
  if (left < 60)
    return (
      <Trans>
        Too many tries. Try again in <Plural value={left} one="# second" other="# seconds" />.
      </Trans>
    );
  return (
    <Trans>
      Too many tries. Try again in <Plural value={Math.ceil(left / 60)} one="# minute" other="# minutes" />.
    </Trans>
  );
}

/** Why something before or around the sign-in did not go through. */
export function Problem({ problem }: { problem: Refused | Unreachable | null }) {
  if (!problem) return null;
  return (
    <Alert color="red" mb="md" role="alert">
      {problem.status === "unreachable" ? (
        <Trans>The server cannot be reached. Try again in a moment.</Trans>
      ) : problem.retryAfter ? (
        <Wait key={problem.message} seconds={problem.retryAfter} />
      ) : problem.code === "INVALID_CREDENTIALS" ? (
        <Trans>This e-mail and password do not match an account.</Trans>
      ) : (
        problem.message
      )}
    </Alert>
  );
}
