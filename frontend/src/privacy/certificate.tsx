import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Progress } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useQuery } from "urql";
import { Fact, Facts } from "@/design/facts";
import { Page, Panel } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Instant } from "@/design/values";
import { type Erasure, ErasurePage } from "@/privacy/documents";
import { ErasureStanding } from "@/privacy/erasure-item";
import { groundLabels } from "@/privacy/labels";
import styles from "@/privacy/privacy.module.css";
import { StoredTable } from "@/privacy/stored-table";

const LOOK_AGAIN = 1000; // milliseconds between looks while it is being carried out

function Steps({ erasure }: { erasure: Erasure }) {
  const { t } = useLingui();
  if (erasure.finishedAt || erasure.state === "STOPPED") return null;
  const done = erasure.state === "ERASED" ? (erasure.files ? erasure.filesDone / erasure.files : 1) : 0;
  return (
    <div role="status">
      <p>
        {erasure.state === "ERASED" ? (
          <Trans>
            The data is erased; {erasure.filesDone} of {erasure.files} files are destroyed.
          </Trans>
        ) : (
          <Trans>The erasure was asked for and begins in a moment.</Trans>
        )}
      </p>
      <Progress value={10 + 90 * done} aria-label={t`Progress of the erasure`} />
    </div>
  );
}

function Loaded({ erasure }: { erasure: Erasure }) {
  const { t, i18n } = useLingui();
  return (
    <Page
      title={<Trans>Certificate of erasure</Trans>}
      aside={<ErasureStanding erasure={erasure} />}
      actions={
        <Button variant="default" leftSection={<IconPrinter size={15} />} onClick={() => window.print()}>
          <Trans>Print</Trans>
        </Button>
      }
    >
      <div className={`${styles.stack} ${styles.certificate}`}>
        <Steps erasure={erasure} />
        {erasure.obstacle && (
          <p role="alert">
            {erasure.obstacle.message} {erasure.obstacle.remedy}
          </p>
        )}
        <Panel title={<Trans>What was done</Trans>}>
          <Facts>
            <Fact label={<Trans>Number</Trans>}>
              <span className={styles.what}>{atob(erasure.id).replace("Erasure:", "")}</span>
            </Fact>
            <Fact label={<Trans>Ground</Trans>}>{i18n._(groundLabels[erasure.ground])}</Fact>
            {erasure.reason && <Fact label={<Trans>Reason</Trans>}>{erasure.reason}</Fact>}
            <Fact label={<Trans>Asked for</Trans>}>
              <Instant value={erasure.requestedAt} />
              {erasure.requestedBy && <> · {erasure.requestedBy}</>} · {erasure.organization.name}
            </Fact>
            {erasure.erasedAt && (
              <Fact label={<Trans>Data erased</Trans>}>
                <Instant value={erasure.erasedAt} />
              </Fact>
            )}
            {erasure.finishedAt && (
              <Fact label={<Trans>Files destroyed or rewritten</Trans>}>
                {i18n.number(erasure.files)} · <Instant value={erasure.finishedAt} />
              </Fact>
            )}
            <Fact label={<Trans>Agency</Trans>}>{erasure.agency.name}</Fact>
            <Fact label={<Trans>Client</Trans>}>{erasure.creditor.name}</Fact>
            <Fact label={<Trans>Case files</Trans>}>
              {erasure.caseFiles.map(({ id, reference }) => (
                <span key={id}>
                  <Link to="/cases/$caseFileId" params={{ caseFileId: id }}>
                    {reference}
                  </Link>{" "}
                </span>
              ))}
            </Fact>
          </Facts>
        </Panel>
        {erasure.stored.length > 0 && (
          <Panel title={<Trans>Erased on your side</Trans>} flush>
            <StoredTable stored={erasure.stored} label={t`Erased on your side`} />
          </Panel>
        )}
        <p className={styles.dim}>
          <Trans>
            The person’s key was destroyed: what was sealed in the timeline can never be opened again, and the chain of
            events can still be checked. Amounts, dates and invoice numbers stay for accounting. What only the other
            side could see was erased too and is not counted here. Backups are erased again from the journal when they
            are restored.
          </Trans>
        </p>
      </div>
    </Page>
  );
}

/** What was erased, when and why, without naming anybody; follows the erasure until the last file is gone. */
export function Certificate({ erasureId }: { erasureId: string }) {
  const [asked, ask] = useQuery({ query: ErasurePage, variables: { id: erasureId } });
  const erasure = asked.data?.node?.__typename === "Erasure" ? asked.data.node : null;
  const underWay = erasure !== null && !erasure.finishedAt && erasure.state !== "STOPPED";

  useEffect(() => {
    if (!underWay) return;
    const timer = setInterval(() => ask({ requestPolicy: "network-only" }), LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [underWay, ask]);

  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
      {() =>
        erasure ? (
          <Loaded erasure={erasure} />
        ) : (
          <Empty title={<Trans>This erasure is not open to you</Trans>}>
            <Trans>It does not exist, or it belongs to someone else.</Trans>
          </Empty>
        )
      }
    </Answer>
  );
}
