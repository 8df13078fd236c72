/**
 * The requests with which each vendor's clients read a change. Procore's name the company in a
 * header and, for what hangs on a contract, the contract: both by integers that its own lists tell.
 */

import { addressOf } from "@/api/client";
import { ApiProblem, problemOf } from "@/api/problem";
import type { RecordOf } from "./data";

export interface VendorRequest {
  name: string;
  url: string;
  /** The number of the contract that Procore's address still needs, null for the prime contract;
   * undefined where it needs none. */
  contract?: string | null;
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
  under?: "cost" | "budget";
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
      contract: face.contract?.number ?? null,
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
  const under = resource.under ? { contract: held?.number ?? null } : {};
  return [{ name: record.number, url, ...under, isProcore: true }];
}

interface Answered {
  url: string;
  body: unknown;
}

/** What the vendor's door answers, with the address that was asked in the end. */
export async function readVendor(
  request: VendorRequest,
  asOf: string | undefined,
  projectId: number,
  signal: AbortSignal,
): Promise<Answered> {
  const moment = asOf ? `&${request.isProcore ? "as_of" : "asOf"}=${encodeURIComponent(asOf)}` : "";
  if (!request.isProcore) {
    const url = request.url + moment;
    return { url, body: await read(url, {}, signal) };
  }
  const company = await companyOf(signal);
  const headers = { "Procore-Company-Id": String(company) };
  let url = request.url;
  if (request.contract !== undefined) {
    const contract = await contractOf(request.contract, projectId, headers, signal);
    url += `&contract_id=${contract}`;
  }
  url += moment;
  return { url, body: await read(url, headers, signal) };
}

interface Named {
  id: number;
  number?: string | null;
}

async function companyOf(signal: AbortSignal): Promise<number> {
  const companies = (await read("/rest/v1.0/companies", {}, signal)) as Named[];
  const first = companies[0];
  if (!first) throw new ApiProblem(404, "", "");
  return first.id;
}

/** The integer of a contract by its number; of the prime contract without one. */
async function contractOf(
  number: string | null,
  projectId: number,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<number> {
  for (const list of ["prime_contracts", "commitments"]) {
    const url = `/rest/v1.0/${list}?project_id=${projectId}&per_page=1000`;
    const contracts = (await read(url, headers, signal)) as Named[];
    const found = contracts.find((each) => number === null || each.number === number);
    if (found) return found.id;
  }
  throw new ApiProblem(404, "", "");
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
