import { Trans, useLingui } from "@lingui/react/macro";
import { Anchor, Progress } from "@mantine/core";
import { useSubscription } from "urql";
import { Day, Instant } from "@/design/values";
import styles from "@/evidence/bundle-list.module.css";
import { isUnderWay, stepLabels } from "@/evidence/bundle-state";
import { type Bundle, BundleLive } from "@/evidence/documents";
import { dayOf } from "@/formatting/dates";
import { formatSize } from "@/formatting/sizes";

/** How far it has come; each delivery of the subscription updates the bundle wherever it is shown. */
function Making({ bundle }: { bundle: Bundle }) {
  const { t, i18n } = useLingui();
  useSubscription({ query: BundleLive, variables: { bundleId: bundle.id } });
  return (
    <div role="status">
      <p>
        {bundle.step ? i18n._(stepLabels[bundle.step]) : <Trans>Waiting for its turn</Trans>} · {bundle.progress} %
      </p>
      <Progress mt={4} value={bundle.progress} aria-label={t`Progress`} />
    </div>
  );
}

function Files({ bundle }: { bundle: Bundle }) {
  const { i18n } = useLingui();
  const pdf = formatSize(bundle.pdfSize ?? 0, i18n.locale);
  const archive = formatSize(bundle.zipSize ?? 0, i18n.locale);
  return (
    <p className={styles.files}>
      {bundle.pdfUrl && (
        <Anchor href={bundle.pdfUrl} target="_blank" rel="noreferrer">
          <Trans>PDF to read ({pdf})</Trans>
        </Anchor>
      )}
      {bundle.zipUrl && (
        <Anchor href={bundle.zipUrl} download>
          <Trans>Archive that proves it ({archive})</Trans>
        </Anchor>
      )}
    </p>
  );
}

function Outcome({ bundle }: { bundle: Bundle }) {
  if (isUnderWay(bundle)) return <Making bundle={bundle} />;
  if (bundle.state === "FAILED") return <p className={styles.problem}>{bundle.problem}</p>;
  const { exhibitCount, eventCount } = bundle;
  return (
    <>
      {bundle.state === "READY" && <Files bundle={bundle} />}
      <p className={styles.about}>
        <Trans>
          Exhibits: {exhibitCount}. Events: {eventCount}.
        </Trans>{" "}
        {bundle.state === "EXPIRED" ? (
          <Trans>Its files have been deleted; make it again if you need it.</Trans>
        ) : (
          bundle.expiresAt && (
            <Trans>
              Kept until <Day value={dayOf(Date.parse(bundle.expiresAt))} />.
            </Trans>
          )
        )}
      </p>
      {bundle.zipSha256 && (
        <p className={styles.digest}>
          <Trans>Archive SHA-256:</Trans> {bundle.zipSha256}
        </p>
      )}
    </>
  );
}

/** The bundles of a case file that one's own organization asked for, newest first. */
export function BundleList({ bundles }: { bundles: readonly Bundle[] }) {
  const { t } = useLingui();
  if (bundles.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={t`Evidence files made`}>
      {bundles.map((bundle) => (
        <li key={bundle.id}>
          <p className={styles.title}>
            <Instant value={bundle.requestedAt} /> · {bundle.locale === "fr" ? "Français" : "English"} ·{" "}
            {bundle.requestedBy}
            {bundle.includesOwnSide && (
              <>
                {" "}
                · <Trans>with your own side</Trans>
              </>
            )}
          </p>
          <Outcome bundle={bundle} />
        </li>
      ))}
    </ul>
  );
}
