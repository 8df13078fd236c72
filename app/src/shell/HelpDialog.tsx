import { Modal, Text } from "@mantine/core";
import { useState } from "react";
import { t } from "@/text/text";
import { type Command, useAllCommands, useCommands } from "./commands";
import { Keys } from "./Keys";
import classes from "./shell.module.css";

/** All shortcuts that work here and now, under `?`. */
export function HelpDialog() {
  const [isOpen, setIsOpen] = useState(false);
  useCommands([
    {
      id: "app.help",
      label: t("shell.help"),
      group: t("shell.groupApp"),
      keys: "?",
      run: () => setIsOpen(true),
    },
  ]);
  const commands = useAllCommands().filter((each) => each.keys);
  return (
    <Modal opened={isOpen} onClose={() => setIsOpen(false)} title={t("shell.help")} size="lg">
      <Text c="dimmed" size="sm" mb="md">
        {t("shell.helpLead")}
      </Text>
      <div className={classes.helpGroups}>
        {[...grouped(commands)].map(([group, members]) => (
          <section key={group}>
            <h3 className={classes.helpGroup}>{group}</h3>
            <dl className={classes.helpList}>
              {members.map((each) => (
                <div key={each.id} className={classes.helpRow}>
                  <dt>{each.label}</dt>
                  <dd>
                    <Keys keys={each.keys ?? ""} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

function grouped(commands: readonly Command[]): Map<string, Command[]> {
  const groups = new Map<string, Command[]>();
  for (const each of commands) groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  return groups;
}
