import type { ResultOf } from "@/api/graphql";
import type { AsSent } from "@/contacts/documents";

type Found = NonNullable<ResultOf<typeof AsSent>["node"]>;
export type AsSentAttempt = Extract<Found, { __typename: "ContactAttempt" }>;

/** The frame may load nothing, whatever the message says; scripts are off by its empty `sandbox`. */
const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;

/** An e-mail's HTML for a frame without network. Its own markup is left as it was sent. */
export function framed(html: string): string {
  return /<head[^>]*>/i.test(html) ? html.replace(/<head[^>]*>/i, (head) => head + POLICY) : POLICY + html;
}

const PROVIDERS: Record<string, string> = { twilio: "Twilio", sendgrid: "SendGrid" };

/** A provider by its own name; null for the one that only plays a provider, in a demonstration. */
export function providerName(provider: string): string | null {
  return provider === "fake" ? null : (PROVIDERS[provider] ?? provider);
}
