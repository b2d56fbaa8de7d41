import { Trans, useLingui } from "@lingui/react/macro";
import { IconHandStop } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import type { CaseFile } from "@/casefiles/documents";
import { Failed, Loading } from "@/design/states";
import { Day } from "@/design/values";
import styles from "@/directives/holds-panel.module.css";
import { formatAddress } from "@/formatting/addresses";
import { type StopFact, StopFacts, type Stops } from "@/stops/documents";
import { EndStopButton } from "@/stops/end-form";
import { stopLabels } from "@/stops/kinds";
import { RecordStopButton } from "@/stops/record-form";

/** What is known of the people of this case file and stops contact, and the button for who may enter more. */
export function StopsPanel({ caseFile }: { caseFile: CaseFile }) {
  const [{ data, error }, ask] = useQuery({
    query: StopFacts,
    variables: { caseFileId: caseFile.id },
    requestPolicy: "cache-and-network",
  });
  const again = () => ask({ requestPolicy: "network-only" });
  if (error && !data) return <Failed compact onRetry={again} />;
  if (!data?.stopFacts) return <Loading rows={2} />;
  return (
    <>
      <StopList stops={data.stopFacts} parties={caseFile.parties} onEnded={again} />
      {data.stopFacts.viewerCanWrite && <RecordStopButton caseFile={caseFile} onRecorded={again} />}
    </>
  );
}

type StopListProps = { stops: Stops; parties: CaseFile["parties"]; onEnded: () => void };

/** Facts in force, what binds the agency from elsewhere, and what has ended. */
export function StopList({ stops, parties, onEnded }: StopListProps) {
  const { facts, elsewhere } = stops;
  if (facts.length === 0 && elsewhere.length === 0) {
    return (
      <p className={styles.by}>
        <Trans>No insolvency, death, lawyer or other such fact is recorded.</Trans>
      </p>
    );
  }
  return (
    <ul>
      {facts.map((fact) => (
        <Known key={fact.id} fact={fact} parties={parties} onEnded={onEnded} />
      ))}
      {elsewhere.map((stop) => (
        <li
          key={[stop.partyId, stop.kind, stop.sinceOn, stop.contactPointId, stop.caseFile?.id].join()}
          className={styles.hold}
        >
          <About stop={stop} parties={parties} />
          <p className={styles.by}>
            <Trans>
              Since <Day value={stop.sinceOn} />, learned on another case file of this person. Only your agency sees it.
            </Trans>
          </p>
          {stop.caseFile && (
            <p>
              <Link to="/cases/$caseFileId" params={{ caseFileId: stop.caseFile.id }}>
                <Trans>Open case file {stop.caseFile.reference}</Trans>
              </Link>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

type AboutProps = { stop: StopFact | Stops["elsewhere"][number]; parties: CaseFile["parties"] };

/** What is known, of whom, and at which of their addresses if it is about one. */
function About({ stop, parties }: AboutProps) {
  const { i18n } = useLingui();
  const party = parties.find(({ id }) => id === stop.partyId);
  const point = party?.contactPoints.find(({ id }) => id === stop.contactPointId);
  return (
    <>
      <p className={styles.kind}>
        <IconHandStop size={15} aria-hidden="true" />
        {[i18n._(stopLabels[stop.kind]), party?.name].filter(Boolean).join(" · ")}
      </p>
      {point && <p>{formatAddress(point.value)}</p>}
    </>
  );
}

type KnownProps = { fact: StopFact; parties: CaseFile["parties"]; onEnded: () => void };

function Known({ fact, parties, onEnded }: KnownProps) {
  return (
    <li className={fact.endedOn ? styles.ended : styles.hold}>
      <About stop={fact} parties={parties} />
      <p>{fact.source}</p>
      {fact.representative && <p>{fact.representative}</p>}
      {fact.publishedOn && (
        <p>
          <Trans>
            Published on <Day value={fact.publishedOn} />
          </Trans>
        </p>
      )}
      {fact.nextStep && (
        <p>
          <strong>{fact.nextStep}</strong>{" "}
          {fact.dueOn && (
            <Trans>
              By <Day value={fact.dueOn} />.
            </Trans>
          )}
        </p>
      )}
      <p className={styles.by}>
        <Trans>
          Since <Day value={fact.sinceOn} />
        </Trans>
        {fact.untilOn && (
          <>
            {" · "}
            <Trans>
              free again on <Day value={fact.untilOn} />
            </Trans>
          </>
        )}
        {" · "}
        {fact.recordedBy}
      </p>
      {fact.endedOn && (
        <p className={styles.by}>
          <Trans>
            Ended on <Day value={fact.endedOn} />
          </Trans>
          {" · "}
          {[fact.endSource, fact.endedBy].filter(Boolean).join(" · ")}
        </p>
      )}
      {fact.viewerCanEnd && <EndStopButton fact={fact} onEnded={onEnded} />}
    </li>
  );
}
