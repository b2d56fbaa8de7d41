import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import styles from "@/contacts/attention.module.css";
import type { UntoldCall } from "@/contacts/call-documents";
import { TellReceived } from "@/contacts/received-bar";
import { Mark } from "@/design/facts";
import { Instant } from "@/design/values";
import { formatPhone } from "@/formatting/addresses";

/** A call received that ended long ago: nobody said how it went. */
export function UntoldCallRow({ call }: { call: UntoldCall }) {
  const { caseFile } = call;
  return (
    <li className={styles.attempt}>
      <div className={styles.what}>
        <p className={styles.head}>
          <strong>
            <Trans>Call received</Trans>
          </strong>
          <Mark tone="warn">
            <Trans>Outcome not told</Trans>
          </Mark>
        </p>
        <p>
          {caseFile && (
            <>
              <Link className={styles.link} to="/cases/$caseFileId" params={{ caseFileId: caseFile.id }}>
                {caseFile.debtor.name ?? caseFile.debtor.reference}
              </Link>{" "}
            </>
          )}
          <span className={styles.dim}>
            {caseFile ? (
              `${caseFile.reference} · ${caseFile.creditor.name}`
            ) : (
              <Trans>On a case file that is no longer among yours</Trans>
            )}{" "}
            · {call.number && <>{formatPhone(call.number)} · </>}
            <Instant value={call.beganAt} />
          </span>
        </p>
        <p className={styles.todo}>
          <Trans>Say how the call went, so that the limits on contacts count it rightly.</Trans>
        </p>
      </div>
      <TellReceived callId={call.callId} />
    </li>
  );
}
