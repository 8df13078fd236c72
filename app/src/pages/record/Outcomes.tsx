import { Alert, Button, Group, List, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useProject } from "@/shell/project";
import { t, word } from "@/text/text";
import type { Schemas } from "./data";

/** What became of each question. */
export function Outcomes({
  outcomes,
  onClose,
}: {
  outcomes: readonly Schemas["RecordOutcomeView"][];
  onClose: () => void;
}) {
  const project = useProject();
  const refused = outcomes.filter((each) => !each.done);
  return (
    <Stack gap="sm">
      <List spacing={6} size="sm" center>
        {outcomes.map((each) => (
          <List.Item
            key={`${each.company?.id} ${each.contract?.id} ${each.rfq?.id}`}
            icon={
              each.done ? (
                <CircleCheck
                  size={16}
                  color="var(--cw-good-text)"
                  aria-label={t("record.done")}
                  role="img"
                />
              ) : (
                <CircleAlert
                  size={16}
                  color="var(--cw-bad-text)"
                  aria-label={t("record.notDone")}
                  role="img"
                />
              )
            }
          >
            {each.company?.name ?? each.contract?.name ?? t("parts.nobody")}
            {": "}
            {each.rfq ? (
              <Link
                to="/p/$project/changes/$kind/$id"
                params={{ project: project.id, kind: "rfq", id: each.rfq.id }}
                onClick={onClose}
              >
                {`${word("letters", "rfq")} ${each.rfq.number ?? ""}`}
              </Link>
            ) : (
              each.detail
            )}
          </List.Item>
        ))}
      </List>
      {refused.length > 0 ? (
        <Alert color="yellow" variant="light" py="xs">
          {t("record.someRefused", { count: refused.length })}
        </Alert>
      ) : null}
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {t("record.close")}
        </Button>
      </Group>
    </Stack>
  );
}
