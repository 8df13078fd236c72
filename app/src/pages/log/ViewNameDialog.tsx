/** What a view is called, as it is made or renamed. */

import { Button, Checkbox, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { FieldErrors, messagesOf } from "@/parts/FieldErrors";
import { t } from "@/text/text";
import { definitionOf } from "./definition";
import type { Log } from "./useLog";
import { changeView, createView, type SavedView } from "./views";

interface Props {
  log: Log;
  /** The view to be renamed; without one a view is made of what is shown. */
  view: SavedView | undefined;
  isOpen: boolean;
  onClose: () => void;
}

export function ViewNameDialog(props: Props) {
  const title = t(props.view ? "log.renameView" : "log.saveViewAs");
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={title} size="sm">
      {props.isOpen ? <NameForm {...props} /> : null}
    </Modal>
  );
}

function NameForm({ log, view, onClose }: Props) {
  const [name, setName] = useState(view?.name ?? "");
  const [isShared, setIsShared] = useState(false);
  const queryClient = useQueryClient();
  const save = useMutation({
    mutationFn: () => {
      if (view) return changeView(log.projectId, view, { name });
      const sharing = isShared ? "shared" : "personal";
      return createView(log.projectId, { name, sharing, definition: definitionOf(log.shown) });
    },
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: keys.of(log.projectId, "views") });
      onClose();
      if (!view) log.openView(saved.id);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t("log.viewName")}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={messagesOf(save.error).name}
        />
        {view ? null : (
          <Checkbox
            size="xs"
            label={t("log.viewShare")}
            checked={isShared}
            onChange={(event) => setIsShared(event.currentTarget.checked)}
          />
        )}
        <FieldErrors error={save.error} shown={["name"]} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("log.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t("log.saveView")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
