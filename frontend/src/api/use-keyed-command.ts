import { useLingui } from "@lingui/react/macro";
import { notifications } from "@mantine/notifications";
import type { TadaDocumentNode } from "gql.tada";
import { useRef } from "react";
import { type FieldErrors, type UserError, useCommand } from "@/api/use-command";

type Payload = { userErrors: readonly UserError[] };

/**
 * A command that the server does once: `once(input)` sends one key until it is known that it was done, so that a
 * second press, or a retry after a lost answer, does nothing twice. Whatever the input is by then: where the first one
 * went through after all, its person is told so and looks before pressing again, which is another intention.
 */
export function useKeyedCommand<Data extends Record<string, Payload | null>, Input extends { idempotencyKey: string }>(
  document: TadaDocumentNode<Data, { input: Input }>,
) {
  const { t } = useLingui();
  const [run, busy] = useCommand(document);
  const key = useRef<string | null>(null);

  function wentThrough() {
    key.current = null;
    notifications.show({
      color: "yellow",
      message: t`What you sent a moment ago went through after all. Look at it before you do this, too.`,
      autoClose: 8000,
    });
  }

  async function once(input: Omit<Input, "idempotencyKey">, form?: FieldErrors) {
    key.current ??= crypto.randomUUID();
    const watched: FieldErrors = {
      values: { ...form?.values, idempotencyKey: "" },
      setFieldError: (field, message, within) =>
        field === "idempotencyKey" ? wentThrough() : form?.setFieldError(field, message, within),
    };
    const done = await run({ input: { ...input, idempotencyKey: key.current } as Input }, watched);
    if (done) key.current = null;
    return done;
  }

  return [once, busy] as const;
}
