import { type Client, useClient, useSubscription } from "urql";
import { useViewer } from "@/app/viewer";
import { type MyCalls, MyCallsLive } from "@/contacts/call-documents";

// What each client heard last: whoever joins a subscription that runs already hears nothing before it moves again.
const heard = new WeakMap<Client, MyCalls>();

/** The reader's own line and the call in hand; nothing is asked for whoever calls nobody. */
export function useMyCalls(): MyCalls | undefined {
  const { callDebtors } = useViewer().viewerCan;
  const client = useClient();
  const [{ data }] = useSubscription({ query: MyCallsLive, pause: !callDebtors });
  if (data) heard.set(client, data.myCalls);
  return callDebtors ? (data?.myCalls ?? heard.get(client)) : undefined;
}
