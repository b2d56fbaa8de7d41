import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery } from "urql";
import type { ResultOf } from "@/api/graphql";
import { Dot, type Tone } from "@/design/facts";
import { Page } from "@/design/page";
import { Answer } from "@/design/states";
import { Distance, Instant } from "@/design/values";
import { HealthPage } from "@/health/documents";
import styles from "@/health/health.module.css";

const LOOK_EVERY = 10_000;

type Finding = ResultOf<typeof HealthPage>["health"]["findings"][number];

const tones: Record<Finding["state"], Tone> = { GOOD: "good", ATTENTION: "warn", BAD: "bad", OFF: "neutral" };
const stateLabels: Record<Finding["state"], MessageDescriptor> = {
  GOOD: msg({ message: "Good", context: "state" }),
  ATTENTION: msg({ message: "To look at", context: "state" }),
  BAD: msg({ message: "Fails", context: "state" }),
  OFF: msg({ message: "Off", context: "state" }),
};

function Item({ finding }: { finding: Finding }) {
  const { i18n } = useLingui();
  return (
    <li className={styles.item}>
      <h2 className={styles.name}>{finding.label}</h2>
      <Dot tone={tones[finding.state]}>{i18n._(stateLabels[finding.state])}</Dot>
      <p className={styles.message}>
        {finding.message}
        {finding.since && (
          <span className={styles.dim}>
            {" "}
            · <Distance value={finding.since} />
          </span>
        )}
      </p>
    </li>
  );
}

/** How the installation does, looked at again every ten seconds. */
export function HealthScreen() {
  const [asked, ask] = useQuery({ query: HealthPage, requestPolicy: "network-only" });
  const look = () => ask({ requestPolicy: "network-only" });
  useInterval(look, LOOK_EVERY, { autoInvoke: true });
  return (
    <Page
      title={<Trans>Installation</Trans>}
      aside={
        asked.data && (
          <Trans>
            Tandem {asked.data.health.version} · seen <Instant value={asked.data.health.asOf} />
          </Trans>
        )
      }
      actions={
        <Button variant="default" leftSection={<IconRefresh size={15} />} onClick={look}>
          <Trans>Look again</Trans>
        </Button>
      }
    >
      {asked.error && asked.data && (
        <p role="alert" className={styles.stale}>
          <Trans>The last look failed: what you see may be out of date.</Trans>
        </p>
      )}
      <Answer asked={asked} onRetry={look}>
        {({ health: { findings } }) => (
          <ul className={styles.items}>
            {findings.map((finding) => (
              <Item key={finding.check} finding={finding} />
            ))}
          </ul>
        )}
      </Answer>
    </Page>
  );
}
