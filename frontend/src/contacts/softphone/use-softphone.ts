import { notifications } from "@mantine/notifications";
import { useCallback, useEffect, useRef } from "react";
import { useClient } from "urql";
import { useCommand } from "@/api/use-command";
import { CloseLine, IssueSoftphoneToken, type MyCalls, OpenLine } from "@/contacts/call-documents";
import { heldNow, hold, letGo, NOTHING, useHolding } from "@/contacts/softphone/holding";
import { connectLeg, microphoneTrouble, type Trouble } from "@/contacts/softphone/leg";
import { useTroubleWords } from "@/contacts/softphone/words";

const TROUBLE = "softphone";

/** Opens the line on this computer: the microphone first, then the line, then its leg. */
export function useOpenOnComputer() {
  const client = useClient();
  const words = useTroubleWords();
  const [openLine] = useCommand(OpenLine);
  const [issueToken] = useCommand(IssueSoftphoneToken);

  return useCallback(async () => {
    function ended(trouble: Trouble | null) {
      hold({ ...NOTHING, lineId: heldNow().lineId }, null);
      // It says what to do, and stays until that was read or the line is opened again.
      if (!trouble) return;
      notifications.show({ id: TROUBLE, color: "red", message: words(trouble), autoClose: false });
    }
    if (heldNow().phase !== "NONE") return;
    notifications.hide(TROUBLE);
    hold({ ...NOTHING, phase: "ASKING" }, null);
    const trouble = await microphoneTrouble();
    if (trouble) return ended(trouble);
    const opened = await openLine({ input: { device: "COMPUTER" } });
    const line = opened?.line;
    // Opened a moment ago on another page or telephone: that one keeps it.
    if (!line || !opened.isNew) return ended(null);
    // Without this page on it nobody is on the line: it is closed at once, and said by what follows, not here. By its
    // name: a page that comes back from sleep may find that its reader has another one by now.
    const giveUp = () => client.mutation(CloseLine, { input: { lineId: line.lineId } }).toPromise();
    hold({ lineId: line.lineId });
    const issued = await issueToken({});
    if (!issued?.token) {
      await giveUp();
      return ended(null);
    }
    hold({ phase: "CONNECTING" });
    const renew = async () => {
      const { data } = await client.mutation(IssueSoftphoneToken, {}).toPromise();
      const next = data?.issueSoftphoneToken.token;
      return next?.lineId === line.lineId ? next.token : null;
    };
    const leg = connectLeg(issued.token, renew, {
      opened: () => hold({ phase: "OPEN" }),
      waiting: (waits) => hold({ phase: waits ? "WAITING" : "OPEN" }),
      ended: (why) => {
        ended(why);
        void giveUp();
      },
    });
    hold({}, leg);
  }, [client, openLine, issueToken, words]);
}

/**
 * Hangs up the leg of this page when its line is over: closed by the server or on another page, or followed by another
 * line while nothing was told here. `line` is the reader's newest; undefined while that is not known.
 */
export function useLegOfLine(line: MyCalls["line"] | undefined) {
  const { lineId, phase } = useHolding();
  // A line that was opened a moment ago is not told yet: what is told before it is the one that went before.
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (phase === "NONE" || phase === "ASKING" || line === undefined) return;
    const own = line?.lineId === lineId;
    if (own) told.current = lineId;
    if (own ? line.state === "CLOSED" : told.current === lineId) letGo();
  }, [line, lineId, phase]);
}
