import { useLingui } from "@lingui/react/macro";
import { useMediaQuery } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useEffect, useRef } from "react";
import type { MyCalls } from "@/contacts/call-documents";
import { whyClosed } from "@/contacts/open-line";

/** Where the bar has no room for it, says once why a line closed that was open or ringing on this page. */
export function useClosedNotice(line: MyCalls["line"]) {
  const { i18n } = useLingui();
  const narrow = useMediaQuery("(max-width: 48em)");
  const was = useRef(line?.state);
  const why = whyClosed(line);
  const message = why && line?.closedBecause !== "ASKED" ? i18n._(why) : null;
  const state = line?.state;
  useEffect(() => {
    const closes = was.current !== undefined && was.current !== "CLOSED" && state === "CLOSED";
    was.current = state;
    if (closes && narrow && message) notifications.show({ message });
  }, [state, narrow, message]);
}
