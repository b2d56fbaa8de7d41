import { Trans, useLingui } from "@lingui/react/macro";
import type { ContactPoint } from "@/casefiles/documents";
import { Mark } from "@/design/facts";
import { Day } from "@/design/values";
import { dayOf } from "@/formatting/dates";
import { invalidLabels } from "@/formatting/labels";

const BY_PROVIDER = "provider";

/** Whether a provider closed it, for texts or for all: then a person may have it tried again. */
export function isClosedByProvider(point: ContactPoint): boolean {
  const why = point.invalidReason ?? point.textsEndReason;
  return why?.split(" ")[0] === BY_PROVIDER;
}

/** Whether a number or an address leads nowhere, why and since when; or since when it is open again. */
export function ClosedAddress({ point }: { point: ContactPoint }) {
  const why = point.invalidReason ?? point.textsEndReason;
  const since = point.invalidReason ? point.validUntil : point.textsEndAt;
  if (!why) return <OpenedAgain at={point.reopenedAt} />;
  return (
    <>
      <Mark tone="bad">
        <Why why={why} textsOnly={!point.invalidReason} />
      </Mark>
      {since && (
        <small>
          <Trans>
            since <Day value={dayOf(Date.parse(since))} />
          </Trans>
        </small>
      )}
    </>
  );
}

function OpenedAgain({ at }: { at: string | null }) {
  if (!at) return null;
  return (
    <small>
      <Trans>
        opened again on <Day value={dayOf(Date.parse(at))} />
      </Trans>
    </small>
  );
}

function Why({ why, textsOnly }: { why: string; textsOnly: boolean }) {
  const { i18n } = useLingui();
  const label = invalidLabels[why];
  if (label) return i18n._(label);
  const [who, code] = why.split(" ");
  if (who !== BY_PROVIDER) return why;
  if (textsOnly) return code ? <Trans>Takes no texts ({code})</Trans> : <Trans>Takes no texts</Trans>;
  return code ? <Trans>Closed by the provider ({code})</Trans> : <Trans>Closed by the provider</Trans>;
}
