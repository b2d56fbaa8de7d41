import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Kbd } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { useMutation, useQuery } from "urql";
import { useCommand } from "@/api/use-command";
import { useShortcuts, useShortcutsOn } from "@/app/shortcuts";
import { useViewer } from "@/app/viewer";
import { useMyCalls } from "@/contacts/my-calls";
import { Money } from "@/design/values";
import { type Item, LookAtCaseFile, OpenNextCaseFile, QueuePlacePage } from "@/worklist/documents";
import { keptView } from "@/worklist/kept-view";
import styles from "@/worklist/queue-bar.module.css";
import { shownReasons } from "@/worklist/reasons";
import { assignmentOf } from "@/worklist/whose";

/** Half of what the server believes it for. */
const SAID_EVERY = 45_000;

/** Says that this case file is before its reader for as long as the page is; who else has it before them. */
function useLooking(caseFileId: string): readonly string[] {
  const [{ data }, look] = useMutation(LookAtCaseFile);
  useEffect(() => {
    function say() {
      if (document.visibilityState === "visible") void look({ input: { caseFileId } });
    }
    say();
    const again = setInterval(say, SAID_EVERY);
    document.addEventListener("visibilitychange", say);
    return () => {
      clearInterval(again);
      document.removeEventListener("visibilitychange", say);
    };
  }, [caseFileId, look]);
  return data?.lookAtCaseFile.others ?? [];
}

/** Who comes next, with how much and why. */
function Next({ item: { caseFile, reasons } }: { item: Item }) {
  return (
    <span className={styles.next} title={reasons.map(({ message }) => message).join("\n")}>
      <Trans>
        Next: <b>{caseFile.debtor.name ?? caseFile.debtor.reference}</b>
      </Trans>{" "}
      · <Money value={caseFile.balance.outstanding} />
      <span className={styles.why}>
        {" · "}
        {shownReasons(reasons)
          .map(({ message }) => message)
          .join(" · ")}
      </span>
    </span>
  );
}

type NextButtonProps = { waits: boolean; busy: boolean; onNext: () => void };

function NextButton({ waits, busy, onNext }: NextButtonProps) {
  const keys = useShortcutsOn();
  useShortcuts(useMemo(() => ({ s: () => !waits && !busy && onNext() }), [waits, busy, onNext]));
  return (
    <Button
      size="xs"
      variant="light"
      className={styles.go}
      disabled={waits}
      loading={busy}
      rightSection={keys && !waits ? <Kbd size="xs">s</Kbd> : <IconArrowRight size={14} aria-hidden="true" />}
      onClick={onNext}
    >
      <Trans>Next case file</Trans>
    </Button>
  );
}

function Shown({ caseFileId }: { caseFileId: string }) {
  const { t, i18n } = useLingui();
  const navigate = useNavigate();
  const membershipId = useViewer().membership.id;
  const [{ search, whose }] = useState(keptView);
  const narrowed = useMemo(
    () => ({ search: search || null, assignment: assignmentOf(whose, membershipId) }),
    [search, whose, membershipId],
  );
  const others = useLooking(caseFileId);
  const [{ data }] = useQuery({
    query: QueuePlacePage,
    variables: { caseFileId, ...narrowed },
    requestPolicy: "cache-and-network",
  });
  const [openNext, busy] = useCommand(OpenNextCaseFile);
  const calls = useMyCalls();
  const place = data?.queuePlace;
  const next = place?.next ?? null;

  const goOn = useMemo(
    () => async () => {
      const opened = await openNext({ input: { afterId: caseFileId, ...narrowed } });
      if (!opened) return;
      if (opened.item) await navigate({ to: "/cases/$caseFileId", params: { caseFileId: opened.item.caseFile.id } });
      else await navigate({ to: "/queue", search: { q: search || undefined, whose: whose || undefined } });
    },
    [openNext, navigate, caseFileId, narrowed, search, whose],
  );

  if (!place) return null;
  const { total } = place;
  const waits = Boolean(calls?.call ?? calls?.received);
  const who = new Intl.ListFormat(i18n.locale).format(others);
  return (
    <nav className={styles.bar} aria-label={t`Queue`}>
      <Link
        to="/queue"
        search={{ q: search || undefined, whose: whose || undefined }}
        className={`${styles.place} figures`}
      >
        {place.place === null ? (
          <Trans>Not in this queue</Trans>
        ) : (
          <Trans>
            {place.place} of {total} in the queue
          </Trans>
        )}
      </Link>
      {others.length > 0 && (
        <span className={styles.others} role="status">
          <Trans>Open with {who} too</Trans>
        </span>
      )}
      {next ? (
        <Next item={next} />
      ) : (
        <span className={styles.next}>
          <Trans>You are through the queue</Trans>
        </span>
      )}
      {waits && (
        <span className={styles.why}>
          <Trans>The outcome of the call first</Trans>
        </span>
      )}
      {next && <NextButton waits={waits} busy={busy} onNext={() => void goOn()} />}
    </nav>
  );
}

/** Where in their queue its reader is, and one key to the case file that comes next. */
export function QueueBar({ caseFileId }: { caseFileId: string }) {
  return useViewer().viewerCan.workQueue ? <Shown caseFileId={caseFileId} /> : null;
}
