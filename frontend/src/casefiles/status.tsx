import { useLingui } from "@lingui/react/macro";
import type { CaseBadge, CloseCode, Stage } from "@/api/enums";
import { Dot, Mark, type Tone } from "@/design/facts";
import { badgeLabels, closeCodeLabels, stageLabels } from "@/formatting/labels";

const stageTones: Record<Stage, Tone> = {
  SUBMITTED: "info",
  ACCEPTED: "info",
  AMICABLE: "good",
  PRE_LEGAL: "warn",
  LEGAL: "bad",
  CLOSED: "neutral",
};

const badgeTones: Record<CaseBadge, Tone> = {
  PAUSED: "warn",
  DISPUTED: "bad",
  PROMISED: "good",
  TIME_BARRED: "bad",
  LETTER_DUE: "info",
  REMINDER_DUE: "info",
  STOPPED: "bad",
  WAITING: "warn",
};

/** The stage in words; a closed case file says how it ended. */
export function StageLabel({ stage, closeCode }: { stage: Stage; closeCode?: CloseCode | null }) {
  const { i18n } = useLingui();
  return (
    <Dot tone={stageTones[stage]}>
      {i18n._(stageLabels[stage])}
      {closeCode ? ` · ${i18n._(closeCodeLabels[closeCode])}` : null}
    </Dot>
  );
}

export function Badges({ badges }: { badges: readonly CaseBadge[] }) {
  const { i18n } = useLingui();
  return badges.map((badge) => (
    <Mark key={badge} tone={badgeTones[badge]}>
      {i18n._(badgeLabels[badge])}
    </Mark>
  ));
}
