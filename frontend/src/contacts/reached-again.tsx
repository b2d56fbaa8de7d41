import { Trans, useLingui } from "@lingui/react/macro";
import { Textarea, type TextareaProps } from "@mantine/core";

/** What no lifting of ours can do: a STOP by text is held by the telephone provider. */
export function StartAgain() {
  return (
    <p>
      <Trans>Where they texted STOP, texts arrive only once they text START to the number that wrote to them.</Trans>
    </p>
  );
}

/** What proves that a person wants to be reached again. */
export function Proof(field: TextareaProps) {
  const { t } = useLingui();
  return (
    <Textarea
      mt={8}
      label={t`Where it stands`}
      description={t`That they want to be reached again: their words, a letter, a call.`}
      autosize
      minRows={2}
      maxLength={1000}
      data-autofocus
      {...field}
    />
  );
}
