import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Drawer, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconPencil } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useQuery } from "urql";
import { AccessButton } from "@/access/access-button";
import { now } from "@/app/clock";
import { useShortcuts } from "@/app/shortcuts";
import { AssignButton, TakeButton } from "@/assigning/assign-button";
import { CaseFacts } from "@/casefiles/case-facts";
import styles from "@/casefiles/case-page.module.css";
import { Composer, type ComposerTab, composerTabs } from "@/casefiles/composer";
import { type CaseFile, CaseFilePage } from "@/casefiles/documents";
import { LimitReached } from "@/casefiles/limit-reached";
import { MoveMenu } from "@/casefiles/move-menu";
import { Badges, StageLabel } from "@/casefiles/status";
import { Answering } from "@/contacts/answering";
import { CallBar } from "@/contacts/call-bar";
import { CallButton } from "@/contacts/call-button";
import { openCall } from "@/contacts/call-phase";
import { InvoiceCopyButton } from "@/contacts/invoice-copy";
import { ReceivedBar } from "@/contacts/received-bar";
import { Recordings } from "@/contacts/recordings";
import { useChannelsNow } from "@/contacts/use-channels-now";
import { Mark } from "@/design/facts";
import { Page } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { Day } from "@/design/values";
import { HoldButton } from "@/directives/hold-button";
import { InstructionButton } from "@/directives/instruction-button";
import { EvidenceButton } from "@/evidence/evidence-button";
import { dayOf } from "@/formatting/dates";
import { PaymentButton } from "@/ledger/payment-button";
import { Timeline } from "@/timeline/timeline";
import { QueueBar } from "@/worklist/queue-bar";

const NARROW = "(max-width: 61.99em)";

function Heading({ caseFile }: { caseFile: CaseFile }) {
  return (
    <span className={styles.who}>
      <span>
        {caseFile.erasedAt ? <Trans>Erased person</Trans> : (caseFile.debtor.name ?? caseFile.debtor.reference)}
      </span>
    </span>
  );
}

function Standing({ caseFile }: { caseFile: CaseFile }) {
  return (
    <span className={styles.who}>
      <span className={styles.reference}>{caseFile.reference}</span>
      <StageLabel stage={caseFile.stage} closeCode={caseFile.closeCode} />
      <Badges badges={caseFile.badges} />
      <LimitReached caseFile={caseFile} now={now()} />
      {caseFile.erasedAt && (
        <Mark tone="info">
          <Trans>
            Personal data erased <Day value={dayOf(Date.parse(caseFile.erasedAt))} />
          </Trans>
        </Mark>
      )}
      {caseFile.daysOverdue != null && caseFile.daysOverdue > 0 && (
        <span>
          <Plural value={caseFile.daysOverdue} one="# day overdue" other="# days overdue" />
        </span>
      )}
    </span>
  );
}

function Loaded({ caseFile }: { caseFile: CaseFile }) {
  const { t } = useLingui();
  const narrow = useMediaQuery(NARROW);
  const [tab, setTab] = useState<ComposerTab>("private");
  const [writing, setWriting] = useState(false);
  const [calling, setCalling] = useState(false);
  const [showing, setShowing] = useState<"work" | "facts">("work");
  const { viewerCan } = caseFile;
  const call = openCall(caseFile.attempts);
  const writes = composerTabs(caseFile).length > 0;

  const shortcuts = useMemo(() => {
    function write(to: ComposerTab) {
      setTab(to);
      setWriting(true);
    }
    return {
      ...(viewerCan.planContact && { c: () => setCalling(true), m: () => write("SMS"), e: () => write("EMAIL") }),
      ...(viewerCan.writeNote && { n: () => write("private") }),
    };
  }, [viewerCan.planContact, viewerCan.writeNote]);
  useShortcuts(shortcuts);
  useChannelsNow(caseFile);

  const composer = <Composer caseFile={caseFile} tab={tab} onTab={setTab} onDone={() => setWriting(false)} />;
  const currency = caseFile.balance.outstanding.currency;
  return (
    <Page
      flush
      title={<Heading caseFile={caseFile} />}
      aside={<Standing caseFile={caseFile} />}
      actions={
        <>
          {viewerCan.planContact && <CallButton caseFile={caseFile} opened={calling} onOpened={setCalling} />}
          {viewerCan.planContact && <InvoiceCopyButton caseFileId={caseFile.id} />}
          {viewerCan.recordPayment && <PaymentButton caseFileId={caseFile.id} currency={currency} declares={false} />}
          {viewerCan.declarePayment && <PaymentButton caseFileId={caseFile.id} currency={currency} declares />}
          {viewerCan.issueDirective && <HoldButton caseFile={caseFile} />}
          {viewerCan.issueDirective && <InstructionButton caseFile={caseFile} />}
          {viewerCan.move && <MoveMenu caseFile={caseFile} />}
          {viewerCan.take && !viewerCan.assign && <TakeButton caseFileId={caseFile.id} />}
          {viewerCan.assign && <AssignButton caseFiles={[caseFile]} />}
          {viewerCan.makeEvidenceBundle && <EvidenceButton caseFileId={caseFile.id} />}
          <AccessButton caseFileId={caseFile.id} />
        </>
      }
    >
      <div className={styles.split} data-showing={showing}>
        <div className={styles.switch}>
          <SegmentedControl
            size="xs"
            aria-label={t`Shown part`}
            value={showing}
            onChange={(value) => setShowing(value as "work" | "facts")}
            data={[
              { value: "work", label: t`Timeline` },
              { value: "facts", label: t`Facts` },
            ]}
          />
          {narrow && writes && (
            <Button leftSection={<IconPencil size={14} />} onClick={() => setWriting(true)} ml="auto">
              <Trans>Write</Trans>
            </Button>
          )}
        </div>
        <aside className={styles.side} aria-label={t`Facts`} tabIndex={0}>
          <CaseFacts caseFile={caseFile} />
        </aside>
        <div className={styles.work}>
          <QueueBar caseFileId={caseFile.id} />
          <ReceivedBar caseFileId={caseFile.id} />
          {call && <CallBar key={call.id} attempt={call} />}
          {narrow ? (
            <Drawer
              position="bottom"
              styles={{ content: { height: "auto", maxHeight: "92%" }, inner: { alignItems: "flex-end" } }}
              opened={writing && writes}
              onClose={() => setWriting(false)}
              title={t`Write`}
              keepMounted
            >
              {composer}
            </Drawer>
          ) : (
            composer
          )}
          <Recordings caseFileId={caseFile.id}>
            <Answering caseFile={caseFile}>
              <Timeline caseFileId={caseFile.id} />
            </Answering>
          </Recordings>
        </div>
      </div>
    </Page>
  );
}

/** One case file, the same page for the agency and the creditor: what each may do comes with it. */
export function CasePage({ id }: { id: string }) {
  const [asked, ask] = useQuery({ query: CaseFilePage, variables: { id } });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
      {({ caseFile }) =>
        caseFile ? (
          <Loaded key={caseFile.id} caseFile={caseFile} />
        ) : (
          <Empty title={<Trans>This case file is not open to you</Trans>}>
            <Trans>It does not exist, or it belongs to someone else.</Trans>
          </Empty>
        )
      }
    </Answer>
  );
}
