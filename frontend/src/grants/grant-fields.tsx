import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, Checkbox, Group, Radio, Stack } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "urql";
import { now } from "@/app/clock";
import { DayInput } from "@/design/day-input";
import { Answer } from "@/design/states";
import { dayOf, formatInstant } from "@/formatting/dates";
import { GrantableBatches } from "@/grants/documents";

export type Level = "TOTALS" | "PSEUDONYMOUS_CASES";
export type Extra = "invoiceNumbers" | "dueDates" | "disputes";
export type GrantValues = {
  bankId: string;
  portfolioId: string;
  scope: "whole" | "some";
  batchIds: string[];
  level: Level;
  extras: Extra[];
  expiresOn: string | null;
};
export type GrantFormState = UseFormReturnType<GrantValues>;

/** The part of both inputs that says what the bank sees. */
export function whatIsSeen({ scope, batchIds, level, extras, expiresOn }: GrantValues) {
  const shown = level === "TOTALS" ? [] : extras;
  return {
    batchIds: scope === "whole" ? null : batchIds,
    level,
    extras: {
      invoiceNumbers: shown.includes("invoiceNumbers"),
      dueDates: shown.includes("dueDates"),
      disputes: shown.includes("disputes"),
    },
    expiresOn,
  };
}

/** Debtors that a figure must stand for. A case file has one, so fewer case files are fewer debtors. */
const ENOUGH = 5;

function Batches({ form }: { form: GrantFormState }) {
  const { t, i18n } = useLingui();
  const { portfolioId } = form.getValues();
  const [asked, ask] = useQuery({ query: GrantableBatches, variables: { portfolioId } });
  return (
    <Answer asked={asked} onRetry={() => ask({ requestPolicy: "network-only" })} compact>
      {({ grantableBatches }) => (
        <Checkbox.Group
          label={t`Placements`}
          description={t`Nothing of fewer than five debtors is shown to a bank.`}
          {...form.getInputProps("batchIds")}
        >
          <Stack gap={6} mt={6}>
            {grantableBatches.map(({ id, reference, placedAt, caseFiles }) => (
              <Checkbox
                key={id}
                value={id}
                label={t`${reference}, ${formatInstant(placedAt, i18n.locale)}, case files: ${caseFiles}`}
                description={
                  caseFiles < ENOUGH &&
                  t`Fewer than five debtors: the bank sees nothing of it until, with other small placements that you choose too, there are five.`
                }
              />
            ))}
            {grantableBatches.length === 0 && (
              <p>
                <Trans>Nothing was placed into this portfolio yet.</Trans>
              </p>
            )}
          </Stack>
        </Checkbox.Group>
      )}
    </Answer>
  );
}

const DAY = 86_400_000;
const DAYS = [30, 90, 365];

/** The last day of an access, chosen or one of the usual ones. */
function Until({ form }: { form: GrantFormState }) {
  const { t } = useLingui();
  return (
    <Group gap="xs" align="end">
      <DayInput
        label={t`Until (optional)`}
        placeholder={t`No end date`}
        clearable
        clearButtonProps={{ "aria-label": t`No end date` }}
        minDate={dayOf(now())}
        {...form.getInputProps("expiresOn")}
      />
      {DAYS.map((days) => (
        <Button key={days} variant="default" onClick={() => form.setFieldValue("expiresOn", dayOf(now() + days * DAY))}>
          <Plural value={days} one="# day" other="# days" />
        </Button>
      ))}
    </Group>
  );
}

/** What the bank sees: of which placements, how closely, until when. */
export function GrantFields({ form }: { form: GrantFormState }) {
  const { t } = useLingui();
  const { scope, level } = form.getValues();
  return (
    <>
      <Radio.Group label={t`Of which placements`} {...form.getInputProps("scope")}>
        <Stack gap={6} mt={6}>
          <Radio
            value="whole"
            label={t`The whole portfolio`}
            description={t`Also all that is placed into it later: whoever places there shows it to the bank.`}
          />
          <Radio value="some" label={t`Only placements that I choose`} />
        </Stack>
      </Radio.Group>
      {scope === "some" && <Batches form={form} />}
      <Radio.Group label={t`How closely`} {...form.getInputProps("level")}>
        <Stack gap={6} mt={6}>
          <Radio
            value="TOTALS"
            label={t`Totals`}
            description={t`Sums and progress over at least five debtors; no single case file, no name.`}
          />
          <Radio
            value="PSEUDONYMOUS_CASES"
            label={t`Case files under a pseudonym`}
            description={t`Each case file with its amounts, stage, age and milestones, under a name drawn by lot. Never who owes, no note, no contact.`}
          />
        </Stack>
      </Radio.Group>
      {level === "PSEUDONYMOUS_CASES" && (
        <Checkbox.Group
          label={t`For a factor, of the invoices that it finances`}
          description={t`An invoice number can lead to your customer: show it only to a bank that has the invoice already.`}
          {...form.getInputProps("extras")}
        >
          <Stack gap={6} mt={6}>
            <Checkbox value="invoiceNumbers" label={t`Invoice number`} />
            <Checkbox value="dueDates" label={t`Due date`} />
            <Checkbox value="disputes" label={t`Whether it is disputed`} />
          </Stack>
        </Checkbox.Group>
      )}
      <Until form={form} />
    </>
  );
}
