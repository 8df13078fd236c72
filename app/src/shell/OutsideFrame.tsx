import { AppShell } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { sessionQuery } from "@/api/session";
import { t } from "@/text/text";
import { AccountMenu } from "./AccountMenu";
import { Brand } from "./Brand";
import classes from "./shell.module.css";

/** The frame of what is in no project: the way back, and who is signed in. Nobody needs neither. */
export function OutsideFrame({ children }: { children: ReactNode }) {
  const { data: session } = useQuery(sessionQuery);
  if (!session?.signedIn) return <main>{children}</main>;
  return (
    <>
      <a className="cw-skip cw-no-print" href="#page">
        {t("shell.skip")}
      </a>
      <AppShell header={{ height: 48 }} transitionDuration={0}>
        <AppShell.Header className={`${classes.header} cw-no-print`}>
          <Link to="/" className={classes.brand} data-alone>
            <Brand />
          </Link>
          <span className={classes.spring} />
          <AccountMenu />
        </AppShell.Header>
        <AppShell.Main id="page" tabIndex={-1} className={`${classes.main} cw-sheet`}>
          {children}
        </AppShell.Main>
      </AppShell>
    </>
  );
}
