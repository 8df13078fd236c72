/** What became of each row of a bulk action: the refused first, each with its reason. */

import { Button, Group, Modal, Table } from "@mantine/core";
import { Check, Minus, X } from "lucide-react";
import { ToneBadge } from "@/parts/StateBadge";
import { t } from "@/text/text";
import { reasonOf } from "./useEdits";
import type { LogRow, Outcome, Outcomes } from "./wire";

interface Props {
  /** What was asked, in words. */
  title: string;
  outcomes: Outcomes | null;
  rows: ReadonlyMap<string, LogRow>;
  onClose: () => void;
}

const LOOKS = {
  done: { tone: "good", icon: Check },
  unchanged: { tone: "neutral", icon: Minus },
  refused: { tone: "bad", icon: X },
} as const;

export function OutcomeDialog({ title, outcomes, rows, onClose }: Props) {
  const results = [...(outcomes?.results ?? [])].sort((a, b) => rank(a) - rank(b));
  return (
    <Modal opened={outcomes !== null} onClose={onClose} title={title} size="lg">
      {outcomes ? (
        <>
          <Group gap="xs" mb="sm">
            <ToneBadge tone="good" icon={Check}>
              {t("log.outcomeDone", { count: outcomes.done })}
            </ToneBadge>
            <ToneBadge tone={outcomes.refused > 0 ? "bad" : "neutral"} icon={X}>
              {t("log.outcomeRefused", { count: outcomes.refused })}
            </ToneBadge>
          </Group>
          <Table aria-label={t("log.outcomeTitle")}>
            <Table.Tbody>
              {results.map((each, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a row made anew may have no id
                <OutcomeLine key={place} outcome={each} row={rows.get(each.id ?? "")} />
              ))}
            </Table.Tbody>
          </Table>
          <Group justify="flex-end" mt="md">
            <Button onClick={onClose} data-autofocus>
              {t("log.close")}
            </Button>
          </Group>
        </>
      ) : null}
    </Modal>
  );
}

function OutcomeLine({ outcome, row }: { outcome: Outcome; row: LogRow | undefined }) {
  const { tone, icon } = LOOKS[outcome.outcome];
  const shown = outcome.row ?? row;
  return (
    <Table.Tr>
      <Table.Td w={110}>
        <ToneBadge tone={tone} icon={icon}>
          {t(`log.${outcome.outcome}`)}
        </ToneBadge>
      </Table.Td>
      <Table.Td>
        <strong>{shown?.number}</strong> {shown?.title}
        {outcome.outcome === "refused" ? <div className="cw-muted">{reasonOf(outcome)}</div> : null}
      </Table.Td>
    </Table.Tr>
  );
}

function rank(outcome: Outcome): number {
  return ["refused", "done", "unchanged"].indexOf(outcome.outcome);
}
