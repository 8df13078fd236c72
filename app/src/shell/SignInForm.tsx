import { Alert, Button, Divider, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { isProblem } from "@/api/problem";
import { type Session, signIn } from "@/api/session";
import { sayingOf } from "@/parts/FieldErrors";
import { t } from "@/text/text";

interface Props {
  session: Session;
  email?: string;
  /** Where another site's sign-in is to come back to. */
  next: string;
  onSignedIn: (session: Session) => void;
}

/** The ways this server has to sign in: a password, another site, or both. */
export function SignInForm({ session, email = "", next, onSignedIn }: Props) {
  const { password, oidc } = session.ways;
  if (!password && !oidc) return <Alert color="yellow">{t("signin.noWay")}</Alert>;
  return (
    <Stack gap="sm">
      {password ? <PasswordForm email={email} onSignedIn={onSignedIn} /> : null}
      {password && oidc ? <Divider label={t("signin.or")} /> : null}
      {oidc ? (
        <Button
          component="a"
          size="sm"
          variant="default"
          href={`${oidc.startUrl}?next=${encodeURIComponent(pathOf(next))}`}
        >
          {t("signin.oidc", { name: oidc.name })}
        </Button>
      ) : null}
    </Stack>
  );
}

/** The server sends a browser on to paths of the app alone. */
function pathOf(next: string): string {
  const place = new URL(next, location.origin);
  return `${place.pathname}${place.search}`;
}

function PasswordForm({ email: known, onSignedIn }: Pick<Props, "onSignedIn"> & { email: string }) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const attempt = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    onSuccess: onSignedIn,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    attempt.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t("signin.email")}
          type="email"
          name="email"
          size="sm"
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus={!known}
          data-autofocus={known ? undefined : true}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("signin.password")}
          name="password"
          size="sm"
          autoComplete="current-password"
          required
          withAsterisk={false}
          autoFocus={Boolean(known)}
          data-autofocus={known ? true : undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={attempt.error ? refusalOf(attempt.error) : undefined}
        />
        <Button type="submit" size="sm" loading={attempt.isPending} fullWidth>
          {t("signin.submit")}
        </Button>
      </Stack>
    </form>
  );
}

function refusalOf(error: unknown): string {
  const isWrong = isProblem(error) && (error.isSignedOut || error.status === 403);
  return isWrong ? t("signin.wrong") : sayingOf(error);
}
