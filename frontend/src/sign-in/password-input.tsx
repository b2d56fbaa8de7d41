import { useLingui } from "@lingui/react/macro";
import { PasswordInput as MantinePasswordInput, type PasswordInputProps } from "@mantine/core";

/** A password with a button that shows it; `isNew` tells the browser to keep or propose one. */
export function PasswordInput({ isNew, ...props }: PasswordInputProps & { isNew?: boolean }) {
  const { t } = useLingui();
  return (
    <MantinePasswordInput
      size="sm"
      label={isNew ? t`New password` : t`Password`}
      description={isNew ? t`At least 12 characters; several words that do not belong together are best` : undefined}
      autoComplete={isNew ? "new-password" : "current-password"}
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ "aria-label": t`Show the password` }}
      {...props}
      // The library says so of its other fields, and forgets this one.
      aria-invalid={props.error ? true : undefined}
    />
  );
}
