import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, CloseButton, Popover } from "@mantine/core";
import { IconCalendar, IconFilter } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { DayInput } from "@/design/day-input";
import { Day, Instant } from "@/design/values";
import { groupLabels } from "@/timeline/groups";
import styles from "@/timeline/timeline-bar.module.css";
import { TimelineFilterForm } from "@/timeline/timeline-filter-form";
import { groupsOf, type TimelineView } from "@/timeline/view";

/** Under its button, as high as the window has room: on a telephone the rest is scrolled to. */
const BELOW = {
  position: "bottom-start",
  middlewares: { flip: false, shift: { padding: 8 }, size: { padding: 8 } },
} as const;

type ViewProps = { view: TimelineView; onView: (view: TimelineView) => void };

/** What the list is narrowed to, each part with its way out. */
function Narrowed({ view, onView }: ViewProps) {
  const { i18n, t } = useLingui();
  const groups = groupsOf(view);
  const parts: { key: string; text: ReactNode; without: TimelineView }[] = [
    ...groups.map((group) => ({
      key: group,
      text: i18n._(groupLabels[group]),
      without: {
        ...view,
        show:
          groups
            .filter((one) => one !== group)
            .join(",")
            .toLowerCase() || undefined,
      },
    })),
    ...(view.side
      ? [
          {
            key: "side",
            text: view.side === "own" ? t`Private to your side` : t`Shared with both parties`,
            without: { ...view, side: undefined },
          },
        ]
      : []),
    ...(view.from
      ? [
          {
            key: "from",
            text: (
              <Trans>
                from <Day value={view.from} />
              </Trans>
            ),
            without: { ...view, from: undefined },
          },
        ]
      : []),
    ...(view.until
      ? [
          {
            key: "until",
            text: (
              <Trans>
                until <Day value={view.until} />
              </Trans>
            ),
            without: { ...view, until: undefined },
          },
        ]
      : []),
  ];
  return parts.map(({ key, text, without }) => (
    <span key={key} className={styles.part}>
      {text}
      <CloseButton size="sm" aria-label={t`Remove this filter`} onClick={() => onView(without)} />
    </span>
  ));
}

function GoToDay({ view, onView }: ViewProps) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} trapFocus returnFocus {...BELOW} shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconCalendar size={14} />}
          onClick={() => setOpen(!open)}
        >
          {view.on ? <Day value={view.on} /> : <Trans>Go to a day</Trans>}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <DayInput
          label={t`Day`}
          value={view.on ?? null}
          popoverProps={{ withinPortal: false }}
          onChange={(day) => {
            if (!day) return;
            setOpen(false);
            onView({ ...view, on: day });
          }}
        />
        {view.on && (
          <Button
            mt="xs"
            variant="default"
            onClick={() => {
              setOpen(false);
              onView({ ...view, on: undefined });
            }}
          >
            <Trans>Back to the newest</Trans>
          </Button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

type BarProps = ViewProps & {
  unread: number;
  /** When the reader had read last, while the line of what is new since then is shown. */
  readAt: string | null;
  onWanted: () => void;
  onMarkAll: () => void;
  /** Events that came and are not in the list. */
  outside: number;
  onOutside: () => void;
};

/** Above the list: what it is narrowed to, a way to a day, and what the reader has not seen. */
export function TimelineBar({ view, onView, unread, readAt, onWanted, onMarkAll, outside, onOutside }: BarProps) {
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.bar}>
      <Popover opened={open} onChange={setOpen} trapFocus returnFocus {...BELOW} shadow="md" width={290}>
        <Popover.Target>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconFilter size={14} />}
            onClick={() => setOpen(!open)}
          >
            <Trans>Filter</Trans>
          </Button>
        </Popover.Target>
        <Popover.Dropdown className={styles.dropdown}>
          <TimelineFilterForm
            view={view}
            onView={(next) => {
              setOpen(false);
              onView(next);
            }}
          />
        </Popover.Dropdown>
      </Popover>
      <GoToDay view={view} onView={onView} />
      <Narrowed view={view} onView={onView} />
      <span className={styles.end} aria-live="polite">
        {outside > 0 && (
          <Button variant="subtle" size="compact-sm" onClick={onOutside}>
            <Plural value={outside} one="# new event outside this filter" other="# new events outside this filter" />
          </Button>
        )}
        {unread > 0 && (
          <>
            {readAt && (
              <Button variant="subtle" size="compact-sm" onClick={onWanted} data-testid="unread">
                <span>
                  <Plural value={unread} one="# new" other="# new" /> ·{" "}
                  <Trans>
                    since <Instant value={readAt} />
                  </Trans>
                </span>
              </Button>
            )}
            <Button variant="default" size="compact-sm" onClick={onMarkAll}>
              <Trans>Mark as read</Trans>
            </Button>
          </>
        )}
      </span>
    </div>
  );
}
