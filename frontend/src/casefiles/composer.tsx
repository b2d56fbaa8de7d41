import { useLingui } from "@lingui/react/macro";
import { Tabs } from "@mantine/core";
import { IconLock, IconMail, IconMailbox, IconMessage, IconPaperclip, IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import type { Audience } from "@/api/enums";
import type { CaseFile } from "@/casefiles/documents";
import { ChannelDescription, ChannelIcon, stateIdOf } from "@/contacts/channel-state";
import styles from "@/contacts/composer.module.css";
import { ContactForm } from "@/contacts/contact-form";
import { DocumentForm } from "@/files/document-form";
import { NoteForm } from "@/notes/note-form";

export type ComposerTab = "private" | "shared" | "document" | "SMS" | "EMAIL" | "LETTER";

const WRITTEN = ["SMS", "EMAIL", "LETTER"] as const;

function isWritten(tab: ComposerTab): tab is (typeof WRITTEN)[number] {
  return (WRITTEN as readonly string[]).includes(tab);
}

/**
 * The tabs that this person has on this case file. The private note is first: it is the default. Of the channels the one
 * comes first by which the debtor would rather be reached: the server lists it first.
 */
export function composerTabs({ viewerCan, channels }: Pick<CaseFile, "viewerCan" | "channels">): ComposerTab[] {
  const notes: ComposerTab[] = viewerCan.writeNote ? ["private", "shared"] : [];
  const documents: ComposerTab[] = viewerCan.writeDocument ? ["document"] : [];
  const preferred = WRITTEN.toSorted(
    (one, other) => Number(other === channels[0]?.channel) - Number(one === channels[0]?.channel),
  );
  const contacts: ComposerTab[] = viewerCan.planContact
    ? preferred
    : preferred.filter((one) => viewerCan.sendReceipt && one !== "SMS");
  return [...notes, ...documents, ...contacts];
}

const tabStyles = { list: styles.tabs, tab: styles.tab, tabLabel: styles.label, tabSection: styles.mark } as const;

type ComposerProps = { caseFile: CaseFile; tab: ComposerTab; onTab: (tab: ComposerTab) => void; onDone?: () => void };

/** Where everything that is written on a case file starts: notes and documents for one side or both, and messages to the debtor. */
export function Composer({ caseFile, tab, onTab, onDone }: ComposerProps) {
  const { t } = useLingui();
  const [audience, setAudience] = useState<Audience>("OWN_SIDE");
  const [drafts, setDrafts] = useState({ private: "", shared: "" });
  const tabs = composerTabs(caseFile);
  const current = tabs.includes(tab) ? tab : tabs[0];
  if (!current) return null;

  const labels = {
    private: { label: t`Private note`, Icon: IconLock },
    shared: { label: t`Shared note`, Icon: IconUsers },
    document: { label: t`Document`, Icon: IconPaperclip },
    SMS: { label: t`SMS`, Icon: IconMessage },
    EMAIL: { label: t`E-mail`, Icon: IconMail },
    LETTER: { label: t`Letter`, Icon: IconMailbox },
  };

  function form(one: ComposerTab) {
    if (one === "private" || one === "shared") {
      return (
        <NoteForm
          caseFile={caseFile}
          audience={one === "shared" ? "PARTIES" : "OWN_SIDE"}
          draft={drafts[one]}
          onDraft={(draft) => setDrafts((kept) => ({ ...kept, [one]: draft }))}
          onWritten={onDone}
        />
      );
    }
    if (one === "document") {
      return <DocumentForm caseFile={caseFile} audience={audience} onAudience={setAudience} onAdded={onDone} />;
    }
    return <ContactForm key={one} caseFile={caseFile} channel={one} onSent={onDone} />;
  }

  const ground = current === "document" ? (audience === "PARTIES" ? "shared" : "private") : current;
  return (
    <section className={styles.composer} data-audience={ground} aria-label={t`Write`}>
      {tabs.filter(isWritten).map((one) => (
        <ChannelDescription key={one} caseFile={caseFile} channel={one} />
      ))}
      <Tabs value={current} onChange={(next) => onTab(next as ComposerTab)} keepMounted={false} classNames={tabStyles}>
        <Tabs.List>
          {tabs.map((one) => {
            const { label, Icon } = labels[one];
            return (
              <Tabs.Tab
                key={one}
                value={one}
                leftSection={<Icon size={15} aria-hidden="true" />}
                aria-describedby={isWritten(one) ? stateIdOf(one) : undefined}
                rightSection={isWritten(one) && <ChannelIcon caseFile={caseFile} channel={one} />}
              >
                {label}
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        {tabs.map((one) => (
          <Tabs.Panel key={one} value={one} className={styles.panel}>
            {form(one)}
          </Tabs.Panel>
        ))}
      </Tabs>
    </section>
  );
}
