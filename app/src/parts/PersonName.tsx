import { t } from "@/text/text";
import classes from "./parts.module.css";

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0]?.charAt(0) ?? "";
  const last = words.length > 1 ? (words.at(-1)?.charAt(0) ?? "") : "";
  return (first + last).toUpperCase();
}

export function PersonName({ name }: { name: string | null | undefined }) {
  if (!name) return <span className={classes.quiet}>{t("parts.nobody")}</span>;
  return (
    <span className={classes.person}>
      <span className={classes.initials} aria-hidden="true">
        {initialsOf(name)}
      </span>
      {name}
    </span>
  );
}
