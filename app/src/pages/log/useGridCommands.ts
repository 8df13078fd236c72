/** The grid's own keys, for the help; what changes cells can be chosen in the palette too. */

import { type Command, useCommands } from "@/shell/commands";
import { type TextName, t } from "@/text/text";
import type { EditingOfGrid } from "./useEditing";

const TOLD: readonly (readonly [keys: string, text: TextName])[] = [
  ["enter", "log.open"],
  ["e", "log.edit"],
  ["x", "log.selectThis"],
  ["shift+arrowdown", "log.selectMore"],
  ["mod+a", "log.selectAll"],
  ["m", "log.menuOfColumn"],
  ["delete", "log.emptyCell"],
  ["mod+end", "log.lastRow"],
];

export function useGridCommands({ undo, fillDown }: EditingOfGrid): void {
  const common = { group: t("log.groupHere"), isHeardThere: true };
  useCommands([
    ...TOLD.map(([keys, text]): Command => {
      return { ...common, id: text, keys, label: t(text), isSilent: true, run: () => undefined };
    }),
    { ...common, id: "log.undo", keys: "mod+z", label: t("log.undo"), run: undo },
    { ...common, id: "log.fillDown", keys: "mod+d", label: t("log.fillDown"), run: fillDown },
  ]);
}
