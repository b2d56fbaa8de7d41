import type { ResultOf } from "@/api/graphql";
import type { AsSent } from "@/contacts/documents";
import { styleNonce } from "@/design/nonce";

type Found = NonNullable<ResultOf<typeof AsSent>["node"]>;
export type AsSentAttempt = Extract<Found, { __typename: "ContactAttempt" }>;

/** The frame may load nothing, whatever the message says; scripts are off by its empty `sandbox`. */
const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`;

/**
 * An e-mail's HTML for a frame without network. Its own markup is left as it was sent, but for the styles in its tags:
 * the page's policy binds the frame too and refuses those, so they stand in one sheet with the page's nonce.
 */
export function framed(html: string): string {
  const rules: string[] = [];
  const markup = html.replace(/(<[a-z][^<>]*?) style="([^"<>]*)"/gi, (_, tag: string, style: string) => {
    rules.push(`[data-style="${rules.length}"]{${style}}`);
    return `${tag} data-style="${rules.length - 1}"`;
  });
  const head = rules.length > 0 ? `${POLICY}<style nonce="${styleNonce()}">${rules.join("")}</style>` : POLICY;
  return /<head[^>]*>/i.test(markup) ? markup.replace(/<head[^>]*>/i, (tag) => tag + head) : head + markup;
}

const PROVIDERS: Record<string, string> = { twilio: "Twilio", sendgrid: "SendGrid" };

/** A provider by its own name; null for the one that only plays a provider, in a demonstration. */
export function providerName(provider: string): string | null {
  return provider === "fake" ? null : (PROVIDERS[provider] ?? provider);
}
