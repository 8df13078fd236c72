import { afterEach, expect, it, vi } from "vitest";
import type { RecordOf } from "./data";
import { procoreRequests, readVendor } from "./vendors";

const PROJECT = { integerId: 12, accountIntegerId: 77 };
const PRIME = [{ id: 900, number: "1" }];
const COMMITMENTS = Array.from({ length: 1000 }, (_, place) => ({
  id: place,
  number: `C-${place}`,
}));
const SECOND_PAGE = [{ id: 5000, number: "1" }];

interface Asked {
  url: string;
  company: string | null;
}

function serve(): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (url: string, { headers }: { headers: Record<string, string> }) => {
    asked.push({ url, company: headers["Procore-Company-Id"] ?? null });
    const commitments = url.endsWith("&page=1") ? COMMITMENTS : SECOND_PAGE;
    const isList = /\?project_id=12&per_page/.test(url);
    const list = url.includes("/prime_contracts") ? PRIME : commitments;
    return { ok: true, status: 200, json: async () => (isList ? list : { id: 1 }) };
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

function change(kind: string, rest: Partial<RecordOf>): RecordOf {
  return { kind, integerId: 34, number: "7", faces: [], ...rest } as RecordOf;
}

it("names the company that has the project, whatever others the reader works in", async () => {
  const asked = serve();
  const [request] = procoreRequests(change("oco", {}), PROJECT.integerId);
  if (!request) throw new Error("no request");
  const { url } = await readVendor(request, undefined, PROJECT, new AbortController().signal);
  expect(url).toBe("/rest/v1.0/change_order_packages/34?project_id=12");
  expect(asked).toEqual([{ url, company: "77" }]);
});

it("finds the contract on its own side, though another side has the number too", async () => {
  serve();
  const contract = { id: "x", number: "1", name: "Steel" } as RecordOf["contract"];
  const [request] = procoreRequests(change("rfq", { contract }), PROJECT.integerId);
  if (!request) throw new Error("no request");
  const signal = new AbortController().signal;
  const { url } = await readVendor(request, "2026-03-02T00:00:00Z", PROJECT, signal);
  expect(url).toBe(
    "/rest/v1.0/rfqs/34?project_id=12&contract_id=5000&as_of=2026-03-02T00%3A00%3A00Z",
  );
});
