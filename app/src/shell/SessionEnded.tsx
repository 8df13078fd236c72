import { Modal, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { whenSignedOut } from "@/api/client";
import { keys } from "@/api/keys";
import { readSession, type Session } from "@/api/session";
import { t } from "@/text/text";
import { SignInForm } from "./SignInForm";

/**
 * A session that ended: the page stays as it is behind the dialog, with all that was typed, and
 * goes on after signing in. What was being read is read again; what was being sent can be sent
 * again.
 */
export function SessionEnded() {
  const [session, setSession] = useState<Session | null>(null);
  const queryClient = useQueryClient();
  const router = useRouter();
  useEffect(() => {
    whenSignedOut(() => {
      if (router.state.location.pathname.startsWith("/signin")) return;
      void readSession().then(
        (found) => setSession(found.signedIn ? null : found),
        () => undefined,
      );
    });
  }, [router]);

  const goOn = (found: Session) => {
    queryClient.setQueryData(keys.session, found);
    setSession(null);
    void queryClient.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "session" });
    void router.invalidate();
  };

  const email = queryClient.getQueryData<Session>(keys.session)?.person?.email ?? "";
  return (
    <Modal
      opened={session !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t("shell.ended")}
      size="sm"
    >
      <Text c="dimmed" size="sm" mb="sm">
        {t("shell.endedLead")}
      </Text>
      {session ? (
        <SignInForm session={session} email={email} next={location.href} onSignedIn={goOn} />
      ) : null}
    </Modal>
  );
}
