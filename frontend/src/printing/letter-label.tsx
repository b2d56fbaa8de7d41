import { useLingui } from "@lingui/react/macro";
import { Select, TextInput } from "@mantine/core";
import type { PostalService } from "@/api/enums";
import { serviceLabels } from "@/printing/labels";

export type Label = { service: PostalService; number: string };

type Props = { reference: string; label: Label; disabled: boolean; onChange: (label: Label) => void };

/** By which service one letter is posted, and the number on the label of a registered one. */
export function LetterLabel({ reference, label: { service, number }, disabled, onChange }: Props) {
  const { t, i18n } = useLingui();
  return (
    <>
      <Select
        aria-label={t`Postal service of letter ${reference}`}
        w={220}
        size="xs"
        allowDeselect={false}
        disabled={disabled}
        data={Object.entries(serviceLabels).map(([value, label]) => ({ value, label: i18n._(label) }))}
        value={service}
        onChange={(value) => value && onChange({ service: value as PostalService, number })}
      />
      {service !== "ORDINARY" && (
        <TextInput
          aria-label={t`Tracking number of letter ${reference}`}
          placeholder={t`Tracking number`}
          w={180}
          size="xs"
          maxLength={30}
          disabled={disabled}
          value={number}
          onChange={(event) => onChange({ service, number: event.currentTarget.value })}
        />
      )}
    </>
  );
}
