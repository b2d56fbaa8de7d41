import { useLingui } from "@lingui/react/macro";
import { DateInput, type DateInputProps, DatesProvider } from "@mantine/dates";
import dayjs from "dayjs";
import customParseFormat from "dayjs/plugin/customParseFormat";
import "dayjs/locale/fr";
import "dayjs/locale/en-gb";

// Typed dates are read by their format, day first.
dayjs.extend(customParseFormat);

/** A calendar day as `2026-11-22`, typed or picked; both languages write the day first and start the week on Monday. */
export function DayInput(props: DateInputProps) {
  const { i18n, t } = useLingui();
  return (
    <DatesProvider settings={{ locale: i18n.locale === "en" ? "en-gb" : i18n.locale, firstDayOfWeek: 1 }}>
      <DateInput
        size="xs"
        valueFormat="DD/MM/YYYY"
        hideOutsideDates
        ariaLabels={{ previousMonth: t`Previous month`, nextMonth: t`Next month` }}
        {...props}
      />
    </DatesProvider>
  );
}
