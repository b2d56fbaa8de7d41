import type { OrganizationKind, Role } from "@/api/enums";
import { chosenLocale, keepLocale, keptLocale, type Locale } from "@/app/locale";

export type MembershipChoice = {
  id: string;
  organization: string;
  kind: OrganizationKind;
  role: Role;
  roleName: string | null;
};

/** What an authenticator is given: the secret as text, and the same as a picture to scan. */
export type Enrolment = { secret: string; uri: string; picture: string };

/** How far a sign-in has come. */
export type Progress =
  | { status: "signed_in"; recoveryCodes: string[]; locale: Locale }
  | { status: "choose_membership"; memberships: MembershipChoice[] }
  | { status: "code_needed" }
  | ({ status: "set_up" } & Enrolment);

/** A refusal in the reader's language; `code` is stable, `retryAfter` counts seconds. */
export type Refused = { status: "refused"; code: string; message: string; field?: string; retryAfter?: number };
export type Unreachable = { status: "unreachable" };

/** Whether a question to /auth was answered, neither refused nor lost on the way. */
export function isAnswer<Data extends object>(answer: Data | Refused | Unreachable): answer is Data {
  return !("status" in answer && (answer.status === "refused" || answer.status === "unreachable"));
}

/** Asks one of the /auth paths: what has to do with passwords and codes goes there, and nowhere else. */
export async function ask<Data extends object>(
  path: string,
  fields: Record<string, unknown> = {},
): Promise<Data | Refused | Unreachable> {
  try {
    const response = await fetch(`/auth/${path}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "Accept-Language": keptLocale() },
      body: JSON.stringify(fields),
    });
    const answer = await response.json();
    return response.ok ? (answer as Data) : { status: "refused", ...answer };
  } catch {
    return { status: "unreachable" };
  }
}

export type Credentials = { email: string; password: string; membershipId?: string; code?: string };

/** Asks for a session. Each step brings all of the one before. */
export async function signIn(credentials: Credentials) {
  return takeLanguage(await ask<Progress>("sign-in", credentials));
}

/** Who has come in reads their own language from the next page on; what they chose while signing in is theirs. */
export async function takeLanguage<Answer extends Progress | Refused | Unreachable>(answer: Answer): Promise<Answer> {
  if (answer.status !== "signed_in") return answer;
  const locale = chosenLocale();
  if (locale) await keepOwnLanguage(locale);
  else keepLocale(answer.locale);
  return answer;
}

/** Has the server keep one's language, for every place where one signs in. */
export function keepOwnLanguage(locale: Locale) {
  return ask<{ status: "done" }>("account/profile", { locale });
}

/** Goes on for another organization, without signing in again. A fresh page load leaves nothing of the former one. */
export async function switchTo(membershipId: string) {
  const answer = await ask<Progress>("switch", { membershipId });
  if (isAnswer(answer)) location.assign("/");
  return answer;
}

/** Ends the session. A fresh page load leaves nothing of it in memory. */
export async function signOut() {
  await ask("sign-out");
  location.assign("/sign-in");
}
