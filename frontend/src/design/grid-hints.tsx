import { Trans } from "@lingui/react/macro";
import { Kbd } from "@mantine/core";
import { useShortcutsOn } from "@/app/shortcuts";
import styles from "@/design/virtual-grid.module.css";

/** The keys of a long list, below it; `marks` where its rows can be selected. */
export function GridHints({ marks = false }: { marks?: boolean }) {
  if (!useShortcutsOn()) return null;
  return (
    <p className={styles.hints}>
      <Kbd size="xs">j</Kbd> <Kbd size="xs">k</Kbd> <Trans>move</Trans> <Kbd size="xs">↵</Kbd>{" "}
      <Trans context="keyboard">open</Trans> <Kbd size="xs">/</Kbd> <Trans>filter</Trans>
      {marks && (
        <>
          {" "}
          <Kbd size="xs">x</Kbd> <Trans>select</Trans> <Kbd size="xs">⇧ x</Kbd> <Trans>select down to here</Trans>
        </>
      )}
    </p>
  );
}
