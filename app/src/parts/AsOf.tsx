import { Button, Group, Text } from "@mantine/core";
import { History } from "lucide-react";
import { day as dayText } from "@/text/format";
import { t } from "@/text/text";
import { DayInput } from "./DayInput";

interface Props {
  /** A calendar day, or nothing for now. */
  value: string | undefined;
  onChange: (day: string | undefined) => void;
  timeZone: string;
}

/** Which day's end the page shows: a day typed as anywhere, and the way back to today. */
export function AsOf({ value, onChange, timeZone }: Props) {
  return (
    <Group gap={6} wrap="nowrap">
      <Text size="sm" c="dimmed" component="label" htmlFor="as-of">
        {t("dashboard.asOf")}
      </Text>
      <DayInput
        id="as-of"
        w={{ base: 164, xs: 132 }}
        value={value ?? null}
        onChange={(chosen) => onChange(chosen ?? undefined)}
        timeZone={timeZone}
        placeholder={t("dashboard.asOfNow")}
      />
    </Group>
  );
}

/** Says that a page shows the past, so that nobody takes it for today. */
export function PastNote({ value, onNow }: { value: string | undefined; onNow: () => void }) {
  if (!value) return null;
  return (
    <Group
      gap={8}
      px="sm"
      py={6}
      mb="sm"
      role="status"
      style={{
        borderRadius: 6,
        background: "var(--cw-wait-ground)",
        color: "var(--cw-wait-text)",
      }}
    >
      <History size={15} aria-hidden="true" />
      <Text size="sm">{t("dashboard.asOfNote", { day: dayText(value) })}</Text>
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        onClick={onNow}
        className="cw-no-print"
      >
        {t("dashboard.toNow")}
      </Button>
    </Group>
  );
}
