import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useClient } from "urql";
import { graphql } from "@/api/graphql";
import { refetchOf } from "@/api/refetch";
import { ViewerQuery } from "@/app/viewer";
import { WatchReach } from "@/app/watch-reach";

export const ViewerChanged = graphql(`
  subscription ViewerChanged {
    viewerChanged { locale membership { id role roleName person { id name } } }
  }
`);

/**
 * Follows who is signed in, and what they reach: a changed role shows at once, and a page whose sign-in has ended
 * leaves. One that goes on in another session, as after a new password, follows anew.
 */
export function WatchViewer() {
  const api = useClient();
  const router = useRouter();
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each round follows anew
  useEffect(() => {
    let frames = 0;
    // What is remembered of the viewer is asked anew before the screens ask themselves who may see them.
    const again = () =>
      api
        .query(ViewerQuery, {}, { requestPolicy: "network-only" })
        .toPromise()
        .then(() => router.invalidate())
        .then(() => refetchOf.get(api)?.());
    let there = true;
    const { unsubscribe } = api.subscription(ViewerChanged, {}).subscribe(({ data, error, hasNext }) => {
      if (data) {
        frames += 1;
        if (frames > 1) void again();
      }
      // The server ends the stream with the sign-in; asking again who is signed in leads to the form.
      if (hasNext !== false || !there) return;
      const goOn = () => there && setRound((last) => last + 1);
      // Refused for now, as too much was asked at once: who is signed in is still signed in.
      if (error?.graphQLErrors.some(({ extensions }) => extensions.code === "RATE_LIMITED")) setTimeout(goOn, 60_000);
      // Where it had said nothing yet there is no sign-in to go on with.
      else void again().then(() => frames > 0 && goOn());
    });
    return () => {
      there = false;
      unsubscribe();
    };
  }, [api, router, round]);
  return <WatchReach key={round} />;
}
