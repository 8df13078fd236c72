/**
 * The requests with which each vendor's clients read a change. Procore's name the company that has
 * the project in a header and, for what hangs on a contract, the contract, by an integer that its
 * own lists tell.
 */

import { addressOf } from "@/api/client";
import { ApiProblem, problemOf } from "@/api/problem";
import type { Project } from "@/api/session";
import type { RecordOf } from "./data";

type Side = "cost" | "budget";

/** A contract by its side and number; null for the only one of its side. */
interface Under {
  side: Side;
  number: string | null;
}

export interface VendorRequest {
  name: string;
  url: string;
  /** The contract that Procore's address still needs. */
  contract?: Under;
  isProcore: boolean;
}

const INCLUDES = "costItems,attributes,comments";

export function autodeskRequest(record: RecordOf, projectId: string): VendorRequest {
  const url = addressOf("/cost/v1/containers/{containerId}/change-orders/{kind}/{id}", {
    path: { containerId: projectId, kind: record.kind, id: record.id },
    query: { include: INCLUDES },
  });
  return { name: record.number, url, isProcore: false };
}

interface Resource {
  name: string;
  /** The contract that its address names: the supplier's, the owner's, or none. */
  under?: Side;
}

const PROCORE: Readonly<Record<string, Resource>> = {
  rfq: { name: "rfqs", under: "cost" },
  rco: { name: "change_order_requests", under: "budget" },
  scr: { name: "change_order_requests", under: "cost" },
  oco: { name: "change_order_packages" },
  sco: { name: "change_order_packages" },
  event: { name: "change_events" },
};

/** A potential change has one record for each contract at Procore's door. */
export function procoreRequests(record: RecordOf, projectId: number): VendorRequest[] {
  const query = { project_id: projectId };
  if (record.kind === "pco") {
    return record.faces.map((face) => ({
      name: [face.contract?.number ?? face.side, face.number].join(" · "),
      url: addressOf("/rest/v1.0/potential_change_orders/{id}", {
        path: { id: face.integerId },
        query,
      }),
      contract: { side: face.side as Side, number: face.contract?.number ?? null },
      isProcore: true,
    }));
  }
  const resource = PROCORE[record.kind];
  if (!resource || (resource.under === "cost" && !record.contract)) return [];
  const url = addressOf(`/rest/v1.0/${resource.name}/{id}`, {
    path: { id: record.integerId },
    query,
  });
  const held = resource.under === "cost" ? record.contract : record.mainContract;
  const { under } = resource;
  const contract = under ? { contract: { side: under, number: held?.number ?? null } } : {};
  return [{ name: record.number, url, ...contract, isProcore: true }];
}

interface Answered {
  url: string;
  body: unknown;
}

/** What the vendor's door answers, with the address that was asked in the end. */
export async function readVendor(
  request: VendorRequest,
  asOf: string | undefined,
  project: Pick<Project, "integerId" | "accountIntegerId">,
  signal: AbortSignal,
): Promise<Answered> {
  const moment = asOf ? `&${request.isProcore ? "as_of" : "asOf"}=${encodeURIComponent(asOf)}` : "";
  if (!request.isProcore) {
    const url = request.url + moment;
    return { url, body: await read(url, {}, signal) };
  }
  const headers = { "Procore-Company-Id": String(project.accountIntegerId) };
  let url = request.url;
  if (request.contract) {
    const contract = await contractOf(request.contract, project.integerId, headers, signal);
    url += `&contract_id=${contract}`;
  }
  url += moment;
  return { url, body: await read(url, headers, signal) };
}

interface Named {
  id: number;
  number?: string | null;
}

const LISTS: Readonly<Record<Side, string>> = { budget: "prime_contracts", cost: "commitments" };
const PAGE_SIZE = 1000;

/** The integer of a contract, out of the list of its side. */
async function contractOf(
  { side, number }: Under,
  projectId: number,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<number> {
  for (let page = 1; ; page += 1) {
    const query = `project_id=${projectId}&per_page=${PAGE_SIZE}&page=${page}`;
    const contracts = (await read(
      `/rest/v1.0/${LISTS[side]}?${query}`,
      headers,
      signal,
    )) as Named[];
    const found = contracts.find((each) => number === null || each.number === number);
    if (found) return found.id;
    if (contracts.length < PAGE_SIZE) throw new ApiProblem(404, "", "");
  }
}

async function read(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await fetch(url, {
    headers: { Accept: "application/json", ...headers },
    credentials: "same-origin",
    signal,
  });
  const body: unknown = await response.json();
  if (!response.ok) throw problemOf(response.status, body);
  return body;
}
