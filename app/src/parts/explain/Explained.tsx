import { Drawer, UnstyledButton } from "@mantine/core";
import { Sigma } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useFocusBack } from "@/parts/focus";
import { t } from "@/text/text";
import { Explanation } from "./Explanation";
import classes from "./explain.module.css";
import type { Figure } from "./reads";

interface Part extends Figure {
  /** Its heading, where one figure is made of several that are explained apart. */
  title?: string;
  /** Its own, where several of them are in different ones. */
  currency?: string | null;
}

interface Props {
  /** What the figure is: it heads the drawer. */
  label: string;
  figures: readonly Part[];
  currency: string | null;
  /** Said above several. */
  lead?: string;
  /** In a table full of them only the one that is pointed at is underlined. */
  isPlain?: boolean;
  children: ReactNode;
}

/** A figure that opens where it comes from, down to the lines of the change orders behind it. */
export function Explained({ label, figures, currency, lead, isPlain = false, children }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const what = t("parts.explain", { label });
  return (
    <>
      <UnstyledButton
        className={isPlain ? classes.plain : classes.explained}
        aria-haspopup="dialog"
        title={what}
        onClick={() => setIsOpen(true)}
      >
        {children}
        <span className={classes.hidden}>{what}</span>
      </UnstyledButton>
      {isOpen ? (
        <Shown label={label} onClose={() => setIsOpen(false)}>
          {lead ? <p className={classes.note}>{lead}</p> : null}
          {figures.map(({ title, currency: own = currency, ...figure }) => (
            <section key={figure.column}>
              {title ? <h3 className={classes.part}>{title}</h3> : null}
              <Explanation figure={figure} currency={own} isFirst />
            </section>
          ))}
        </Shown>
      ) : null}
    </>
  );
}

interface ShownProps {
  label: string;
  onClose: () => void;
  children: ReactNode;
}

function Shown({ label, onClose, children }: ShownProps) {
  useFocusBack();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      closeButtonProps={{ "aria-label": t("parts.close") }}
      title={
        <span className={classes.drawerTitle}>
          <Sigma size={16} aria-hidden="true" /> {label}
        </span>
      }
    >
      {children}
    </Drawer>
  );
}
