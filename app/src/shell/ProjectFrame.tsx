import { AppShell, Burger, Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { FolderX, Search } from "lucide-react";
import { Suspense, useEffect } from "react";
import { type Project, projectsQuery } from "@/api/session";
import { EmptyState, Loading } from "@/parts/states";
import { t } from "@/text/text";
import { AccountMenu } from "./AccountMenu";
import { Brand } from "./Brand";
import { type Command, useCommands } from "./commands";
import { Keys } from "./Keys";
import { useLive } from "./live";
import { Navigation } from "./Navigation";
import { CREATE, CREATING_ROLES, PLACES } from "./navigation";
import { OutsideFrame } from "./OutsideFrame";
import { openPalette } from "./Palette";
import { ProjectSwitcher } from "./ProjectSwitcher";
import { ProjectContext } from "./project";
import classes from "./shell.module.css";

const route = getRouteApi("/signedIn/p/$project");

/** The frame of a project's pages: header, navigation, and the page. */
export function ProjectFrame() {
  const { project: opened } = route.useRouteContext();
  // As it is now: its zone or currency may have been set since the page was opened.
  const { data: projects } = useQuery(projectsQuery);
  const project = projects?.find((each) => each.id === opened?.id) ?? opened;
  if (!project) {
    return (
      <OutsideFrame>
        <EmptyState
          icon={FolderX}
          title={t("shell.missingProject")}
          action={
            <Button component={Link} to="/" variant="default">
              {t("shell.toStart")}
            </Button>
          }
        />
      </OutsideFrame>
    );
  }
  return <Frame key={project.id} project={project} />;
}

function Frame({ project }: { project: Project }) {
  const [isNavOpen, nav] = useDisclosure(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the navigation
  useEffect(() => nav.close(), [path]);
  useLive(project.id);
  usePlaces(project);
  return (
    <ProjectContext value={project}>
      <a className="cw-skip cw-no-print" href="#page">
        {t("shell.skip")}
      </a>
      <AppShell
        header={{ height: 48 }}
        navbar={{ width: 200, breakpoint: "md", collapsed: { mobile: !isNavOpen } }}
        transitionDuration={0}
      >
        <AppShell.Header className={`${classes.header} cw-no-print`}>
          <Burger
            opened={isNavOpen}
            onClick={nav.toggle}
            hiddenFrom="md"
            size="sm"
            aria-label={t(isNavOpen ? "shell.closeNavigation" : "shell.openNavigation")}
          />
          <Link to="/p/$project/log" params={{ project: project.id }} className={classes.brand}>
            <Brand />
          </Link>
          <ProjectSwitcher project={project} />
          <button
            type="button"
            className={classes.search}
            aria-label={t("shell.search")}
            onClick={openPalette}
          >
            <Search size={15} aria-hidden="true" />
            <span className={classes.searchText}>{t("shell.search")}</span>
            <span className={classes.searchKeys}>
              <Keys keys="mod+k" />
            </span>
          </button>
          <AccountMenu />
        </AppShell.Header>
        <AppShell.Navbar className={`${classes.navbar} cw-no-print`}>
          <Navigation project={project} />
        </AppShell.Navbar>
        <AppShell.Main id="page" tabIndex={-1} className={`${classes.main} cw-sheet`}>
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </AppShell.Main>
      </AppShell>
    </ProjectContext>
  );
}

/** The project's pages as commands. */
function usePlaces(project: Project): void {
  const navigate = useNavigate();
  const params = { project: project.id };
  const places = [...PLACES, CREATE].filter(
    (place) =>
      place.audiences.includes(project.audience) &&
      (place !== CREATE || CREATING_ROLES.includes(project.role)),
  );
  const commands: Command[] = places.map((place) => ({
    id: `go.${place.text}`,
    label: t(place.text),
    group: t("shell.groupGo"),
    keys: place.keys,
    icon: <place.icon size={16} aria-hidden="true" />,
    run: () => void navigate({ to: place.to, params }),
  }));
  useCommands(commands);
}
