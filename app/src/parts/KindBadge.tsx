import { word } from "@/text/text";
import classes from "./parts.module.css";

/** PCO, RFQ, RCO …: the letters people use, the whole name for who hovers or listens. */
export function KindBadge({ kind }: { kind: string }) {
  const name = word("kinds", kind);
  return (
    <abbr className={classes.kind} title={name} style={{ textDecoration: "none" }}>
      {word("letters", kind)}
    </abbr>
  );
}
