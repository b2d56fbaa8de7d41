import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useClient } from "urql";
import { useCommand } from "@/api/use-command";
import { Page } from "@/design/page";
import { Day } from "@/design/values";
import { formatAddress } from "@/formatting/addresses";
import { type Letter, LetterByReference, RecordLetterReturn } from "@/returns/documents";
import { returnLabels } from "@/returns/reasons";
import { firstValues, ReturnFields, type ReturnValues } from "@/returns/return-fields";
import styles from "@/returns/returned-mail.module.css";

type Entered = { letter: Letter; values: ReturnValues };

function About({ letter }: { letter: Letter }) {
  const { caseFile, party, to } = letter;
  return (
    <p>
      <Link className={styles.link} to="/cases/$caseFileId" params={{ caseFileId: caseFile.id }}>
        {party.name ?? caseFile.reference}
      </Link>{" "}
      <span className={styles.dim}>
        {caseFile.reference} · {caseFile.creditor.name}
        {to && ` · ${formatAddress(to)}`}
      </span>
    </p>
  );
}

/** A stack of envelopes: the reference of each, why it came back, and on to the next one, all by keyboard. */
export function ReturnedMail() {
  const { t, i18n } = useLingui();
  const api = useClient();
  const [record, busy] = useCommand(RecordLetterReturn);
  const [letter, setLetter] = useState<Letter | null>(null);
  const [reference, setReference] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [entered, setEntered] = useState<Entered[]>([]);
  const referenceField = useRef<HTMLInputElement>(null);
  const reasonField = useRef<HTMLSelectElement>(null);
  const form = useForm({ initialValues: firstValues() });

  useEffect(() => {
    // After the layout, which puts the focus on a page that one comes to.
    const frame = requestAnimationFrame(() => (letter ? reasonField : referenceField).current?.focus());
    return () => cancelAnimationFrame(frame);
  }, [letter]);

  async function find(event: FormEvent) {
    event.preventDefault();
    setProblem(null);
    const asked = await api.query(LetterByReference, { reference }, { requestPolicy: "network-only" });
    const found = asked.data?.letterByReference;
    if (asked.error) setProblem(asked.error.graphQLErrors[0]?.message ?? t`Try again in a moment.`);
    else if (!found) setProblem(t`No letter of yours has this reference.`);
    else if (found.returnedOn) setProblem(t`The return of this letter is recorded already.`);
    else if (!found.postedOn)
      setProblem(t`The posting of this letter is not recorded yet: record it under “To settle”.`);
    else if (!found.viewerCan.recordReturn) setProblem(t`You may not record the return of this letter.`);
    else setLetter(found);
  }

  function next() {
    setLetter(null);
    setReference("");
  }

  async function save(values: ReturnValues) {
    if (!letter || !values.returnedOn) return;
    const input = { attemptId: letter.id, reason: values.returnReason, returnedOn: values.returnedOn };
    if (!(await record({ input }, form))) return;
    setEntered((before) => [{ letter, values }, ...before]);
    next();
  }

  return (
    <Page title={<Trans>Returned mail</Trans>} aside={entered.length > 0 && <Trans>{entered.length} recorded</Trans>}>
      <div className={styles.sheet}>
        <form onSubmit={find} aria-label={t`Find the letter`}>
          <Group align="flex-end" gap="xs">
            <TextInput
              ref={referenceField}
              className={styles.reference}
              label={t`Reference on the letter`}
              description={t`Type or scan it, then Enter: the letter appears, and you say why and when it came back.`}
              value={reference}
              onChange={(event) => setReference(event.currentTarget.value)}
              error={problem}
              readOnly={letter !== null}
              autoComplete="off"
            />
            {!letter && (
              <Button type="submit" disabled={!reference.trim()}>
                <Trans>Find</Trans>
              </Button>
            )}
          </Group>
        </form>
        {letter && (
          <form onSubmit={form.onSubmit(save)} aria-label={t`The letter came back`}>
            <Stack gap="sm" mt="md">
              <About letter={letter} />
              <p className={styles.dim}>
                {letter.templateTitle}
                {letter.postedOn && (
                  <>
                    {" · "}
                    <Trans>
                      posted on <Day value={letter.postedOn} />
                    </Trans>
                  </>
                )}
              </p>
              <ReturnFields form={form} reasonRef={reasonField} />
              <Group gap="xs">
                <Button type="submit" loading={busy} disabled={!form.values.returnedOn}>
                  <Trans>Record, next letter</Trans>
                </Button>
                <Button variant="default" onClick={next}>
                  <Trans>Cancel</Trans>
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </div>
      {entered.length > 0 && (
        <ul className={styles.list} aria-label={t`Recorded just now`}>
          {entered.map((one) => (
            <li key={one.letter.id} className={styles.entered}>
              <About letter={one.letter} />
              <p>{i18n._(returnLabels[one.values.returnReason])}</p>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
