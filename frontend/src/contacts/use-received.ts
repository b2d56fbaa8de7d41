import { useLingui } from "@lingui/react/macro";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { isTyping } from "@/app/shortcuts";
import type { MyCalls } from "@/contacts/call-documents";

/** Opens the case file of whoever calls its reader; whoever is writing keeps their page, and is told who it is. */
export function useReceived(received: MyCalls["received"]) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const callId = received?.callId;
  const caseFileId = received?.caseFile?.id;
  const ended = Boolean(received?.endedAt);
  const who = received?.caseFile?.debtor.name ?? received?.caseFile?.reference;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each call, however it goes on
  useEffect(() => {
    if (!callId || !caseFileId || ended || document.visibilityState !== "visible") return;
    notifications.show({ message: t`${who} calls you` });
    if (!isTyping(document.activeElement)) void navigate({ to: "/cases/$caseFileId", params: { caseFileId } });
  }, [callId]);
}
