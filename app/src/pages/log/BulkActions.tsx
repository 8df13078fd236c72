/** The moves that the selected rows offer, with how many of them do. */

import { Button, Menu } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { ChevronDown, Zap } from "lucide-react";
import { keys } from "@/api/keys";
import { sentence, t } from "@/text/text";
import type { Selection } from "./selection";
import { type Asked, PAGE_SIZE, readPage } from "./wire";

interface Props {
  projectId: string;
  asked: Asked;
  selection: Selection;
  /** Pages that were looked at: their moves are asked for. */
  pages: readonly number[];
  isBusy: boolean;
  onRun: (action: string) => void;
}

export function BulkActions({ isBusy, onRun, ...of }: Props) {
  const { actions, isWaiting } = useOffered(of);
  return (
    <Menu position="bottom-start" width={230}>
      <Menu.Target>
        <Button
          loading={isBusy}
          leftSection={<Zap size={14} aria-hidden="true" />}
          rightSection={<ChevronDown size={14} aria-hidden="true" />}
        >
          {t("log.actions")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(([action, count]) => (
          <Menu.Item key={action} onClick={() => onRun(action)}>
            {t("log.someOf", { action: sentence(action), count })}
          </Menu.Item>
        ))}
        {actions.length === 0 ? (
          <Menu.Label>{t(isWaiting ? "log.refreshing" : "log.noActions")}</Menu.Label>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The actions that selected rows offer, those of most rows first. */
function useOffered({ projectId, asked, selection, pages }: Omit<Props, "isBusy" | "onRun">) {
  const numbersOnly = { ...asked, columns: "number" };
  const read = useQueries({
    queries: pages.map((page) => ({
      queryKey: keys.of(projectId, "log", "moves", { ...asked, columns: "" }, page),
      queryFn: () =>
        readPage(projectId, numbersOnly, page * PAGE_SIZE, PAGE_SIZE, undefined, false, true),
      staleTime: 15_000,
    })),
  });
  const known = [...selection.rows.values()].filter((each) => each.moves);
  const asWell = read.flatMap((each) => each.data?.results ?? []);
  const byId = new Map([...asWell, ...known].map((each) => [each.id, each]));
  const counts = new Map<string, number>();
  for (const row of byId.values()) {
    if (!selection.has(row.id)) continue;
    const offered = new Set((row.moves ?? []).map((each) => each.action));
    for (const action of offered) counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  return {
    actions: [...counts].sort((a, b) => b[1] - a[1]),
    isWaiting: read.some((each) => each.isPending),
  };
}
