import { difference } from "@/templates/difference";
import type { TemplateVersion } from "@/templates/documents";
import styles from "@/templates/templates.module.css";

function whole({ subject, text }: TemplateVersion): string {
  return subject === null ? text : `${subject}\n\n${text}`;
}

/** The words of a version, or what they changed in an earlier one. */
export function VersionWords({ version, former }: { version: TemplateVersion; former?: TemplateVersion | undefined }) {
  if (!former) return <div className={styles.text}>{whole(version)}</div>;
  let place = 0;
  return (
    <div className={styles.text}>
      {difference(whole(former), whole(version)).map(({ kind, text }) => {
        place += 1;
        if (kind === "gone") return <del key={place}>{text}</del>;
        if (kind === "new") return <ins key={place}>{text}</ins>;
        return <span key={place}>{text}</span>;
      })}
    </div>
  );
}
