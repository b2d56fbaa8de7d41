import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { TemplateForm } from "@/api/enums";
import { framed } from "@/contacts/sent";
import type { Trial } from "@/templates/documents";
import styles from "@/templates/templates.module.css";

type ProblemsProps = { trial: Trial; onGo: (line: number, inSubject: boolean) => void };

/** What keeps the words from being saved, each with a way to its line. */
export function Problems({ trial, onGo }: ProblemsProps) {
  if (trial.problems.length === 0) {
    return (
      <p role="status">
        <Trans>Nothing stands in the way of saving this text.</Trans>
      </p>
    );
  }
  return (
    <div role="status">
      <p>
        <Plural
          value={trial.problems.length}
          one="# thing to put right before it can be saved:"
          other="# things to put right before it can be saved:"
        />
      </p>
      <ul className={styles.problems}>
        {trial.problems.map(({ code, line, inSubject, variable, message }) => (
          <li key={`${code} ${inSubject} ${line} ${variable} ${message}`}>
            {(line > 0 || inSubject) && (
              <Button variant="default" size="compact-xs" onClick={() => onGo(line, inSubject)}>
                {inSubject ? <Trans>Subject</Trans> : <Trans>Line {line}</Trans>}
              </Button>
            )}
            <span>{message}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Segments({ trial }: { trial: Trial }) {
  if (trial.segments === null || trial.units === null) return null;
  const forcing = trial.forcing.join(" ");
  return (
    <p className={styles.dim}>
      <Plural value={trial.segments} one="# SMS" other="# SMS" />
      {" · "}
      <Plural value={trial.units} one="# character counted" other="# characters counted" />
      {forcing && (
        <>
          {" · "}
          <Trans>longer because of: {forcing}</Trans>
        </>
      )}
    </p>
  );
}

/** What a call says to whoever picks up, and what it says once they confirmed who they are. */
function Heard({ text }: { text: string }) {
  const [first, ...rest] = text.trim().split(/\n\s*\n/);
  return (
    <>
      <strong>
        <Trans>To whoever picks up</Trans>
      </strong>
      {`\n${first}\n\n`}
      <strong>
        <Trans>Once the person pressed 1</Trans>
      </strong>
      {`\n${rest.join("\n\n")}`}
    </>
  );
}

/** The words as somebody would get them; an e-mail in both of its parts. */
export function Filled({ trial, form }: { trial: Trial; form: TemplateForm }) {
  const { t } = useLingui();
  const [part, setPart] = useState("text");
  if (trial.text === null) {
    return (
      <p className={styles.dim}>
        <Trans>A brace is open: close it to see the text.</Trans>
      </p>
    );
  }
  const asHtml = form === "EMAIL" && part === "html" && trial.html !== null;
  return (
    <div className={styles.stack}>
      {form === "EMAIL" && trial.html !== null && (
        <SegmentedControl
          aria-label={t`Part of the e-mail`}
          value={part}
          onChange={setPart}
          data={[
            { value: "text", label: t`Plain text` },
            { value: "html", label: t`Laid out` },
          ]}
        />
      )}
      {asHtml ? (
        <iframe className={styles.frame} title={t`The e-mail, laid out`} sandbox="" srcDoc={framed(trial.html ?? "")} />
      ) : (
        <section className={styles.text} aria-label={t`Preview`}>
          {trial.subject !== null && <strong>{`${trial.subject}\n\n`}</strong>}
          {form === "MESSAGE" ? <Heard text={trial.text} /> : trial.text}
        </section>
      )}
      <Segments trial={trial} />
    </div>
  );
}
