/** Changing and deleting saved views, and whether the address differs from the one that is open. */

import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { keys } from "@/api/keys";
import { sayingOf } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import { isChanged } from "./definition";
import type { Log } from "./useLog";
import { changeView, deleteView, type SavedView, type ViewChange } from "./views";

const route = getRouteApi("/signedIn/p/$project/log");

export function useViewChanges(log: Log) {
  const queryClient = useQueryClient();
  const search = route.useSearch();
  const settle = async () => {
    await queryClient.invalidateQueries({ queryKey: keys.of(log.projectId, "views") });
  };
  const failed = (error: unknown) => {
    notifications.show({ message: sayingOf(error), color: "red" });
  };
  const change = useMutation({
    mutationFn: ({ view, body }: { view: SavedView; body: ViewChange }) =>
      changeView(log.projectId, view, body),
    onSuccess: async (view, { body }) => {
      await settle();
      if (body.definition !== undefined) log.openView(view.id);
      notifications.show({ message: t("log.viewSaved"), autoClose: 2000 });
    },
    onError: failed,
  });
  const remove = useMutation({
    mutationFn: (view: SavedView) => deleteView(log.projectId, view),
    onSuccess: async () => {
      await settle();
      const next = log.views.find((each) => each.id !== log.view?.id);
      if (next) log.openView(next.id);
    },
    onError: failed,
  });
  return { change, remove, isDirty: isChanged(search) };
}
