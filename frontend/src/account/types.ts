import type { MembershipChoice } from "@/sign-in/session";

export type OwnSession = {
  id: string;
  browser: string;
  platform: string;
  network: string;
  createdAt: string;
  lastSeenAt: string;
  current: boolean;
};

export type SecondFactorState = { since: string | null; codesLeft: number; required: boolean };

/** What /auth/account answers. */
export type Account = {
  name: string;
  email: string;
  locale: "fr" | "en";
  secondFactor: SecondFactorState;
  sessions: OwnSession[];
  others: MembershipChoice[];
};
