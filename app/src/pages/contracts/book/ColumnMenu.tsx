import { Button, Checkbox, Group, Popover, ScrollArea, Stack, Text } from "@mantine/core";
import { Columns3 } from "lucide-react";
import { t } from "@/text/text";
import { columnTitle } from "./columns";
import type { Book, BookColumn } from "./rows";

interface Props {
  book: Book;
  shown: readonly BookColumn[];
  onChange: (columns: string | undefined) => void;
}

/** Which columns are shown: all sums and figures that the ledger keeps. */
export function ColumnMenu({ book, shown, onChange }: Props) {
  const names = shown.map((each) => each.name);
  const toggle = (name: string) => {
    const wanted = names.includes(name)
      ? names.filter((each) => each !== name)
      : book.columns
          .map((each) => each.name)
          .filter((each) => names.includes(each) || each === name);
    onChange(wanted.join(",") || undefined);
  };
  const groups = [
    { title: t("contracts.figures"), columns: book.columns.filter((each) => each.figure) },
    { title: t("contracts.sums"), columns: book.columns.filter((each) => !each.figure) },
  ];
  return (
    <Popover position="bottom-end" withinPortal shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<Columns3 size={14} />}>
          {t("contracts.columns")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ScrollArea.Autosize mah={420} type="auto">
          <Stack gap={10} pr="md">
            {groups.map((group) => (
              <Checkbox.Group key={group.title} value={names} label={group.title}>
                <Stack gap={6} mt={6}>
                  {group.columns.map((column) => (
                    <Checkbox
                      key={column.name}
                      size="xs"
                      value={column.name}
                      label={columnTitle(column.name)}
                      onChange={() => toggle(column.name)}
                    />
                  ))}
                </Stack>
              </Checkbox.Group>
            ))}
          </Stack>
        </ScrollArea.Autosize>
        <Group mt="sm" justify="space-between">
          <Text size="xs" c="dimmed">
            {t("contracts.columnsHelp")}: {names.length}
          </Text>
          <Button variant="subtle" size="compact-xs" onClick={() => onChange(undefined)}>
            {t("contracts.reset")}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
