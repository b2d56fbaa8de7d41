import { Trans, useLingui } from "@lingui/react/macro";
import { NativeSelect, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { Ref } from "react";
import type { ReturnReason } from "@/api/enums";
import { now } from "@/app/clock";
import { DayInput } from "@/design/day-input";
import { dayOf } from "@/formatting/dates";
import { closesAddress, returnLabels, returnReasons } from "@/returns/reasons";

export type ReturnValues = { returnReason: ReturnReason; returnedOn: string | null };

export const firstValues = (): ReturnValues => ({ returnReason: "UNKNOWN", returnedOn: dayOf(now()) });

type ReturnFieldsProps = { form: UseFormReturnType<ReturnValues>; reasonRef?: Ref<HTMLSelectElement> };

/** Why a letter came back and when, with what follows from it. */
export function ReturnFields({ form, reasonRef }: ReturnFieldsProps) {
  const { t, i18n } = useLingui();
  return (
    <>
      <NativeSelect
        ref={reasonRef}
        label={t`What the post ticked`}
        data={returnReasons.map((value) => ({ value, label: i18n._(returnLabels[value]) }))}
        data-autofocus
        {...form.getInputProps("returnReason")}
      />
      <DayInput label={t`Came back on`} maxDate={dayOf(now())} {...form.getInputProps("returnedOn")} />
      <Text size="sm">
        {closesAddress(form.values.returnReason) ? (
          <Trans>
            The address is closed, an opening letter sent there no longer counts, and the search for a better address
            waits under “To settle”.
          </Trans>
        ) : (
          <Trans>The address stays as it is: the letter was sent to where the person lives.</Trans>
        )}
      </Text>
    </>
  );
}
