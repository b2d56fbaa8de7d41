import { Trans } from "@lingui/react/macro";
import { useCallback, useEffect, useState } from "react";
import { ChangePassword } from "@/account/change-password";
import { Profile } from "@/account/profile";
import { SecondFactor } from "@/account/second-factor";
import { Sessions } from "@/account/sessions";
import type { Account } from "@/account/types";
import { Page } from "@/design/page";
import { Answer } from "@/design/states";
import styles from "@/people/people.module.css";
import { ask, isAnswer } from "@/sign-in/session";

/** One's own account; asked anew by every part that changes something. */
export function AccountPage() {
  const [account, setAccount] = useState<Account>();
  const [failed, setFailed] = useState(false);

  const read = useCallback(async () => {
    const answer = await ask<Account>("account");
    setFailed(!isAnswer(answer));
    if (isAnswer(answer)) setAccount(answer);
    else if (answer.status === "refused") location.assign("/sign-in?next=/account");
  }, []);
  useEffect(() => {
    void read();
  }, [read]);

  return (
    <Page title={<Trans>My account</Trans>}>
      <Answer asked={{ data: account, fetching: !account, error: failed }} onRetry={read}>
        {(known) => (
          <div className={styles.panels}>
            <Profile account={known} onChanged={read} />
            <ChangePassword hasSecondFactor={known.secondFactor.since !== null} email={known.email} onChanged={read} />
            <SecondFactor state={known.secondFactor} onChanged={read} />
            <Sessions sessions={known.sessions} onChanged={read} />
          </div>
        )}
      </Answer>
    </Page>
  );
}
