import { Trans, useLingui } from "@lingui/react/macro";

/** Who has a role. */
export function Holders({ holders }: { holders: readonly { membershipId: string; name: string }[] }) {
  const { i18n } = useLingui();
  if (holders.length === 0) return <Trans>Nobody has it</Trans>;
  const names = new Intl.ListFormat(i18n.locale).format(holders.map(({ name }) => name));
  return <Trans>Has it: {names}</Trans>;
}
