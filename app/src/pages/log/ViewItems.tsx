/** The items of the menu of views: the views there are, and what can be done with the open one. */

import { Group, Menu } from "@mantine/core";
import {
  BookmarkPlus,
  Link2,
  Lock,
  LockOpen,
  PenLine,
  Star,
  Trash2,
  Undo2,
  User,
  Users,
} from "lucide-react";
import { copyOut } from "@/parts/copied";
import { type TextName, t } from "@/text/text";
import type { Log } from "./useLog";
import type { SavedView, ViewChange } from "./views";

export type ViewDialog = "create" | "rename" | "delete";

interface ItemsProps {
  log: Log;
  onEdit: (body: ViewChange) => void;
  onDialog: (dialog: ViewDialog) => void;
}

export function ViewItems(props: ItemsProps) {
  const { log, onDialog } = props;
  const { view } = log;
  return (
    <>
      <OpenItems log={log} />
      {view ? <ForMeItems view={view} onEdit={props.onEdit} /> : null}
      <Menu.Item
        leftSection={<Link2 size={14} aria-hidden="true" />}
        onClick={() => void copyOut(location.href, t("log.linkCopied"))}
      >
        {t("log.copyLink")}
      </Menu.Item>
      {view?.mayEdit && view.sharing !== "ready" ? <OwnViewItems {...props} view={view} /> : null}
      <Menu.Item
        leftSection={<BookmarkPlus size={14} aria-hidden="true" />}
        onClick={() => onDialog("create")}
      >
        {t("log.saveViewAs")}
      </Menu.Item>
    </>
  );
}

const SECTIONS: readonly { sharing: SavedView["sharing"]; text: TextName }[] = [
  { sharing: "ready", text: "log.viewsReady" },
  { sharing: "shared", text: "log.viewsShared" },
  { sharing: "personal", text: "log.viewsPersonal" },
];

function OpenItems({ log }: { log: Log }) {
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

/** What concerns only whoever looks: the view that opens first, and going back to the shared one. */
function ForMeItems({ view, onEdit }: Pick<ItemsProps, "onEdit"> & { view: SavedView }) {
  return (
    <>
      <Menu.Divider />
      <Menu.Item
        leftSection={<Star size={14} aria-hidden="true" />}
        disabled={view.isDefault}
        onClick={() => onEdit({ isDefault: true })}
      >
        {t("log.makeDefault")}
      </Menu.Item>
      {view.temporary !== null ? (
        <Menu.Item
          leftSection={<Undo2 size={14} aria-hidden="true" />}
          onClick={() => onEdit({ definition: null })}
        >
          {t("log.dropCopy")}
        </Menu.Item>
      ) : null}
    </>
  );
}

function OwnViewItems({ view, onEdit, onDialog }: ItemsProps & { view: SavedView }) {
  const isShared = view.sharing === "shared";
  const Sharing = isShared ? User : Users;
  const Locking = view.locked ? LockOpen : Lock;
  return (
    <>
      <Menu.Divider />
      <Menu.Item
        leftSection={<PenLine size={14} aria-hidden="true" />}
        onClick={() => onDialog("rename")}
      >
        {t("log.renameView")}
      </Menu.Item>
      <Menu.Item
        leftSection={<Sharing size={14} aria-hidden="true" />}
        onClick={() => onEdit({ sharing: isShared ? "personal" : "shared" })}
      >
        {t(isShared ? "log.unshareView" : "log.shareView")}
      </Menu.Item>
      {isShared ? (
        <Menu.Item
          leftSection={<Locking size={14} aria-hidden="true" />}
          onClick={() => onEdit({ locked: !view.locked })}
        >
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
