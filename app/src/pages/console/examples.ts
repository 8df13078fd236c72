/** The same question in both vendors' dialects, as rows. `{project}` is filled in by the console. */

export const METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"] as const;
export type Method = (typeof METHODS)[number];
export type Dialect = "autodesk" | "procore";

export interface RequestDraft {
  method: Method;
  path: string;
  body: string;
}

export interface Example {
  name: string;
  autodesk: RequestDraft;
  procore: RequestDraft;
}

const COST = "/cost/v1/containers/{project}";
const REST = "/rest/v1.0";

function get(path: string): RequestDraft {
  return { method: "GET", path, body: "" };
}

function post(path: string, body: unknown): RequestDraft {
  return { method: "POST", path, body: JSON.stringify(body, null, 2) };
}

export const EXAMPLES = [
  {
    name: "ownerOrders",
    autodesk: get(`${COST}/change-orders/oco?limit=5`),
    procore: get(`${REST}/projects/{projectInteger}/prime_change_orders?per_page=5`),
  },
  {
    name: "supplierOrders",
    autodesk: get(`${COST}/change-orders/sco?limit=5`),
    procore: get(`${REST}/projects/{projectInteger}/commitment_change_orders?per_page=5`),
  },
  {
    name: "potential",
    autodesk: get(`${COST}/change-orders/pco?limit=5&include=costItems`),
    procore: get(`${REST}/change_events?project_id={projectInteger}&per_page=5`),
  },
  {
    name: "commitments",
    autodesk: get(`${COST}/contracts?limit=5`),
    procore: get(`${REST}/commitments?project_id={projectInteger}&per_page=5`),
  },
  {
    name: "mainContracts",
    autodesk: get(`${COST}/main-contracts?limit=5`),
    procore: get(`${REST}/prime_contracts?project_id={projectInteger}&per_page=5`),
  },
  {
    name: "budgets",
    autodesk: get(`${COST}/budgets?limit=5`),
    procore: get(`${REST}/cost_codes?project_id={projectInteger}&per_page=5`),
  },
  {
    name: "people",
    autodesk: get("/construction/admin/v1/projects/{project}/users?limit=5"),
    procore: get(`${REST}/projects/{projectInteger}/users?per_page=5`),
  },
  {
    name: "newChange",
    autodesk: post(`${COST}/change-orders/pco`, { name: "Opening in the slab", scope: "tbd" }),
    procore: post("/rest/v1.1/change_events?project_id={projectInteger}", {
      change_event: { title: "Opening in the slab" },
    }),
  },
] as const satisfies readonly Example[];

export type ExampleName = (typeof EXAMPLES)[number]["name"];
export const EXAMPLE_NAMES: readonly ExampleName[] = EXAMPLES.map((each) => each.name);

export interface Place {
  project: string;
  projectInteger: number;
}

/** The request with the open project in it. */
export function filled(draft: RequestDraft, place: Place): RequestDraft {
  const path = draft.path
    .replaceAll("{project}", place.project)
    .replaceAll("{projectInteger}", String(place.projectInteger));
  return { ...draft, path };
}
