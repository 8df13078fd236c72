import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./settings.module.css";

interface Props {
  children: ReactNode;
  /** A word about it, such as "You". */
  note: string | false | null | undefined;
  color?: string;
}

/** What a row is, with a word beside it; where both do not fit, the word goes below, whole. */
export function Noted({ children, note, color }: Props) {
  if (!note) return <>{children}</>;
  return (
    <span className={classes.noted}>
      <span>{children}</span>
      <Badge variant="light" {...(color ? { color } : {})}>
        {note}
      </Badge>
    </span>
  );
}
