/** The view that is open, the others, and saving what was changed of it. */

import {
  ActionIcon,
  Badge,
  Button,
  Checkbox,
  Group,
  Menu,
  Modal,
  Stack,
  TextInput,
  Tooltip,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ChevronDown, Link2, Lock, Save, Star, Trash2, Undo2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { FieldErrors, messagesOf, sayingOf } from "@/parts/FieldErrors";
import type { TextName } from "@/text/text";
import { t } from "@/text/text";
import { definitionOf, isChanged } from "./definition";
import type { Log } from "./useLog";
import { changeView, createView, deleteView, type SavedView, type ViewChange } from "./views";

const route = getRouteApi("/signedIn/p/$project/log");

const SECTIONS: readonly { sharing: SavedView["sharing"]; text: TextName }[] = [
  { sharing: "ready", text: "log.viewsReady" },
  { sharing: "shared", text: "log.viewsShared" },
  { sharing: "personal", text: "log.viewsPersonal" },
];

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

export function ViewsMenu({ log }: { log: Log }) {
  const { change, remove, isDirty } = useViewChanges(log);
  const [dialog, setDialog] = useState<"create" | "rename" | "delete" | null>(null);
  const view = log.view;
  const definition = definitionOf(log.shown);
  const isOwn = view?.temporary !== null && view !== undefined;
  const maySave = view?.mayEdit === true;
  const edit = (body: ViewChange) => view && change.mutate({ view, body });
  return (
    <>
      <Menu position="bottom-start" width={270}>
        <Menu.Target>
          <Button
            variant="default"
            rightSection={<ChevronDown size={14} aria-hidden="true" />}
            aria-label={t("log.views", { name: view?.name ?? t("log.noView") })}
            fw={600}
            maw={260}
          >
            {view?.name ?? t("log.noView")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={460} style={{ overflowY: "auto" }}>
          <ViewItems log={log} />
          {view ? (
            <>
              <Menu.Divider />
              <Menu.Item
                leftSection={<Star size={14} aria-hidden="true" />}
                disabled={view.isDefault}
                onClick={() => edit({ isDefault: true })}
              >
                {t("log.makeDefault")}
              </Menu.Item>
              {isOwn ? (
                <Menu.Item
                  leftSection={<Undo2 size={14} aria-hidden="true" />}
                  onClick={() => edit({ definition: null })}
                >
                  {t("log.dropCopy")}
                </Menu.Item>
              ) : null}
            </>
          ) : null}
          <Menu.Item
            leftSection={<Link2 size={14} aria-hidden="true" />}
            onClick={() => {
              void navigator.clipboard.writeText(location.href);
              notifications.show({ message: t("log.linkCopied"), autoClose: 2000 });
            }}
          >
            {t("log.copyLink")}
          </Menu.Item>
          {maySave && view.sharing !== "ready" ? (
            <OwnViewItems view={view} onEdit={edit} onDialog={setDialog} />
          ) : null}
          <Menu.Item onClick={() => setDialog("create")}>{t("log.saveViewAs")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isOwn && !isDirty ? <Badge variant="light">{t("log.viewOwn")}</Badge> : null}
      {isDirty ? (
        <Group gap={4}>
          <Button
            size="compact-xs"
            variant="light"
            leftSection={<Save size={13} aria-hidden="true" />}
            loading={change.isPending}
            onClick={() => (view ? edit({ definition }) : setDialog("create"))}
          >
            {t(maySave || !view ? "log.saveView" : "log.saveCopy")}
          </Button>
          <Tooltip label={t("log.resetView")}>
            <ActionIcon
              size={24}
              aria-label={t("log.resetView")}
              onClick={() => (view ? log.openView(view.id) : log.change(definitionless))}
            >
              <Undo2 size={15} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
        </Group>
      ) : null}
      <NameDialog
        log={log}
        view={dialog === "rename" ? view : undefined}
        isOpen={dialog === "create" || dialog === "rename"}
        onClose={() => setDialog(null)}
      />
      <Modal
        opened={dialog === "delete"}
        onClose={() => setDialog(null)}
        title={t("log.deleteView")}
        size="sm"
      >
        <Stack gap="md">
          {t("log.deleteSure", { name: view?.name ?? "" })}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => setDialog(null)}>
              {t("log.cancel")}
            </Button>
            <Button
              color="red"
              data-autofocus
              onClick={() => {
                setDialog(null);
                if (view) remove.mutate(view);
              }}
            >
              {t("log.deleteView")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

const definitionless = { filter: "", q: "", sort: "", group: "" };

function ViewItems({ log }: { log: Log }) {
  return SECTIONS.map(({ sharing, text }) => {
    const views = log.views.filter((each) => each.sharing === sharing);
    if (views.length === 0) return null;
    return (
      <div key={sharing}>
        <Menu.Label>{t(text)}</Menu.Label>
        {views.map((each) => (
          <Menu.RadioItem
            key={each.id}
            value={each.id}
            checked={each.id === log.view?.id}
            closeMenuOnClick
            rightSection={
              <Group gap={4}>
                {each.locked ? <Lock size={12} aria-label={t("log.viewLocked")} /> : null}
                {each.isDefault ? <Star size={12} aria-label={t("log.viewDefault")} /> : null}
              </Group>
            }
            onChange={() => log.openView(each.id)}
          >
            {each.name}
          </Menu.RadioItem>
        ))}
      </div>
    );
  });
}

function OwnViewItems({
  view,
  onEdit,
  onDialog,
}: {
  view: SavedView;
  onEdit: (body: ViewChange) => void;
  onDialog: (dialog: "rename" | "delete") => void;
}) {
  const isShared = view.sharing === "shared";
  return (
    <>
      <Menu.Divider />
      <Menu.Item onClick={() => onDialog("rename")}>{t("log.renameView")}</Menu.Item>
      <Menu.Item onClick={() => onEdit({ sharing: isShared ? "personal" : "shared" })}>
        {t(isShared ? "log.unshareView" : "log.shareView")}
      </Menu.Item>
      {isShared ? (
        <Menu.Item onClick={() => onEdit({ locked: !view.locked })}>
          {t(view.locked ? "log.unlockView" : "log.lockView")}
        </Menu.Item>
      ) : null}
      <Menu.Item
        color="red"
        leftSection={<Trash2 size={14} aria-hidden="true" />}
        onClick={() => onDialog("delete")}
      >
        {t("log.deleteView")}
      </Menu.Item>
    </>
  );
}

interface NameDialogProps {
  log: Log;
  /** The view to be renamed; without one a view is made of what is shown. */
  view: SavedView | undefined;
  isOpen: boolean;
  onClose: () => void;
}

function NameDialog(props: NameDialogProps) {
  const title = t(props.view ? "log.renameView" : "log.saveViewAs");
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={title} size="sm">
      {props.isOpen ? <NameForm {...props} /> : null}
    </Modal>
  );
}

function NameForm({ log, view, onClose }: NameDialogProps) {
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
