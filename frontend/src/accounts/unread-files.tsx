import { Plural, Trans, useLingui } from "@lingui/react/macro";
import styles from "@/accounts/accounts.module.css";
import { SettleStatusFile, type Unread } from "@/accounts/documents";
import { useCommand } from "@/api/use-command";
import { Dot } from "@/design/facts";
import { Instant } from "@/design/values";
import { AskingButton } from "@/people/asking";

function UnreadFile({ file }: { file: Unread["oldest"][number] }) {
  const { t } = useLingui();
  const [settle, settling] = useCommand(SettleStatusFile);
  const { name, since, count, lines } = file;
  const more = count - lines.length;
  return (
    <li>
      <div className={styles.what}>
        <p className={styles.head}>
          <code className={styles.address}>{name}</code>
          <span className={styles.dim}>
            <Trans>
              since <Instant value={since} />
            </Trans>
          </span>
        </p>
        <ul>
          {lines.map(({ line, message }) => (
            <li key={`${line} ${message}`}>
              {line === null ? (
                message
              ) : (
                <Trans>
                  Line {line}: {message}
                </Trans>
              )}
            </li>
          ))}
          {more > 0 && (
            <li>
              <Plural value={more} one="and # more line" other="and # more lines" />
            </li>
          )}
        </ul>
      </div>
      <AskingButton
        label={<Trans>Dealt with</Trans>}
        title={t`Dealt with: ${name}`}
        consequence={<Trans>The file leaves this list. What its unreadable lines say of letters stays unknown.</Trans>}
        yes={<Trans>Dealt with</Trans>}
        busy={settling}
        onYes={() => settle({ input: { name } })}
      />
    </li>
  );
}

/** What the printer told of letters and nobody can read: their posting or delivery stays unknown until it is told again. */
export function UnreadFiles({ unread, folder }: { unread: Unread; folder?: string }) {
  const rest = unread.total - unread.oldest.length;
  return (
    <section>
      <Dot tone="bad">
        <Plural
          value={unread.total}
          one="# file of the printer’s has lines that cannot be read"
          other="# files of the printer’s have lines that cannot be read"
        />
      </Dot>
      <p>
        <Trans>
          The other lines of these files were read. Send the printer what is wrong: it puts the corrected lines into a
          new file in <code className={styles.address}>{folder}status</code>, and they are read within a minute. Then
          press “Dealt with”.
        </Trans>
      </p>
      <ul className={styles.rows}>
        {unread.oldest.map((file) => (
          <UnreadFile key={file.name} file={file} />
        ))}
      </ul>
      {rest > 0 && (
        <p className={styles.dim}>
          <Plural value={rest} one="and # newer file" other="and # newer files" />
        </p>
      )}
    </section>
  );
}
