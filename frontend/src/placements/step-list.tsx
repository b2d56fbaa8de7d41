import { useLingui } from "@lingui/react/macro";
import styles from "@/placements/placements.module.css";
import type { Step } from "@/placements/steps";

const PLACE: Record<Step | "file", number> = { file: 0, map: 1, ask: 2, check: 3, confirm: 3, done: 4, stopped: 4 };

/** Where one is in the wizard. */
export function StepList({ step }: { step: Step | "file" }) {
  const { t } = useLingui();
  const names = [t`File`, t`Columns`, t`Questions`, t`Check`, t`Placed`];
  return (
    <ol className={styles.steps} aria-label={t`Steps`}>
      {names.map((name, place) => (
        <li key={name} aria-current={place === PLACE[step] ? "step" : undefined}>
          {name}
        </li>
      ))}
    </ol>
  );
}
