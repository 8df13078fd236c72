import { MultiSelect } from "@mantine/core";
import { useState } from "react";
import { t } from "@/text/text";
import { LIST, labelOf, useChoices } from "./Pick";

interface Props {
  value: string[];
  onChange: (value: string[]) => void;
}

/** Whom to ask: contracts that are there, and companies that have none yet. */
export function Suppliers({ value, onChange }: Props) {
  const [search, setSearch] = useState("");
  const [known, setKnown] = useState<Record<string, string>>({});
  const contracts = useChoices("contracts", search);
  const companies = useChoices("companies", search);
  const groups = [
    { group: t("record.byContract"), noun: "contract", found: contracts.data ?? [] },
    { group: t("record.byCompany"), noun: "company", found: companies.data ?? [] },
  ].map(({ group, noun, found }) => ({
    group,
    items: found
      .filter((each) => each.id)
      .map((each) => ({ value: `${noun} ${each.id}`, label: labelOf(each) })),
  }));
  const shown = groups.flatMap((each) => each.items);
  const missing = value
    .filter((each) => !shown.some((item) => item.value === each))
    .map((each) => ({ value: each, label: known[each] ?? each }));
  const data =
    missing.length > 0 ? [{ group: t("record.chosen"), items: missing }, ...groups] : groups;
  return (
    <MultiSelect
      label={t("record.suppliers")}
      description={t("record.suppliersHelp")}
      data={data}
      value={value}
      searchable
      clearable
      searchValue={search}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      {...LIST}
      data-autofocus
      onChange={(chosen) => {
        const names = Object.fromEntries(
          [...shown, ...missing].map((each) => [each.value, each.label]),
        );
        setKnown(names);
        onChange(chosen);
      }}
    />
  );
}
