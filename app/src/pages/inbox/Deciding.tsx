import { Alert, Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  Check,
  CornerUpLeft,
  type LucideIcon,
  TriangleAlert,
  UserRoundPlus,
  X,
} from "lucide-react";
import { useState } from "react";
import { Pick } from "@/pages/record/Pick";
import { FieldErrors, messagesOf, sayingOf } from "@/parts/FieldErrors";
import { useFocusBack } from "@/parts/focus";
import { useCommands } from "@/shell/commands";
import { Keys } from "@/shell/Keys";
import { type TextName, t, word } from "@/text/text";
import classes from "./inbox.module.css";
import {
  type Decided,
  type Decision,
  type History,
  useDecide,
  useMove,
  useMoves,
  type Waiting,
} from "./reads";

interface Props {
  id: string;
  number: string;
  track: string | null;
  /** The letter for handing it on, where the page has none of its own for something else. */
  delegateKey?: string;
  /** Told who is asked now: nobody is offered a decision that was taken. */
  onDone: (history: History) => void;
}

type Asked = Exclude<Decision, "approve">;

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

interface WhyProps {
  asked: Asked;
  error: unknown;
  isPending: boolean;
  onClose: () => void;
  onSend: (body: Decided) => void;
}

/** The reason, or the person. What was typed stays when the server refuses it. */
function Why({ asked, error, isPending, onClose, onSend }: WhyProps) {
  const [note, setNote] = useState("");
  const [person, setPerson] = useState<{ id: string; name: string } | null>(null);
  const [isBare, setIsBare] = useState(false);
  useFocusBack();
  const problems = messagesOf(error);
  const isDelegate = asked === "delegate";
  const send = () => {
    const text = note.trim();
    if (isDelegate ? !person : !text) {
      setIsBare(true);
      return;
    }
    onSend({
      decision: asked,
      ...(text ? { note: text } : {}),
      ...(person ? { toPersonId: person.id } : {}),
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`inbox.${asked}`)}
      closeButtonProps={{ "aria-label": t("inbox.cancel") }}
    >
      <Stack gap="sm">
        {isDelegate ? (
          <Pick
            list="people"
            size="md"
            label={t("inbox.toWhom")}
            value={person?.id ?? null}
            name={person?.name ?? null}
            error={
              problems.toPersonId ?? (isBare && !person ? t("inbox.toWhomMissing") : undefined)
            }
            onPick={(choice) => setPerson(choice?.id ? { id: choice.id, name: choice.name } : null)}
            data-autofocus
          />
        ) : null}
        <Textarea
          size="md"
          label={t(
            isDelegate
              ? "inbox.note"
              : asked === "return"
                ? "inbox.reasonReturn"
                : "inbox.reasonReject",
          )}
          description={isDelegate ? undefined : t("inbox.reasonHelp")}
          autosize
          minRows={3}
          value={note}
          error={
            problems.note ??
            (isBare && !isDelegate && !note.trim() ? t("inbox.reasonMissing") : undefined)
          }
          {...(isDelegate ? {} : { "data-autofocus": true })}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <FieldErrors error={error} shown={["note", "toPersonId"]} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" className={classes.big} onClick={onClose}>
            {t("inbox.cancel")}
          </Button>
          <Button className={classes.big} loading={isPending} onClick={send}>
            {t(`inbox.${asked}`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface MovingProps {
  id: string;
  number: string;
  waiting: Waiting | undefined;
  onDone: () => void;
}

/** What waits for more than a yes: the moves that may be made now. */
export function Moving({ id, number, waiting, onDone }: MovingProps) {
  const moves = useMoves(id, waiting !== undefined);
  const move = useMove(id);
  if (!waiting || !moves.data || moves.data.length === 0) return null;
  const make = async (action: string) => {
    try {
      await move.mutateAsync(action);
    } catch {
      return;
    }
    const message = t("inbox.doneMove", { number, move: word("moves", action) });
    notifications.show({ message });
    onDone();
  };
  const forward = moves.data.filter((each) => each.direction !== "back").slice(0, 3);
  return (
    <div className={classes.deeds}>
      {move.error ? (
        <Alert color="red" variant="light" role="alert" icon={<TriangleAlert size={16} />} py="xs">
          {sayingOf(move.error)}
        </Alert>
      ) : null}
      <div className={classes.buttons}>
        {forward.map((each, place) => (
          <Button
            key={each.action}
            className={classes.big}
            variant={place === 0 ? "filled" : "default"}
            loading={move.isPending && move.variables === each.action}
            onClick={() => void make(each.action)}
          >
            {word("moves", each.action)}
          </Button>
        ))}
      </div>
    </div>
  );
}
