import { useLingui } from "@lingui/react/macro";
import { now } from "@/app/clock";
import { formatDay, formatDistance, formatInstant } from "@/formatting/dates";
import { formatMoney, type MoneyValue } from "@/formatting/money";

/** An exact amount in the reader's language. */
export function Money({ value }: { value: MoneyValue }) {
  const { i18n } = useLingui();
  return <span className="figures">{formatMoney(value, i18n.locale)}</span>;
}

/** A calendar day. */
export function Day({ value }: { value: string }) {
  const { i18n } = useLingui();
  return (
    <time className="figures" dateTime={value}>
      {formatDay(value, i18n.locale)}
    </time>
  );
}

/** An instant in the reader's zone; `short` adds the weekday and drops the year. */
export function Instant({ value, shape }: { value: string; shape?: "short" | "time" }) {
  const { i18n } = useLingui();
  return (
    <time className="figures" dateTime={value}>
      {formatInstant(value, i18n.locale, shape)}
    </time>
  );
}

/** How far an instant is from now by the server's clock; the exact instant as title. */
export function Distance({ value }: { value: string }) {
  const { i18n } = useLingui();
  return (
    <time className="figures" dateTime={value} title={formatInstant(value, i18n.locale)}>
      {formatDistance(value, now(), i18n.locale)}
    </time>
  );
}
