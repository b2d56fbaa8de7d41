import { Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useQuery } from "urql";
import styles from "@/access/access.module.css";
import { AccessList, Why } from "@/access/access-list";
import { AudiencePage, OwnAccess, type Person } from "@/access/documents";
import type { ResultOf } from "@/api/graphql";
import { useViewer } from "@/app/viewer";
import { Answer } from "@/design/states";

type Audience = ResultOf<typeof AudiencePage>["caseFileAudience"];

function OfPerson({ person }: { person: Person }) {
  return (
    <>
      <Why reasons={person.why} />
      {person.reaches ? (
        <AccessList subjects={person.subjects} />
      ) : (
        <p>
          <Trans>Sees nothing of this case file.</Trans>
        </p>
      )}
    </>
  );
}

function Banks({ banks }: { banks: readonly string[] }) {
  return (
    <div>
      <h3>
        <Trans>Banks</Trans>
      </h3>
      <ul className={styles.banks}>
        {banks.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}

function Chooser({ audience }: { audience: Audience }) {
  const { t } = useLingui();
  const { membership } = useViewer();
  const { people, others, banks } = audience;
  const [chosen, setChosen] = useState<string>(membership.id);
  const person = people.find(({ membershipId }) => membershipId === chosen);
  const other = others.find(({ organization, role }) => `${organization} ${role}` === chosen);
  const organizations = [...new Set(others.map(({ organization }) => organization))];
  return (
    <div className={styles.stack}>
      <NativeSelect
        label={t`Who`}
        value={chosen}
        onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        data={[
          {
            group: membership.organization.name,
            items: people.map(({ membershipId, name, role, reaches }) => ({
              value: membershipId,
              label: reaches ? `${name} · ${role}` : t`${name} · ${role} · sees nothing`,
            })),
          },
          ...organizations.map((group) => ({
            group,
            items: others
              .filter(({ organization }) => organization === group)
              .map(({ organization, role }) => ({ value: `${organization} ${role}`, label: role })),
          })),
        ]}
      />
      {person && <OfPerson person={person} />}
      {other && (
        <>
          <Why reasons={[other.why]} />
          <AccessList subjects={other.subjects} />
        </>
      )}
      {banks.length > 0 && <Banks banks={banks} />}
    </div>
  );
}

/** Who sees what of a case file, for whoever may ask about colleagues. */
export function AudienceOfAll({ caseFileId }: { caseFileId: string }) {
  const [asked, ask] = useQuery({
    query: AudiencePage,
    variables: { id: caseFileId },
    requestPolicy: "network-only",
  });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })} compact>
      {({ caseFileAudience }) => <Chooser audience={caseFileAudience} />}
    </Answer>
  );
}

/** What oneself sees of a case file, and why. */
export function OwnSight({ caseFileId }: { caseFileId: string }) {
  const [asked, ask] = useQuery({ query: OwnAccess, variables: { id: caseFileId }, requestPolicy: "network-only" });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })} compact>
      {({ caseFileAccess }) => (
        <div className={styles.stack}>
          <OfPerson person={caseFileAccess} />
        </div>
      )}
    </Answer>
  );
}
