import { useEffect, useState } from "react";
import { ask, type Refused, type Unreachable } from "@/sign-in/session";

/** The secret of a link, taken out of the address at once: it stays in neither the history nor a bookmark. */
function takeToken(): string {
  const token = location.hash.slice(1);
  if (token) history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}

/** What the link that was followed is about; null while it is asked. */
export function useLink<Data extends object>(path: string) {
  const [token] = useState(takeToken);
  const [about, setAbout] = useState<Data | Refused | Unreachable | null>(null);
  useEffect(() => {
    let there = true;
    void ask<Data>(path, { token }).then((answer) => there && setAbout(answer));
    return () => {
      there = false;
    };
  }, [path, token]);
  return { token, about };
}
