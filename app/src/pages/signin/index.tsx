import { Alert, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { keys } from "@/api/keys";
import { type Session, sessionQuery } from "@/api/session";
import { ErrorState, Loading } from "@/parts/states";
import { Brand } from "@/shell/Brand";
import { usePageTitle } from "@/shell/pageTitle";
import { SignInForm } from "@/shell/SignInForm";
import { t, word } from "@/text/text";
import classes from "./signin.module.css";

const route = getRouteApi("/signin");

export function SigninPage() {
  const { next, problem } = route.useSearch();
  usePageTitle(t("signin.title"));
  const router = useRouter();
  const queryClient = useQueryClient();
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const goOn = (found: Session) => {
    queryClient.clear();
    queryClient.setQueryData(keys.session, found);
    void router.navigate({ href: next ?? "/", replace: true });
  };
  return (
    <main className={classes.place}>
      <div className={`cw-card ${classes.card}`}>
        <Brand size={28} />
        <Title order={1} mt="md">
          {t("signin.title")}
        </Title>
        <p className={classes.lead}>{t("signin.lead")}</p>
        {problem ? (
          <Alert color="red" variant="light" role="alert" mb="md" py="xs">
            {word("signinProblems", problem)}
          </Alert>
        ) : null}
        {session ? (
          <SignInForm session={session} next={placeOf(next)} onSignedIn={goOn} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Loading lines={4} />
        )}
      </div>
      {session ? (
        <p className={classes.version}>{t("signin.version", { version: session.version })}</p>
      ) : null}
    </main>
  );
}

/** The place as a whole address of this server's. */
function placeOf(next: string | undefined): string {
  return `${location.origin}/app${next ?? "/"}`;
}
