import { Button, Combobox, useCombobox } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown } from "lucide-react";
import { useState } from "react";
import { type Project, projectsQuery } from "@/api/session";
import { sentence, t } from "@/text/text";
import { useCommands } from "./commands";
import classes from "./shell.module.css";

const MOST_SHOWN = 50;

/** The open project's name; opens the list of all, found by typing. */
export function ProjectSwitcher({ project }: { project: Project }) {
  const { data: projects = [project] } = useQuery(projectsQuery);
  const [typed, setTyped] = useState("");
  const navigate = useNavigate();
  const box = useCombobox({
    onDropdownClose: () => {
      box.resetSelectedOption();
      setTyped("");
    },
    onDropdownOpen: () => box.focusSearchInput(),
  });
  useCommands([
    {
      id: "app.project",
      label: t("shell.switchProject"),
      group: t("shell.groupApp"),
      keys: "g p",
      run: () => box.openDropdown(),
    },
  ]);
  const wanted = typed.trim().toLowerCase();
  const found = projects.filter((each) => each.name.toLowerCase().includes(wanted));
  return (
    <Combobox
      store={box}
      width={280}
      position="bottom-start"
      onOptionSubmit={(id) => {
        box.closeDropdown();
        void navigate({ to: "/p/$project/log", params: { project: id } });
      }}
    >
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <Button
          variant="subtle"
          color="gray"
          className={classes.switcher}
          aria-label={t("shell.project", { name: project.name })}
          aria-haspopup="listbox"
          aria-expanded={box.dropdownOpened}
          rightSection={<ChevronsUpDown size={13} aria-hidden="true" />}
          onClick={() => box.toggleDropdown()}
        >
          <span className={classes.switcherName}>{project.name}</span>
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder={t("shell.findProject")}
          aria-label={t("shell.findProject")}
        />
        <Combobox.Options
          aria-label={t("shell.switchProject")}
          mah={320}
          style={{ overflowY: "auto" }}
        >
          {found.slice(0, MOST_SHOWN).map((each) => (
            <Combobox.Option key={each.id} value={each.id} active={each.id === project.id}>
              <div>{each.name}</div>
              <div className={classes.optionNote}>
                {[each.number, sentence(each.role)].filter(Boolean).join(" · ")}
              </div>
            </Combobox.Option>
          ))}
          {found.length === 0 ? <Combobox.Empty>{t("shell.noProjectFound")}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
