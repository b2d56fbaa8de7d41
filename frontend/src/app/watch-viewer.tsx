import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useClient } from "urql";
import { graphql } from "@/api/graphql";
import { refetchOf } from "@/api/refetch";
import { ViewerQuery } from "@/app/viewer";

export const ViewerChanged = graphql(`
  subscription ViewerChanged {
    viewerChanged { locale membership { id role roleName person { id name } } }
  }
`);

/** Follows who is signed in: a changed role shows at once, and a page whose sign-in has ended leaves. */
export function WatchViewer() {
  const api = useClient();
  const router = useRouter();
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
    const { unsubscribe } = api.subscription(ViewerChanged, {}).subscribe(({ data, hasNext }) => {
      if (data) {
        frames += 1;
        if (frames > 1) void again();
      }
      // The server ends the stream with the sign-in; asking again who is signed in leads to the form.
      if (hasNext === false && there) void again();
    });
    return () => {
      there = false;
      unsubscribe();
    };
  }, [api, router]);
  return null;
}
