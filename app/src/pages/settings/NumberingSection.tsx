/** What the project calls its kinds of change order, and how their numbers are made. */

import type { Answer } from "@/api/client";
import { t, word } from "@/text/text";
import type { FormField } from "./form/fields";
import { Listing } from "./Listing";
import { useRows } from "./rows";
import { Section } from "./Section";

type Kind = Answer<"/web/v1/projects/{projectId}/kinds">["results"][number];

const FIELDS: readonly FormField[] = [
  { name: "name", kind: "text", required: true },
  { name: "numberPrefix", kind: "text" },
  { name: "numberSuffix", kind: "text" },
  { name: "numberDigits", kind: "integer", required: true },
  { name: "numberStart", kind: "integer", required: true, help: t("settings.numberStartHelp") },
];

export function NumberingSection() {
  const rows = useRows<Kind>("/kinds");
  return (
    <Section
      title={t("settings.numberingTitle")}
      help={t("settings.numberingHelp")}
      query={rows}
      isLocked={!rows.canConfigure}
    >
      <Listing<Kind>
        noun={t("settings.kindNoun")}
        rows={rows.data ?? []}
        idOf={(row) => row.id}
        nameOf={(row) => row.name}
        columns={[
          { header: t("settings.kind"), cell: (row) => word("kinds", row.kind) },
          { header: t("settings.called"), cell: (row) => row.name },
          { header: t("settings.firstNumber"), cell: (row) => <code>{row.example}</code> },
        ]}
        fields={FIELDS}
        canAdd={false}
        {...(rows.canConfigure
          ? { onSave: (body, row: Kind | null) => rows.update(row?.id ?? "", body) }
          : {})}
        empty={t("settings.noKinds")}
      />
    </Section>
  );
}
