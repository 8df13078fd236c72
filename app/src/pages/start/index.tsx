/** The start: beginning on an empty server, opening a project, or finding one's own. */

import { Button, Stack, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { FolderOpen } from "lucide-react";
import { useState } from "react";
import { type Project, projectsQuery, sessionQuery } from "@/api/session";
import { EmptyState, ErrorState, Loading } from "@/parts/states";
import { Brand } from "@/shell/Brand";
import { t } from "@/text/text";
import { FirstRun } from "./FirstRun";
import { NewProject } from "./NewProject";
import classes from "./start.module.css";

export function StartPage() {
  const { data: session } = useQuery(sessionQuery);
  const [opened, setOpened] = useState("");
  return (
    <main className={classes.place}>
      <Brand size={28} />
      {opened ? (
        <Ready projectId={opened} />
      ) : session?.firstRun ? (
        <FirstRun onBegun={setOpened} />
      ) : (
        <Projects onOpened={setOpened} />
      )}
    </main>
  );
}

/** What to do with a project that was just made. */
function Ready({ projectId }: { projectId: string }) {
  const { data: projects, error, refetch } = useQuery(projectsQuery);
  const project = projects?.find((each) => each.id === projectId);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!project) return <Loading lines={3} />;
  const params = { project: project.id };
  return (
    <section className={`cw-card ${classes.card}`} role="status">
      <Title order={1}>{t("start.readyTitle", { name: project.name })}</Title>
      <p className={classes.lead}>{t("start.readyLead")}</p>
      <Stack gap="xs">
        <Link to="/p/$project/log" params={params} className={classes.way}>
          {t("start.toLog")}
        </Link>
        <Link
          to="/p/$project/settings/$section"
          params={{ ...params, section: "people" }}
          className={classes.way}
        >
          {t("start.toPeople")}
        </Link>
        <Link to="/p/$project/settings" params={params} className={classes.way}>
          {t("start.toSettings")}
        </Link>
      </Stack>
      <p className={classes.lead}>{t("start.importHelp")}</p>
    </section>
  );
}

function Projects({ onOpened }: { onOpened: (id: string) => void }) {
  const { data: projects, error, refetch } = useQuery(projectsQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!projects) return <Loading lines={4} />;
  if (projects.length === 0) return <NoProjects />;
  return (
    <>
      <section className={`cw-card ${classes.card}`}>
        <Title order={1}>{t("start.yourProjects")}</Title>
        <Stack gap="xs" mt="sm">
          {projects.map((each: Project) => (
            <Link
              key={each.id}
              to="/p/$project/log"
              params={{ project: each.id }}
              className={classes.way}
            >
              {each.name}
            </Link>
          ))}
        </Stack>
      </section>
      {projects.some((each) => each.role === "admin") ? <NewProject onOpened={onOpened} /> : null}
    </>
  );
}

/** For who is signed in and has no project. */
function NoProjects() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const again = async () => {
    await queryClient.resetQueries();
    await router.navigate({ to: "/" });
  };
  return (
    <EmptyState
      icon={FolderOpen}
      title={t("start.noProjects")}
      action={
        <Button variant="default" onClick={() => void again()}>
          {t("start.again")}
        </Button>
      }
    >
      {t("start.noProjectsHelp")}
    </EmptyState>
  );
}
