import { useDebouncedValue } from "@mantine/hooks";
import { Spotlight, spotlight } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useState } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { KindBadge } from "@/parts/KindBadge";
import { t } from "@/text/text";
import { allCommands, type Command, useAllCommands } from "./commands";
import { Keys } from "./Keys";

export const openPalette = () => spotlight.open();

const TYPING_MILLISECONDS = 180;
const SHORTEST_WORD = 2;
const MOST_FOUND = 8;

/** Ctrl/Cmd-K: every command by its name with its key beside it, and change orders by theirs. */
export function Palette() {
  const [typed, setTyped] = useState("");
  const commands = useAllCommands().filter((each) => !each.isSilent);
  const changes = useFoundChanges(typed);
  return (
    <Spotlight
      actions={[...groupsOf(commands), ...changes]}
      query={typed}
      onQueryChange={setTyped}
      className="cw-palette"
      attributes={{ content: { "aria-label": t("shell.search") } }}
      shortcut="mod + K"
      tagsToIgnore={[]}
      highlightQuery
      limit={40}
      maxHeight={420}
      scrollable
      nothingFound={t("shell.paletteEmpty")}
      overlayProps={{ backgroundOpacity: 0.25 }}
      searchProps={{
        leftSection: <Search size={16} aria-hidden="true" />,
        placeholder: t("shell.paletteHint"),
        "aria-label": t("shell.paletteHint"),
      }}
    />
  );
}

function groupsOf(commands: readonly Command[]) {
  const names = [...new Set(commands.map((each) => each.group))];
  return names.map((group) => ({
    group,
    actions: commands
      .filter((each) => each.group === group)
      .map((each) => ({
        id: each.id,
        label: each.label,
        keywords: each.words ?? "",
        // Labels begin under each other, whether they have an icon or not.
        leftSection: each.icon ?? <span style={{ display: "block", width: 16 }} />,
        rightSection: each.keys ? <Keys keys={each.keys} /> : undefined,
        onClick: () =>
          allCommands()
            .find((one) => one.id === each.id)
            ?.run(),
      })),
  }));
}

/** Change orders of the open project whose number or title has the words. */
function useFoundChanges(typed: string) {
  const navigate = useNavigate();
  const [words] = useDebouncedValue(typed.trim(), TYPING_MILLISECONDS);
  const project = useRouterState({
    select: ({ matches }) => matches.map(({ params }) => projectIn(params)).find(Boolean),
  });
  const { data } = useQuery({
    queryKey: keys.of(project ?? "", "log", "palette", words),
    queryFn: ({ signal }) =>
      api.get("/web/v1/projects/{projectId}/log", {
        path: { projectId: project ?? "" },
        query: { q: words, columns: "number,title", limit: MOST_FOUND },
        signal,
      }),
    enabled: project !== undefined && words.length >= SHORTEST_WORD,
  });
  if (!data || !project || data.results.length === 0) return [];
  const actions = data.results.map(({ id, kind, number, title }) => ({
    id: `change.${id}`,
    label: `${number ?? ""} ${title ?? ""}`,
    // The server found it: its words need not stand in the label as they were typed.
    keywords: typed,
    leftSection: <KindBadge kind={kind} />,
    onClick: () =>
      void navigate({ to: "/p/$project/changes/$kind/$id", params: { project, kind, id } }),
  }));
  return [{ group: t("shell.groupChanges"), actions }];
}

function projectIn(params: object): string | undefined {
  return "project" in params && typeof params.project === "string" ? params.project : undefined;
}
