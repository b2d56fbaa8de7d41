import { useLingui } from "@lingui/react/macro";
import { notifications } from "@mantine/notifications";
import type { TadaDocumentNode } from "gql.tada";
import { useMutation } from "urql";

export type UserError = { code: string; field: readonly string[] | null; message: string };
type Payload = { userErrors: readonly UserError[] };

/** Where a refusal of one field is shown: a Mantine form, or anything that knows its field names. */
export type FieldErrors = {
  /** `within` is what of the field is wrong: the place in a list, a part of it. */
  setFieldError: (field: string, message: string, within?: readonly string[]) => void;
  values: object;
};

/** Puts each refusal beside the field it names; returns those that belong to no field of the form. */
export function placeErrors(errors: readonly UserError[], form?: FieldErrors): UserError[] {
  return errors.filter((error) => {
    const [field, ...within] = error.field?.filter((part) => part !== "input") ?? [];
    if (!form || !field || !(field in form.values)) return true;
    form.setFieldError(field, error.message, within);
    return false;
  });
}

/**
 * A mutation as the screens use it: `run(variables)` gives the payload, or null when it was refused. Refusals go to
 * the form's fields, the others and transport failures to a notification.
 */
export function useCommand<Data extends Record<string, Payload | null>, Variables extends Record<string, unknown>>(
  document: TadaDocumentNode<Data, Variables>,
) {
  const { t } = useLingui();
  const [{ fetching }, execute] = useMutation<Data, Variables>(document);

  async function run(variables: Variables, form?: FieldErrors): Promise<NonNullable<Data[keyof Data]> | null> {
    const result = await execute(variables);
    const payload = (result.data ? Object.values(result.data).find((value) => typeof value === "object") : null) as
      | NonNullable<Data[keyof Data]>
      | null
      | undefined;
    if (!payload) {
      // The server says so where it cannot know: to try again at once might do it twice.
      const unsure = result.error?.graphQLErrors.find(({ extensions }) => extensions.reason === "perhaps_done");
      const title = unsure ? t`This may have gone through` : t`This did not go through`;
      notifications.show({
        color: "red",
        title,
        message: unsure?.message ?? t`Try again in a moment.`,
      });
      return null;
    }
    for (const error of placeErrors(payload.userErrors, form)) {
      notifications.show({
        color: "red",
        message: error.message,
        autoClose: 8000,
      });
    }
    return payload.userErrors.length > 0 ? null : payload;
  }

  return [run, fetching] as const;
}
