import { useLingui } from "@lingui/react/macro";
import { useRef, useState } from "react";
import type { Audience } from "@/api/enums";
import { UploadRefused, upload } from "@/api/upload";
import { useCommand } from "@/api/use-command";
import type { CaseDocument } from "@/casefiles/documents";
import { AddDocument, RequestDocumentUpload } from "@/files/documents";

const MOST = 50_000_000;

/**
 * Sends a file and adds it to the case. What arrived is kept: trying again after a lost answer adds the same upload,
 * and the server adds one upload once.
 */
export function useAdding(caseFileId: string) {
  const { i18n, t } = useLingui();
  const [request] = useCommand(RequestDocumentUpload);
  const [add] = useCommand(AddDocument);
  const [percent, setPercent] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const running = useRef(false);
  const arrived = useRef<{ file: File; uploadId: string } | null>(null);

  /** Why a chosen file cannot be added, before anything is sent. */
  function refusalOf(file: File): string | null {
    if (file.size === 0) return t`This file is empty.`;
    if (file.size > MOST) return t`This file is larger than 50 MB.`;
    return null;
  }

  async function sent(file: File): Promise<string | null> {
    if (arrived.current?.file === file) return arrived.current.uploadId;
    const granted = await request({ input: { caseFileId, filename: file.name, size: file.size } });
    if (!granted?.url || !granted.uploadId) return null;
    await upload(granted.url, file, i18n.locale, setPercent);
    arrived.current = { file, uploadId: granted.uploadId };
    return granted.uploadId;
  }

  async function run(file: File, audience: Audience): Promise<CaseDocument | null> {
    if (running.current) return null;
    running.current = true;
    setPercent(0);
    setProblem(null);
    try {
      const uploadId = await sent(file);
      const added = uploadId ? await add({ input: { uploadId, audience } }) : null;
      if (added) arrived.current = null;
      return added?.document ?? null;
    } catch (error) {
      const said = error instanceof UploadRefused && error.message;
      setProblem(said || t`The file did not arrive. Check the connection and try again.`);
      return null;
    } finally {
      running.current = false;
      setPercent(null);
    }
  }

  return { run, percent, problem, setProblem, refusalOf };
}
