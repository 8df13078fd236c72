import { Group, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { usePageTitle } from "@/shell/pageTitle";

interface Props {
  title: string;
  /** Beside the title: a count, a badge. */
  beside?: ReactNode;
  /** At the right: the page's actions. */
  children?: ReactNode;
}

/** A page's first line: its one h1 and its actions. */
export function PageHead({ title, beside, children }: Props) {
  usePageTitle(title);
  return (
    <div className="cw-page-head">
      <Title order={1}>{title}</Title>
      {beside}
      {children ? (
        <Group gap="xs" ml="auto" className="cw-no-print">
          {children}
        </Group>
      ) : null}
    </div>
  );
}
