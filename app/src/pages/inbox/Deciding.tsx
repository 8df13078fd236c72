import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { Check, CornerUpLeft, type LucideIcon, UserRoundPlus, X } from "lucide-react";
import { useState } from "react";
import { FieldErrors } from "@/parts/FieldErrors";
import { useCommands } from "@/shell/commands";
import { Keys } from "@/shell/Keys";
import { type TextName, t } from "@/text/text";
import classes from "./inbox.module.css";
import { type Decided, type Decision, type History, useDecide } from "./reads";
import { type Asked, Why } from "./Why";

interface Props {
  id: string;
  number: string;
  track: string | null;
  /** The letter for handing it on, where the page has none of its own for something else. */
  delegateKey?: string;
  /** Told who is asked now: nobody is offered a decision that was taken. */
  onDone: (history: History) => void;
}

const DONE: Readonly<Record<Decision, TextName>> = {
  approve: "inbox.doneApprove",
  return: "inbox.doneReturn",
  reject: "inbox.doneReject",
  delegate: "inbox.doneDelegate",
};

/** Approve at once; return, reject and delegate ask why, or to whom. */
export function Deciding({ id, number, track, delegateKey, onDone }: Props) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const decide = useDecide(id);
  // Awaited, not called back: what is decided is no longer here to be called back.
  const send = async (body: Decided) => {
    let history: History;
    try {
      history = await decide.mutateAsync(track ? { ...body, track } : body);
    } catch {
      return; // the refusal stands beside the buttons, or in the dialog
    }
    setAsked(null);
    notifications.show({ message: t(DONE[body.decision], { number }) });
    onDone(history);
  };
  const approve = () => void send({ decision: "approve" });
  const group = t("shell.groupHere");
  const others = othersOf(delegateKey);
  useCommands([
    { id: "inbox.approve", label: t("inbox.approve"), group, keys: "a", run: approve },
    ...others.map(({ name, keys }) => ({
      id: `inbox.${name}`,
      label: t(`inbox.${name}`),
      group,
      ...(keys ? { keys } : {}),
      run: () => setAsked(name),
    })),
  ]);
  return (
    <div className={`${classes.deeds} cw-no-print`}>
      {asked ? null : <FieldErrors error={decide.error} />}
      <div className={classes.buttons}>
        <Button
          className={classes.big}
          leftSection={<Check size={17} aria-hidden="true" />}
          rightSection={<Keys keys="a" />}
          loading={decide.isPending}
          onClick={approve}
        >
          {t("inbox.approve")}
        </Button>
        {others.map(({ name, icon: Icon, keys }) => (
          <Button
            key={name}
            className={classes.big}
            variant="default"
            leftSection={<Icon size={16} aria-hidden="true" />}
            rightSection={keys ? <Keys keys={keys} /> : null}
            onClick={() => setAsked(name)}
          >
            {t(`inbox.${name}`)}
          </Button>
        ))}
      </div>
      {asked ? (
        <Why
          asked={asked}
          error={decide.error}
          isPending={decide.isPending}
          onClose={() => {
            decide.reset();
            setAsked(null);
          }}
          onSend={(body) => void send(body)}
        />
      ) : null}
    </div>
  );
}

interface Other {
  name: Asked;
  icon: LucideIcon;
  keys?: string | undefined;
}

/** What needs a word first. */
function othersOf(delegateKey: string | undefined): readonly Other[] {
  return [
    { name: "return", icon: CornerUpLeft, keys: "r" },
    { name: "delegate", icon: UserRoundPlus, keys: delegateKey },
    { name: "reject", icon: X, keys: "x" },
  ];
}
