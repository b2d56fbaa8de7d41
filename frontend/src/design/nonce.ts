/** What the policy of this page demands of every style: the server puts a fresh one into each page. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}
