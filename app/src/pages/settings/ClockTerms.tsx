/** Which form of contract each contract has, and so which of its rights end when. */

import { useQuery } from "@tanstack/react-query";
import { type Answer, api } from "@/api/client";
import { keys } from "@/api/keys";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";
import type { FormField, FormValues, Option } from "./form/fields";
import { Listing } from "./Listing";
import { useRows } from "./rows";
import { Section } from "./Section";

type Terms = Answer<"/web/v1/projects/{projectId}/clock-terms">["results"][number];
type Family = Answer<"/web/v1/projects/{projectId}/clock-families">["results"][number];

/** Where each side's contracts are listed, and where their terms are set. */
const BOOKS = "/web/v1/projects/{projectId}/books";
const SIDES = [
  { kind: "mainContract", list: `${BOOKS}/main-contracts`, terms: "main-contracts" },
  { kind: "contract", list: `${BOOKS}/contracts`, terms: "contracts" },
] as const;

export function ClockTerms({ families }: { families: readonly Family[] }) {
  const project = useProject();
  const rows = useRows<Terms>("/clock-terms");
  const contracts = useContracts();
  const place = (value: string) => {
    const [kind, id] = value.split(" ");
    const side = SIDES.find((each) => each.kind === kind) ?? SIDES[1];
    return {
      url: `/web/v1/projects/{projectId}/${side.terms}/{contractId}/clock-terms`,
      path: { projectId: project.id, contractId: id ?? "" },
    };
  };
  /** With the row's tag what somebody else said meanwhile is refused, not written over. */
  const send = async (method: string, value: string, body?: FormValues, tag?: string) => {
    const { url, path } = place(value);
    const more = { ...(body ? { body } : {}), ...(tag === undefined ? {} : { ifMatch: tag }) };
    try {
      await api.request(method, url, { path, ...more });
    } finally {
      await rows.changed();
    }
  };
  return (
    <Section
      title={t("settings.termsTitle")}
      help={t("settings.termsHelp")}
      query={rows}
      isLocked={!rows.canConfigure}
    >
      <Listing<Terms>
        noun={t("settings.termsNoun")}
        rows={rows.data ?? []}
        idOf={(row) => row.contract.id}
        nameOf={(row) => row.contract.name}
        columns={[
          { header: t("settings.contract"), cell: (row) => row.contract.name },
          { header: t("settings.family"), cell: (row) => row.familyTitle },
          { header: t("settings.remark"), cell: (row) => row.remark ?? "—" },
        ]}
        fields={fieldsOf(contracts, families)}
        {...(rows.canConfigure
          ? {
              onSave: (body, row: Terms | null, isAnyway?: boolean) => {
                const key = row ? termsKey(row) : String(body.contract);
                const family = body.family ?? row?.family ?? null;
                return send("PUT", key, { family }, isAnyway ? undefined : row?.tag);
              },
              onDelete: (row: Terms) => send("DELETE", termsKey(row), undefined, row.tag),
            }
          : {})}
        empty={t("settings.noTerms")}
      />
    </Section>
  );
}

function termsKey(row: Terms): string {
  return `${row.contract.kind} ${row.contract.id}`;
}

function fieldsOf(contracts: readonly Option[], families: readonly Family[]): FormField[] {
  return [
    { name: "contract", kind: "choice", required: true, options: contracts, onlyNew: true },
    {
      name: "family",
      kind: "choice",
      required: true,
      options: families.map(({ id, title, edition }) => ({
        value: id,
        label: `${title} (${edition})`,
      })),
    },
  ];
}

/** The project's contracts of both sides, as choices. */
function useContracts(): readonly Option[] {
  const project = useProject();
  const query = useQuery({
    queryKey: keys.of(project.id, "contracts", "choices"),
    queryFn: async ({ signal }) => {
      const found = await Promise.all(
        SIDES.map(async ({ kind, list }) => {
          const book = await api.get(list, { path: { projectId: project.id }, signal });
          return book.rows.map(({ id, code, name }) => ({
            value: `${kind} ${id}`,
            label: code ? `${code} ${name}` : name,
          }));
        }),
      );
      return found.flat();
    },
  });
  return query.data ?? [];
}
