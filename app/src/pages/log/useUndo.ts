/** The key that takes back: sends the cells as they were, and tells what became of it. */

import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { sayingOf } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import { Undoing } from "./undo";
import { EDITING, reasonOf, useRowCache } from "./useEdits";
import { type Edit, editRows, type Outcomes } from "./wire";

export interface Undo extends Pick<Undoing, "remember"> {
  undo: () => void;
}

export function useUndo(projectId: string, columns: string): Undo {
  const [undoing] = useState(() => new Undoing());
  const cache = useRowCache(projectId);
  const queryClient = useQueryClient();
  const { mutate } = useMutation({
    mutationKey: EDITING,
    mutationFn: (edits: readonly Edit[]) => editRows(projectId, edits, columns),
    onSuccess: (outcomes) => {
      undoing.drop();
      undoing.see(outcomes);
      void cache.readAgain();
      tell(outcomes);
    },
    onError: (error) => {
      notifications.show({ message: sayingOf(error), color: "red", autoClose: 8000 });
    },
  });
  return useMemo(
    () => ({
      remember: (...step) => undoing.remember(...step),
      undo: () => {
        // What is still on its way is not known yet, and is what is to be taken back first.
        if (queryClient.isMutating({ mutationKey: EDITING }) > 0) return;
        const edits = undoing.last();
        if (edits.length > 0) mutate(edits);
        else notifications.show({ message: t("log.undoNothing"), autoClose: 2500 });
      },
    }),
    [undoing, mutate, queryClient],
  );
}

function tell(outcomes: Outcomes): void {
  const refused = outcomes.results.filter((each) => each.outcome === "refused");
  const count = outcomes.results.length - refused.length;
  if (count > 0) notifications.show({ message: t("log.undone", { count }), autoClose: 4000 });
  const [first] = refused;
  if (!first) return;
  notifications.show({
    title: t("log.undoRefused", { count: refused.length }),
    message: reasonOf(first),
    color: "red",
    autoClose: false,
  });
}
