import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPhone } from "@tabler/icons-react";
import { useKeyedCommand } from "@/api/use-keyed-command";
import { CallByHand } from "@/contacts/call-documents";
import { formatPhone } from "@/formatting/addresses";
import { formatInstant } from "@/formatting/dates";

/** Has the collector's own device dial a number; apart, since a test page follows no such address. */
export const device = { dial: (telephone: string) => window.location.assign(telephone) };

type DialLinkProps = {
  caseFileId: string;
  point: { id: string; value: string };
  name: string | null;
  /** Where the gate does not allow it now: the text that says why. */
  refusedBy: string | null;
  onBegun: () => void;
};

/**
 * A number to dial on a telephone of one's own: written down first, and opened only if the gate still allows it. No link:
 * a menu, a middle click or a long press would open that unasked.
 */
export function DialLink({ caseFileId, point, name, refusedBy, onBegun }: DialLinkProps) {
  const { t, i18n } = useLingui();
  const [begin, busy] = useKeyedCommand(CallByHand);
  const label = [formatPhone(point.value), name].filter(Boolean).join(" · ");
  const look = {
    variant: "light",
    justify: "space-between",
    fullWidth: true,
    h: "auto",
    mih: 34,
    py: 6,
    mb: 4,
    styles: { label: { whiteSpace: "normal", textAlign: "left", lineHeight: 1.3 } },
  } as const;

  async function dial() {
    const begun = await begin({ caseFileId, contactPointId: point.id });
    if (!begun) return;
    onBegun();
    if (begun.begunBefore) sayBegun(begun.attempt);
    else device.dial(`tel:${point.value}`);
  }

  /** The first answer was lost: the call was judged and counted then, and nobody did so now. A key is one person's. */
  function sayBegun(attempt: { createdAt: string } | null) {
    const at = attempt ? formatInstant(attempt.createdAt, i18n.locale) : "";
    notifications.show({
      color: "yellow",
      message: t`You started this call already, on ${at}. It is not dialled again: say how it went first.`,
      autoClose: 12_000,
    });
  }

  if (refusedBy !== null) {
    return (
      <Button {...look} disabled aria-describedby={refusedBy} rightSection={<IconPhone size={14} />}>
        {label}
      </Button>
    );
  }
  return (
    <Button {...look} loading={busy} rightSection={<IconPhone size={14} />} onClick={() => void dial()}>
      {label}
    </Button>
  );
}

/** Who makes the call, and what is asked for afterwards. */
export function ByHandNotice() {
  return (
    <p>
      <Trans>
        No provider makes calls for your agency: a number opens on your own telephone. The call counts, and you say how
        it went afterwards.
      </Trans>
    </p>
  );
}
