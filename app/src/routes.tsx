/**
 * The tree of addresses. Every page is loaded when it is first opened; what its address may say is
 * read by the page's own search.ts.
 */

import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { projectsQuery, sessionQuery } from "./api/session";
import { readBudgetsSearch } from "./pages/budgets/search";
import { readConsoleSearch } from "./pages/console/search";
import { readContractsSearch } from "./pages/contracts/search";
import { readCreateSearch } from "./pages/create/search";
import { readDashboardSearch } from "./pages/dashboard/search";
import { readInboxSearch } from "./pages/inbox/search";
import { readLogSearch } from "./pages/log/search";
import { readRecordSearch } from "./pages/record/search";
import { readSettingsSearch } from "./pages/settings/search";
import { fetched } from "./parts/pageCode";
import { Root } from "./shell/Root";
import { RouteFailed, RouteMissing, RouteMissingOutside, RoutePending } from "./shell/routeStates";
import { readNext } from "./shell/search";

interface Context {
  queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<Context>()({
  component: Root,
  notFoundComponent: RouteMissingOutside,
  errorComponent: RouteFailed,
});

const signinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/signin",
  validateSearch: readNext,
  component: lazyRouteComponent(
    fetched(() => import("./pages/signin/index")),
    "SigninPage",
  ),
});

/** Everything behind it needs a session; who has none signs in and comes back. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "signedIn",
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (!session.signedIn && !session.firstRun) {
      throw redirect({ to: "/signin", search: { next: location.href } });
    }
    return { session };
  },
});

const startRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/start",
  component: lazyRouteComponent(
    fetched(() => import("./pages/start/index")),
    "StartPage",
  ),
});

const LAST_PROJECT = "changewright-project";

/** The project that was last open, or the first; without any, the start page. */
const indexRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/",
  beforeLoad: async ({ context }) => {
    if (context.session.firstRun) throw redirect({ to: "/start" });
    const projects = await context.queryClient.ensureQueryData(projectsQuery);
    const last = localStorage.getItem(LAST_PROJECT);
    const project = projects.find((each) => each.id === last) ?? projects[0];
    if (!project) throw redirect({ to: "/start" });
    throw redirect({ to: "/p/$project/log", params: { project: project.id } });
  },
});

const projectRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/p/$project",
  beforeLoad: async ({ context, params }) => {
    if (context.session.firstRun) throw redirect({ to: "/start" });
    const projects = await context.queryClient.ensureQueryData(projectsQuery);
    const wanted = params.project;
    const project = projects.find(
      (each) => each.id === wanted || String(each.integerId) === wanted,
    );
    if (project) localStorage.setItem(LAST_PROJECT, project.id);
    return { project };
  },
  component: lazyRouteComponent(
    fetched(() => import("./shell/ProjectFrame")),
    "ProjectFrame",
  ),
});

const projectIndexRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/p/$project/log", params });
  },
});

const logRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/log",
  validateSearch: readLogSearch,
  component: lazyRouteComponent(
    fetched(() => import("./pages/log/index")),
    "LogPage",
  ),
});

const recordRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/changes/$kind/$id",
  validateSearch: readRecordSearch,
  component: lazyRouteComponent(
    fetched(() => import("./pages/record/index")),
    "RecordPage",
  ),
});

const createChangeRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/create",
  validateSearch: readCreateSearch,
  component: lazyRouteComponent(
    fetched(() => import("./pages/create/index")),
    "CreatePage",
  ),
});

const inboxRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/inbox",
  validateSearch: readInboxSearch,
  component: lazyRouteComponent(
    fetched(() => import("./pages/inbox/index")),
    "InboxPage",
  ),
});

const dashboardRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/dashboard",
  validateSearch: readDashboardSearch,
  component: lazyRouteComponent(
    fetched(() => import("./pages/dashboard/index")),
    "DashboardPage",
  ),
});

const contractsPage = lazyRouteComponent(
  fetched(() => import("./pages/contracts/index")),
  "ContractsPage",
);

const contractsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/contracts",
  validateSearch: readContractsSearch,
  component: contractsPage,
});

const contractRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/contracts/$id",
  validateSearch: readContractsSearch,
  component: contractsPage,
});

const budgetsPage = lazyRouteComponent(
  fetched(() => import("./pages/budgets/index")),
  "BudgetsPage",
);

const budgetsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/budgets",
  validateSearch: readBudgetsSearch,
  component: budgetsPage,
});

const budgetRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/budgets/$id",
  validateSearch: readBudgetsSearch,
  component: budgetsPage,
});

const settingsPage = lazyRouteComponent(
  fetched(() => import("./pages/settings/index")),
  "SettingsPage",
);

const settingsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/settings",
  validateSearch: readSettingsSearch,
  component: settingsPage,
});

const settingsSectionRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/settings/$section",
  validateSearch: readSettingsSearch,
  component: settingsPage,
});

const consoleRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/console",
  validateSearch: readConsoleSearch,
  component: lazyRouteComponent(
    fetched(() => import("./pages/console/index")),
    "ConsolePage",
  ),
});

/** What is no page of the project stands in its frame, from where one goes on. */
const missingRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/$",
  component: RouteMissing,
});

const routeTree = rootRoute.addChildren([
  signinRoute,
  signedInRoute.addChildren([
    indexRoute,
    startRoute,
    projectRoute.addChildren([
      projectIndexRoute,
      logRoute,
      recordRoute,
      createChangeRoute,
      inboxRoute,
      dashboardRoute,
      contractsRoute,
      contractRoute,
      budgetsRoute,
      budgetRoute,
      settingsRoute,
      settingsSectionRoute,
      consoleRoute,
      missingRoute,
    ]),
  ]),
]);

export function newRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    basepath: "/app",
    context: { queryClient },
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: RoutePending,
    defaultErrorComponent: RouteFailed,
    defaultNotFoundComponent: RouteMissing,
    scrollRestoration: true,
    // Plain words: the log's filters are the server's own grammar, and links are read by people.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const said = Object.entries(search).filter(([, value]) => value !== undefined);
      const text = new URLSearchParams(
        said.map(([name, value]) => [name, String(value)]),
      ).toString();
      return text ? `?${text}` : "";
    },
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
