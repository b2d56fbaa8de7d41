import { useLingui } from "@lingui/react/macro";
import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import type { ContactPurpose, TemplateForm, TemplateTone } from "@/api/enums";
import { countryLabels, formLabels, languageLabels, purposeLabels, toneLabels } from "@/templates/labels";
import styles from "@/templates/templates.module.css";
import type { Words } from "@/templates/words";

/** What a form brings with it: a ready reply answers a message. */
function ofForm(form: TemplateForm): Partial<Words> {
  return form === "SMS_REPLY" || form === "EMAIL_REPLY" ? { form, purpose: "REPLY" } : { form };
}

type Props = { words: Words; onChange: (changed: Partial<Words>) => void; isNew: boolean };

/** What the text is for. Of a template that there is, only its names and its tone change: the rest is another one. */
export function WordChoices({ words, onChange, isNew }: Props) {
  const { i18n, t } = useLingui();
  const options = (labels: object) => Object.entries(labels).map(([value, label]) => ({ value, label: i18n._(label) }));
  return (
    <div className={styles.stack}>
      {isNew && (
        <div className={styles.fields}>
          <NativeSelect
            label={t({ message: "Kind", context: "of a text" })}
            value={words.form}
            data={options(formLabels)}
            onChange={({ currentTarget }) => onChange(ofForm(currentTarget.value as TemplateForm))}
          />
          <NativeSelect
            label={t`Language of the text`}
            value={words.language}
            data={options(languageLabels)}
            onChange={({ currentTarget }) => onChange({ language: currentTarget.value })}
          />
          <NativeSelect
            label={t`Purpose`}
            value={words.purpose}
            data={options(purposeLabels)}
            onChange={({ currentTarget }) => onChange({ purpose: currentTarget.value as ContactPurpose })}
          />
          <NativeSelect
            label={t`Law it keeps`}
            value={words.country}
            data={options(countryLabels)}
            onChange={({ currentTarget }) => onChange({ country: currentTarget.value })}
          />
        </div>
      )}
      <div className={styles.fields}>
        <NativeSelect
          label={t`Tone`}
          value={words.tone}
          data={options(toneLabels)}
          onChange={({ currentTarget }) => onChange({ tone: currentTarget.value as TemplateTone })}
        />
        <TextInput
          label={t`Name in French`}
          maxLength={80}
          value={words.titleFr}
          onChange={({ currentTarget }) => onChange({ titleFr: currentTarget.value })}
        />
        <TextInput
          label={t`Name in English`}
          maxLength={80}
          value={words.titleEn}
          onChange={({ currentTarget }) => onChange({ titleEn: currentTarget.value })}
        />
      </div>
      {isNew && words.form === "SMS" && (
        <Checkbox
          label={t`The sender is a name, which receives no replies`}
          checked={words.oneWaySender ?? false}
          onChange={({ currentTarget }) => onChange({ oneWaySender: currentTarget.checked })}
        />
      )}
    </div>
  );
}
