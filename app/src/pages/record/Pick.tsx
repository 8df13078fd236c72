import { Loader, Select, type SelectProps } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { components } from "@/api/schema";
import { useProject } from "@/shell/project";
import { t } from "@/text/text";

export type Choice = components["schemas"]["RecordChoiceView"];
type ListName =
  | "contracts"
  | "mainContracts"
  | "budgets"
  | "markupFormulas"
  | "people"
  | "companies"
  | "reasons"
  | "types"
  | "scopes"
  | "pco";

const SHOWN_AT_ONCE = 30;
const TYPING_MILLISECONDS = 180;

/** A list of the server's, searched there: ten thousand codes cost what ten do. */
export function useChoices(list: ListName, search: string, isWanted = true) {
  const project = useProject();
  return useQuery({
    queryKey: keys.of(project.id, "all", "choices", list, search),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/record-choices", {
        path: { projectId: project.id },
        query: { list: [list], search, limit: SHOWN_AT_ONCE },
        signal,
      }),
    select: (told): Choice[] => told.lists[list] ?? [],
    placeholderData: keepPreviousData,
    enabled: isWanted,
  });
}

interface Props
  extends Omit<SelectProps, "data" | "value" | "name" | "onChange" | "onSearchChange"> {
  list: ListName;
  /** The id of what is chosen, with its name, which need not be among what was found. */
  value: string | null;
  name?: string | null;
  onPick: (choice: Choice | null) => void;
}

/** Choosing a record, a person, a company or a word out of a list that is searched as one types. */
export function Pick({ list, value, name, onPick, ...rest }: Props) {
  const [typed, setTyped] = useState("");
  const [isOpen, setIsOpen] = useState(rest.defaultDropdownOpened ?? false);
  const [search] = useDebouncedValue(typed === name ? "" : typed, TYPING_MILLISECONDS);
  const found = useChoices(list, search, isOpen);
  const choices = found.data ?? [];
  const data = choices.map((each) => ({ value: idOf(each), label: labelOf(each) }));
  if (value && !data.some((each) => each.value === value)) {
    data.unshift({ value, label: name ?? value });
  }
  return (
    <Select
      {...rest}
      data={data}
      value={value}
      searchable
      clearable
      searchValue={typed}
      onSearchChange={setTyped}
      onDropdownOpen={() => setIsOpen(true)}
      filter={({ options }) => options}
      nothingFoundMessage={found.isFetching ? t("parts.loading") : t("record.nothingFound")}
      rightSection={found.isFetching && isOpen ? <Loader size={14} /> : undefined}
      onChange={(id) => {
        const choice = choices.find((each) => idOf(each) === id) ?? null;
        // What is chosen already need not be among what was found: it stays.
        if (choice || id === null) onPick(choice);
      }}
      comboboxProps={{ width: "max-content", position: "bottom-start" }}
      {...LIST}
    />
  );
}

/** The list itself scrolls: a box around it would have to be reachable by keyboard. */
export const LIST = {
  withScrollArea: false,
  styles: { options: { maxHeight: 280, overflowY: "auto" } },
} as const;

export function idOf(choice: Choice): string {
  return choice.id ?? choice.text;
}

export function labelOf(choice: Choice): string {
  const head = choice.text === choice.name ? choice.name : `${choice.text} ${choice.name}`;
  return choice.detail ? `${head} · ${choice.detail}` : head;
}
