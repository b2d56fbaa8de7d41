import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useQuery } from "urql";
import type { ResultOf } from "@/api/graphql";
import { StageLabel } from "@/casefiles/status";
import { Page, Panel } from "@/design/page";
import { Answer, Empty } from "@/design/states";
import { PersonalDataPage } from "@/privacy/documents";
import { EraseButton } from "@/privacy/erase-button";
import { ErasureItem } from "@/privacy/erasure-item";
import { HoldItem, PlaceHoldButton } from "@/privacy/legal-holds";
import styles from "@/privacy/privacy.module.css";
import { StoredTable } from "@/privacy/stored-table";

type PersonalData = NonNullable<ResultOf<typeof PersonalDataPage>["personalData"]>;

function Preconditions({ person }: { person: PersonalData }) {
  if (person.obstacles.length === 0) {
    return (
      <p>
        <Trans>Nothing stands in the way of an erasure.</Trans>
      </p>
    );
  }
  return (
    <ul>
      {person.obstacles.map(({ code, message, remedy }) => (
        <li key={code} className={styles.obstacle}>
          <strong>{message}</strong> {remedy}
        </li>
      ))}
    </ul>
  );
}

function Loaded({ person }: { person: PersonalData }) {
  const { t, i18n } = useLingui();
  return (
    <Page
      title={person.isErased ? <Trans>Erased person</Trans> : person.name}
      aside={person.isErased ? undefined : person.reference}
      actions={
        <>
          {person.exportUrl && (
            <Button component="a" href={person.exportUrl} variant="default" leftSection={<IconDownload size={15} />}>
              <Trans>Copy for the person</Trans>
            </Button>
          )}
          {person.viewerCanHold && <PlaceHoldButton debtorId={person.debtorId} />}
          {person.viewerCanErase && person.obstacles.length === 0 && (
            <EraseButton debtorId={person.debtorId} confirmation={person.confirmation} />
          )}
        </>
      }
    >
      <div className={styles.stack}>
        <Panel title={<Trans>Case files</Trans>} flush>
          <ul className={styles.list}>
            {person.caseFiles.map((one) => (
              <li key={one.id}>
                <Link to="/cases/$caseFileId" params={{ caseFileId: one.id }}>
                  {one.reference}
                </Link>
                <StageLabel stage={one.stage} closeCode={one.closeCode} />
              </li>
            ))}
          </ul>
        </Panel>
        {!person.isErased && (
          <>
            <Panel title={<Trans>May this person be erased?</Trans>}>
              <Preconditions person={person} />
            </Panel>
            <Panel
              title={<Trans>Stored about this person, as your side sees it</Trans>}
              aside={<span className={styles.dim}>{t`Files: ${i18n.number(person.files)}`}</span>}
              flush
            >
              <StoredTable stored={person.stored} label={t`Stored about this person, as your side sees it`} />
            </Panel>
          </>
        )}
        {person.holds.length > 0 && (
          <Panel title={<Trans>Holds on data</Trans>} flush>
            <ul className={styles.list}>
              {person.holds.map((hold) => (
                <HoldItem key={hold.id} hold={hold} />
              ))}
            </ul>
          </Panel>
        )}
        {person.erasures.length > 0 && (
          <Panel title={<Trans>Erasures</Trans>} flush>
            <ul className={styles.list}>
              {person.erasures.map((erasure) => (
                <ErasureItem key={erasure.id} erasure={erasure} />
              ))}
            </ul>
          </Panel>
        )}
      </div>
    </Page>
  );
}

/** All that is stored about one person, what stops an erasure, and what can be done about it. */
export function PersonPage({ debtorId }: { debtorId: string }) {
  const [asked, ask] = useQuery({
    query: PersonalDataPage,
    variables: { debtorId },
    requestPolicy: "cache-and-network",
  });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })}>
      {({ personalData }) =>
        personalData ? (
          <Loaded person={personalData} />
        ) : (
          <Empty title={<Trans>This person is not open to you</Trans>}>
            <Trans>It does not exist, or it belongs to someone else.</Trans>
          </Empty>
        )
      }
    </Answer>
  );
}
