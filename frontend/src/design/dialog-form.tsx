import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";

type DialogFormProps = {
  onSubmit: (event?: FormEvent<HTMLFormElement>) => unknown;
  onCancel: () => void;
  /** What the button that sends it does, in words. */
  action: ReactNode;
  busy: boolean;
  disabled?: boolean;
  /** For what cannot be undone. */
  danger?: boolean;
  children: ReactNode;
};

/** Where a dialog begins: the field that is marked, else its first, else the way out. */
function beginsAt(form: HTMLFormElement): HTMLElement | null {
  const marked = form.querySelector<HTMLElement>("[data-autofocus]");
  const fields = [...form.querySelectorAll<HTMLInputElement>("input, select, textarea")];
  const first = fields.find(
    ({ type, disabled, checked }) => !disabled && type !== "hidden" && (type !== "radio" || checked),
  );
  return marked ?? first ?? form.querySelector("button");
}

/** What a dialog asks, below it the way out and what it does. Ctrl+Enter sends it from a text of several lines, too. */
export function DialogForm({ onSubmit, onCancel, action, busy, disabled, danger, children }: DialogFormProps) {
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    const first = form.current && beginsAt(form.current);
    // The dialog seeks this mark once it stands open; what came later than that takes the focus by itself.
    first?.setAttribute("data-autofocus", "");
    first?.focus({ preventScroll: true });
  }, []);

  function sendByKeys(event: KeyboardEvent<HTMLFormElement>) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || busy || disabled) return;
    event.preventDefault();
    event.currentTarget.requestSubmit();
  }

  return (
    <form ref={form} onSubmit={onSubmit} onKeyDown={sendByKeys}>
      <Stack gap="sm">
        {children}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" color={danger ? "red" : undefined} loading={busy} disabled={disabled}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
