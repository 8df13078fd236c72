/** The account's lists: reasons, types, statuses, cost types. */

import type { Answer } from "@/api/client";
import { t, word } from "@/text/text";
import type { FormField } from "./form/fields";
import { Listing } from "./Listing";
import { Noted } from "./Noted";
import { type RowsOf, useRows } from "./rows";
import { Section } from "./Section";

type ChoiceList = Answer<"/web/v1/projects/{projectId}/choices">["results"][number];
type Choice = ChoiceList["entries"][number];

export function ListsSection() {
  const rows = useRows<ChoiceList>("/choices");
  if (!rows.data) {
    return (
      <Section title={t("settings.listsTitle")} help={t("settings.listsHelp")} query={rows}>
        {null}
      </Section>
    );
  }
  return rows.data.map((list) => <OneList key={list.name} list={list} rows={rows} />);
}

function OneList({ list, rows }: { list: ChoiceList; rows: RowsOf<ChoiceList> }) {
  return (
    <Section
      title={word("settingsLists", list.name)}
      help={t("settings.listHelp")}
      isLocked={!rows.canConfigure}
    >
      <Listing
        noun={t("settings.entryNoun")}
        rows={list.entries}
        idOf={(row) => String(row.id)}
        nameOf={(row) => row.name}
        columns={columnsOf(list)}
        fields={fieldsOf(list)}
        canAdd={list.grows}
        canDelete={(row) => row.deletable}
        {...(rows.canConfigure
          ? {
              onSave: (body, row: Choice | null, isAnyway) =>
                row
                  ? rows.update(row.id, body, isAnyway ? undefined : row.tag)
                  : rows.create({ ...body, list: list.name }),
              onDelete: (row: Choice) => rows.remove(row.id, row.tag),
            }
          : {})}
        empty={t("settings.noEntries")}
      />
    </Section>
  );
}

function columnsOf(list: ChoiceList) {
  return [
    { header: t("settings.name"), cell: (row: Choice) => row.name },
    ...(list.abbreviated
      ? [{ header: t("settings.abbreviation"), cell: (row: Choice) => row.abbreviation ?? "—" }]
      : []),
    ...(list.words.length > 0
      ? [
          {
            header: t("settings.standsFor"),
            cell: (row: Choice) => word("states", row.mappedTo ?? ""),
          },
        ]
      : []),
    {
      header: t("settings.offered"),
      cell: (row: Choice) => (
        <Noted note={row.isDefault && t("settings.isDefault")}>
          {row.shown ? t("settings.yes") : t("settings.no")}
        </Noted>
      ),
    },
  ];
}

function fieldsOf(list: ChoiceList): FormField[] {
  return [
    { name: "name", kind: "text", required: true },
    ...(list.abbreviated ? [{ name: "abbreviation", kind: "text" } as const] : []),
    ...(list.words.length > 0
      ? [
          {
            name: "mappedTo",
            kind: "choice",
            required: true,
            options: list.words.map((value) => ({ value, label: word("states", value) })),
          } as const,
        ]
      : []),
    { name: "shown", kind: "switch", initial: true },
    ...(list.hasDefault ? [{ name: "isDefault", kind: "switch" } as const] : []),
  ];
}
