import {
  Ban,
  Check,
  CheckCheck,
  Circle,
  CircleDashed,
  CircleDot,
  CircleSlash,
  Clock3,
  type LucideIcon,
  PenLine,
  Send,
  Tag,
  X,
} from "lucide-react";
import { word } from "@/text/text";
import classes from "./parts.module.css";

export type Tone = "neutral" | "info" | "wait" | "good" | "bad" | "done";

interface Look {
  tone: Tone;
  icon: LucideIcon;
}

/** How each state of the core looks: a shape and a tone beside its word. */
const LOOKS: Readonly<Record<string, Look>> = {
  draft: { tone: "neutral", icon: CircleDashed },
  open: { tone: "info", icon: Circle },
  pricing: { tone: "info", icon: Tag },
  not_pricing: { tone: "info", icon: CircleDot },
  revising: { tone: "wait", icon: PenLine },
  pending: { tone: "wait", icon: Clock3 },
  in_review: { tone: "wait", icon: Clock3 },
  proposed: { tone: "wait", icon: Send },
  submitted: { tone: "wait", icon: Send },
  proceeding: { tone: "wait", icon: CircleDot },
  not_proceeding: { tone: "wait", icon: CircleSlash },
  pending_billable: { tone: "wait", icon: Clock3 },
  accepted: { tone: "good", icon: Check },
  answered: { tone: "good", icon: Check },
  approved: { tone: "good", icon: Check },
  executed: { tone: "done", icon: CheckCheck },
  rejected: { tone: "bad", icon: X },
  no_charge: { tone: "neutral", icon: CircleSlash },
  void: { tone: "neutral", icon: Ban },
  contracted: { tone: "done", icon: CheckCheck },
};

const OTHER: Look = { tone: "neutral", icon: Circle };

export function lookOf(state: string): Look {
  return LOOKS[state] ?? OTHER;
}

interface Props {
  /** A state of the core: `in_review`. */
  state: string | null | undefined;
  /** Another word for it, such as a vendor's. */
  label?: string;
}

/** A state by shape, word and colour: never by colour alone. */
export function StateBadge({ state, label }: Props) {
  if (!state) return null;
  const { tone, icon: Icon } = lookOf(state);
  return (
    <span className={`${classes.badge} ${classes[tone]}`}>
      <Icon size={12} strokeWidth={2.4} aria-hidden="true" />
      {label ?? word("states", state)}
    </span>
  );
}

interface ToneProps {
  tone: Tone;
  icon?: LucideIcon;
  children: string;
}

/** The same shape for words that are no state of a change: a budget's, a job's, a token's. */
export function ToneBadge({ tone, icon: Icon = Circle, children }: ToneProps) {
  return (
    <span className={`${classes.badge} ${classes[tone]}`}>
      <Icon size={12} strokeWidth={2.4} aria-hidden="true" />
      {children}
    </span>
  );
}
