import { createContext, type ReactNode, use, useEffect, useMemo } from "react";
import { useQuery } from "urql";
import { type CallRecording, CallRecordings } from "@/contacts/recording-documents";

const Known = createContext<ReadonlyMap<string, CallRecording>>(new Map());

/** What ends by itself within moments: looked at again until it has. */
const PASSING: readonly CallRecording["state"][] = [
  "ANNOUNCED",
  "ASKED",
  "RUNNING",
  "PAUSING",
  "PAUSED",
  "ENDED",
  "REFUSED",
];
const AGAIN = 5000;

/** Asks once for the recordings of a case file's calls, for all rows of its timeline. */
export function Recordings({ caseFileId, children }: { caseFileId: string; children: ReactNode }) {
  const [{ data }, ask] = useQuery({ query: CallRecordings, variables: { caseFileId } });
  const passing = data?.callRecordings.some(({ state }) => PASSING.includes(state));
  useEffect(() => {
    if (!passing) return;
    const again = setInterval(() => ask({ requestPolicy: "network-only" }), AGAIN);
    return () => clearInterval(again);
  }, [passing, ask]);
  const known = useMemo(() => new Map(data?.callRecordings.map((one) => [one.attemptId, one])), [data]);
  return <Known value={known}>{children}</Known>;
}

/** The recording of a call, if there is one. */
export function useRecording(attemptId: string): CallRecording | undefined {
  return use(Known).get(attemptId);
}
