import type { OrganizationKind, Role } from "@/api/enums";

export type MembershipChoice = { id: string; organization: string; kind: OrganizationKind; role: Role };

export type SignInAnswer =
  | { status: "signed_in" }
  | { status: "choose_membership"; memberships: MembershipChoice[] }
  | { status: "refused" }
  | { status: "too_many" }
  | { status: "unreachable" };

/** Asks for a session; with several memberships the server asks which one, and `membershipId` answers. */
export async function signIn(email: string, password: string, membershipId?: string): Promise<SignInAnswer> {
  try {
    const response = await fetch("/auth/sign-in", {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email, password, ...(membershipId ? { membershipId } : {}) }),
    });
    if (response.status === 401) return { status: "refused" };
    if (response.status === 429) return { status: "too_many" };
    if (!response.ok) return { status: "unreachable" };
    return (await response.json()) as SignInAnswer;
  } catch {
    return { status: "unreachable" };
  }
}

/** Ends the session. A fresh page load leaves nothing of it in memory. */
export async function signOut() {
  await fetch("/auth/sign-out", {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: "{}",
  }).catch(() => undefined);
  location.assign("/sign-in");
}
