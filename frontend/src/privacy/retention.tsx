import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, NumberInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "urql";
import type { ResultOf } from "@/api/graphql";
import { useCommand } from "@/api/use-command";
import { Answer } from "@/design/states";
import { Instant } from "@/design/values";
import { RetentionPage, SetRetention } from "@/privacy/documents";
import { classLabels } from "@/privacy/labels";
import styles from "@/privacy/privacy.module.css";

type Rule = ResultOf<typeof RetentionPage>["retentionRules"][number];

function Months({ rule }: { rule: Rule }) {
  const { t, i18n } = useLingui();
  const [set, busy] = useCommand(SetRetention);
  const form = useForm({ initialValues: { months: rule.months as number | string } });
  const name = i18n._(classLabels[rule.retentionClass]);

  async function submit({ months }: typeof form.values) {
    await set({ input: { retentionClass: rule.retentionClass, months: Number(months) } }, form);
  }

  return (
    <form onSubmit={form.onSubmit(submit)}>
      <Group gap="xs" align="center">
        <NumberInput
          aria-label={t`Months for ${name}`}
          w={90}
          min={rule.least}
          max={rule.most}
          allowDecimal={false}
          {...form.getInputProps("months")}
        />
        <Button type="submit" variant="default" loading={busy} disabled={Number(form.values.months) === rule.months}>
          <Trans>Keep so long</Trans>
        </Button>
      </Group>
    </form>
  );
}

function RuleItem({ rule }: { rule: Rule }) {
  const { i18n } = useLingui();
  return (
    <li>
      <div className={styles.what}>
        <p>
          <strong>{i18n._(classLabels[rule.retentionClass])}</strong>
          {rule.jurisdiction !== "*" && <> · {rule.jurisdiction}</>} ·{" "}
          <Plural value={rule.months} one="# month" other="# months" />
        </p>
        <p className={styles.dim}>{rule.source}</p>
        {rule.changedAt && rule.months !== rule.ruleMonths && (
          <p className={styles.dim}>
            <Trans>
              chosen by {rule.changedBy}, <Instant value={rule.changedAt} />; the rule says {rule.ruleMonths} months
            </Trans>
          </p>
        )}
      </div>
      {rule.viewerCanChange && <Months key={rule.months} rule={rule} />}
    </li>
  );
}

/** How long each kind of data is kept, by which rule, and the agency's choice within it. */
export function Retention() {
  const [asked, ask] = useQuery({ query: RetentionPage });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })} compact>
      {({ retentionRules }) => (
        <ul className={styles.list}>
          {retentionRules.map((rule) => (
            <RuleItem key={`${rule.retentionClass} ${rule.jurisdiction}`} rule={rule} />
          ))}
        </ul>
      )}
    </Answer>
  );
}
