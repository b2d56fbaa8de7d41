import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { type RequestPolicy, useQuery } from "urql";
import { TemplateTrial, type Trial } from "@/templates/documents";
import type { Words } from "@/templates/words";

const POLICY: RequestPolicy = "network-only";

/** What the server says of the words a moment after the last key; the last answer stays until the next one is there. */
export function useTrial(words: Words, caseFileId: string | null): { trial: Trial | null; current: boolean } {
  const [tried] = useDebouncedValue(words, 300);
  const [asked] = useQuery({ query: TemplateTrial, variables: { words: tried, caseFileId }, requestPolicy: POLICY });
  const [trial, setTrial] = useState<Trial | null>(null);
  const answer = asked.data?.templateTrial;
  useEffect(() => {
    if (answer) setTrial(answer);
  }, [answer]);
  return { trial, current: tried === words && !asked.fetching };
}
