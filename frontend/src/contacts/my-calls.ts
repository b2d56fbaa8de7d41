import { useSubscription } from "urql";
import { useViewer } from "@/app/viewer";
import { type MyCalls, MyCallsLive } from "@/contacts/call-documents";

/** The reader's own line and the call in hand; nothing is asked for whoever calls nobody. */
export function useMyCalls(): MyCalls | undefined {
  const { callDebtors } = useViewer().viewerCan;
  const [{ data }] = useSubscription({ query: MyCallsLive, pause: !callDebtors });
  return data?.myCalls;
}
