/** The API console: one question in both vendors' dialects, sent with one's own session. */

import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Send } from "lucide-react";
import { useState } from "react";
import { sessionQuery } from "@/api/session";
import { PageHead } from "@/parts/PageHead";
import { useCommands } from "@/shell/commands";
import { Keys } from "@/shell/Keys";
import { useProject } from "@/shell/project";
import { t, word } from "@/text/text";
import classes from "./console.module.css";
import { EXAMPLE_NAMES, EXAMPLES, type ExampleName, filled } from "./examples";
import { Pane } from "./Pane";

const route = getRouteApi("/signedIn/p/$project/console");

export function ConsolePage() {
  const project = useProject();
  const { example: named } = route.useSearch();
  const navigate = route.useNavigate();
  const [sendings, setSendings] = useState({ example: "", count: 0 });
  const session = useQuery(sessionQuery);
  const example = EXAMPLES.find((each) => each.name === named) ?? EXAMPLES[0];
  const place = { project: project.id, projectInteger: project.integerId };
  const isReading = example.autodesk.method === "GET";
  const sendBoth = () =>
    setSendings((before) => ({
      example: example.name,
      count: before.example === example.name ? before.count + 1 : 1,
    }));
  useCommands([
    {
      id: "console.send",
      label: t("console.sendBoth"),
      group: t("shell.groupHere"),
      keys: "mod+enter",
      run: sendBoth,
    },
  ]);
  const shared = {
    csrfToken: session.data?.csrfToken ?? "",
    companyId: project.accountIntegerId,
    sendings: sendings.example === example.name ? sendings.count : 0,
  };
  return (
    <div className="cw-page">
      <PageHead title={t("console.title")}>
        <Select
          aria-label={t("console.example")}
          w={320}
          maw="calc(100vw - 40px)"
          data={EXAMPLE_NAMES.map((value) => ({ value, label: word("consoleExamples", value) }))}
          value={example.name}
          allowDeselect={false}
          onChange={(value) =>
            void navigate({ search: { example: value as ExampleName }, replace: true })
          }
        />
        {isReading ? (
          <Button
            leftSection={<Send size={14} />}
            rightSection={<Keys keys="mod+enter" />}
            onClick={sendBoth}
          >
            {t("console.sendBoth")}
          </Button>
        ) : null}
      </PageHead>
      <p className={classes.help}>{t(isReading ? "console.help" : "console.writesHelp")}</p>
      <div className={classes.panes}>
        {(["autodesk", "procore"] as const).map((dialect) => (
          <Pane
            key={`${example.name} ${dialect} ${project.id}`}
            dialect={dialect}
            first={filled(example[dialect], place)}
            {...shared}
          />
        ))}
      </div>
    </div>
  );
}
