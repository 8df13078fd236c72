import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Keyboard, LogOut, type LucideIcon, Monitor, Moon, Sun } from "lucide-react";
import { intents } from "@/api/intents";
import { sessionQuery, signOut } from "@/api/session";
import { initialsOf } from "@/parts/PersonName";
import type { TextName } from "@/text/text";
import { t } from "@/text/text";
import { allCommands, useCommands } from "./commands";
import { forgetDrafts } from "./draft";
import { Keys } from "./Keys";
import classes from "./shell.module.css";

type Scheme = "light" | "dark" | "auto";

const SCHEMES: readonly { scheme: Scheme; text: TextName; icon: LucideIcon }[] = [
  { scheme: "light", text: "shell.schemeLight", icon: Sun },
  { scheme: "dark", text: "shell.schemeDark", icon: Moon },
  { scheme: "auto", text: "shell.schemeAuto", icon: Monitor },
];

/** Who is signed in, the colours, help, and the way out. */
export function AccountMenu() {
  const { data: session } = useQuery(sessionQuery);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useLeave();
  useCommands([
    ...SCHEMES.map(({ scheme, text, icon: Icon }) => ({
      id: `app.scheme.${scheme}`,
      label: `${t("shell.scheme")}: ${t(text)}`,
      group: t("shell.groupApp"),
      icon: <Icon size={16} aria-hidden="true" />,
      words: t("shell.schemeWords"),
      run: () => setColorScheme(scheme),
    })),
    {
      id: "app.signOut",
      label: t("shell.signOut"),
      group: t("shell.groupApp"),
      icon: <LogOut size={16} aria-hidden="true" />,
      run: leave,
    },
  ]);
  const person = session?.person;
  const help = () =>
    allCommands()
      .find((each) => each.id === "app.help")
      ?.run();
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <ActionIcon
          size={30}
          radius="xl"
          variant="transparent"
          className={`${classes.account} cw-round`}
          aria-label={t("shell.account", { name: person?.name ?? "" })}
        >
          <span className={classes.initials}>{initialsOf(person?.name ?? "?")}</span>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <strong>{person?.name}</strong>
          <span className="cw-muted">{person?.email}</span>
        </div>
        <Menu.Divider />
        <Menu.Label>{t("shell.scheme")}</Menu.Label>
        {SCHEMES.map(({ scheme, text, icon: Icon }) => (
          <Menu.RadioItem
            key={scheme}
            value={scheme}
            checked={colorScheme === scheme}
            rightSection={<Icon size={15} aria-hidden="true" />}
            onChange={() => setColorScheme(scheme)}
          >
            {t(text)}
          </Menu.RadioItem>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<Keyboard size={15} aria-hidden="true" />}
          rightSection={<Keys keys="?" />}
          onClick={help}
        >
          {t("shell.help")}
        </Menu.Item>
        <Menu.Item leftSection={<LogOut size={15} aria-hidden="true" />} onClick={leave}>
          {t("shell.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function useLeave(): () => void {
  const queryClient = useQueryClient();
  const router = useRouter();
  return () => {
    void signOut().then(async () => {
      intents.clear();
      await router.navigate({ to: "/signin" });
      queryClient.clear();
      // Not before: the page that is left keeps its draft as long as it is there.
      forgetDrafts(sessionStorage);
      await queryClient.prefetchQuery(sessionQuery);
    });
  };
}
