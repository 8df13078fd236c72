import { Spotlight, spotlight } from "@mantine/spotlight";
import { Search } from "lucide-react";
import { t } from "@/text/text";
import { allCommands, type Command, useAllCommands } from "./commands";
import { Keys } from "./Keys";

export const openPalette = () => spotlight.open();

/** Ctrl/Cmd-K: every command by its name, with its key beside it. */
export function Palette() {
  const commands = useAllCommands().filter((each) => !each.isSilent);
  return (
    <Spotlight
      actions={groupsOf(commands)}
      shortcut={["mod + K", "mod + P"]}
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
        leftSection: each.icon,
        rightSection: each.keys ? <Keys keys={each.keys} /> : undefined,
        onClick: () =>
          allCommands()
            .find((one) => one.id === each.id)
            ?.run(),
      })),
  }));
}
