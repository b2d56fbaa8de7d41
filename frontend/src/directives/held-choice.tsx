import { Trans, useLingui } from "@lingui/react/macro";
import { Checkbox, Radio, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { Claim } from "@/casefiles/documents";
import { Money } from "@/design/values";
import type { Holding } from "@/directives/holding";
import { formatMoney } from "@/formatting/money";

type HeldChoiceProps = { form: UseFormReturnType<Holding>; claims: readonly Claim[] };

/** What a hold is on: the whole case file, or some of its claims, each with how much of it. */
export function HeldChoice({ form, claims }: HeldChoiceProps) {
  const { t } = useLingui();
  const { extent, chosen } = form.values;
  return (
    <>
      <Radio.Group label={t`What is held`} {...form.getInputProps("extent")}>
        <Stack gap={6} mt={4}>
          <Radio value="WHOLE" label={t`The whole case file`} />
          <Radio value="SOME" label={t`Some claims, or a part of them`} />
        </Stack>
      </Radio.Group>
      {extent === "SOME" && (
        <Checkbox.Group label={t`Claims`} {...form.getInputProps("chosen")}>
          <Stack gap="xs" mt={4}>
            {claims.map((claim) => (
              <div key={claim.id}>
                <Checkbox
                  value={claim.id}
                  label={
                    <Trans>
                      {claim.documentNumber}: <Money value={claim.outstanding} /> owed
                    </Trans>
                  }
                />
                {chosen.includes(claim.id) && <PartOf claim={claim} form={form} />}
              </div>
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </>
  );
}

function PartOf({ claim, form }: { claim: Claim; form: HeldChoiceProps["form"] }) {
  const { t, i18n } = useLingui();
  const { documentNumber, outstanding } = claim;
  const all = formatMoney(outstanding, i18n.locale);
  return (
    <TextInput
      mt={4}
      ml={30}
      maw={260}
      label={t`Amount held of ${documentNumber}`}
      description={t`Empty: all of it, ${all}.`}
      inputMode="decimal"
      rightSection={outstanding.currency}
      rightSectionWidth={48}
      {...form.getInputProps(`amounts.${claim.id}`)}
      value={form.values.amounts[claim.id] ?? ""}
    />
  );
}
