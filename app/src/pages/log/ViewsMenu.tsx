/** The view that is open, the others, and saving what was changed of it. */

import { ActionIcon, Badge, Button, Group, Menu, Tooltip } from "@mantine/core";
import { ChevronDown, Save, Undo2 } from "lucide-react";
import { useState } from "react";
import { t } from "@/text/text";
import { definitionOf } from "./definition";
import classes from "./log.module.css";
import { Sure } from "./Sure";
import type { Log } from "./useLog";
import { useViewChanges } from "./useViewChanges";
import { type ViewDialog, ViewItems } from "./ViewItems";
import { ViewNameDialog } from "./ViewNameDialog";
import type { ViewChange } from "./views";

export function ViewsMenu({ log, isPhone }: { log: Log; isPhone: boolean }) {
  const { change, remove, isDirty } = useViewChanges(log);
  const [dialog, setDialog] = useState<ViewDialog | null>(null);
  const { view } = log;
  const name = view?.name ?? t("log.noView");
  const isOwn = view !== undefined && view.temporary !== null;
  const edit = (body: ViewChange) => {
    if (view) change.mutate({ view, body });
  };
  const close = () => setDialog(null);
  return (
    <>
      <Menu position="bottom-start" width={270}>
        <Menu.Target>
          <Button
            variant="default"
            rightSection={<ChevronDown size={14} aria-hidden="true" />}
            aria-label={t("log.views", { name })}
            fw={600}
            maw={260}
            className={classes.view}
          >
            {name}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={460} style={{ overflowY: "auto" }}>
          <ViewItems log={log} onEdit={edit} onDialog={setDialog} />
        </Menu.Dropdown>
      </Menu>
      {isOwn && !isDirty ? <Badge variant="light">{t("log.viewOwn")}</Badge> : null}
      {isDirty ? (
        <Changed
          log={log}
          isPhone={isPhone}
          isBusy={change.isPending}
          onSave={() =>
            view ? edit({ definition: definitionOf(log.shown) }) : setDialog("create")
          }
        />
      ) : null}
      <ViewNameDialog
        log={log}
        view={dialog === "rename" ? view : undefined}
        isOpen={dialog === "create" || dialog === "rename"}
        onClose={close}
      />
      <Sure
        isOpen={dialog === "delete"}
        title={t("log.deleteView")}
        question={t("log.deleteSure", { name: view?.name ?? "" })}
        onClose={close}
        onDo={() => {
          close();
          if (view) remove.mutate(view);
        }}
      />
    </>
  );
}

const UNCHANGED = { filter: "", q: "", sort: "", group: "" };

interface ChangedProps {
  log: Log;
  /** A picture says it there: beside the log's name there is no room for words. */
  isPhone: boolean;
  isBusy: boolean;
  onSave: () => void;
}

/** The view was changed: keep it so, or have it as it was. */
function Changed({ log, isPhone, isBusy, onSave }: ChangedProps) {
  const { view } = log;
  const save = t(!view || view.mayEdit ? "log.saveView" : "log.saveCopy");
  return (
    <Group gap={4} wrap="nowrap" className={classes.changed}>
      {isPhone ? (
        <ActionIcon
          variant="light"
          color="teal"
          aria-label={save}
          loading={isBusy}
          onClick={onSave}
        >
          <Save size={16} aria-hidden="true" />
        </ActionIcon>
      ) : (
        <Button
          size="compact-xs"
          variant="light"
          leftSection={<Save size={13} aria-hidden="true" />}
          loading={isBusy}
          onClick={onSave}
        >
          {save}
        </Button>
      )}
      <Tooltip label={t("log.resetView")}>
        <ActionIcon
          size={24}
          aria-label={t("log.resetView")}
          onClick={() => (view ? log.openView(view.id) : log.change(UNCHANGED))}
        >
          <Undo2 size={15} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
