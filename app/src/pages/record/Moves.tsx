import { Button, Group, Menu, Modal, Stack, Text } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ChevronDown, Gavel, type LucideIcon, MoveRight, Tag, X } from "lucide-react";
import { useState } from "react";
import { StateBadge } from "@/parts/StateBadge";
import { type Command, useCommands } from "@/shell/commands";
import { Keys } from "@/shell/Keys";
import { useProject } from "@/shell/project";
import { t, word } from "@/text/text";
import { type Move, type RecordOf, useMove } from "./data";
import { Generate } from "./Generate";
import classes from "./head.module.css";
import type { Tab } from "./search";

/** One letter for each move, the same on every kind. */
const LETTERS: Readonly<Record<string, string>> = {
  open: "o",
  submit: "s",
  send: "s",
  accept: "a",
  approve: "a",
  acceptCost: "y",
  requestPricing: "t",
  propose: "p",
  revise: "r",
  reviseCost: "e",
  reject: "x",
  void: "v",
  execute: "e",
  recall: "u",
  approvedToSubmit: "u",
  acceptedToSubmit: "u",
  sentToOpen: "u",
  reopen: "b",
  forceResubmit: "f",
  "sco.submit": "i",
};
const LETTER_OF_KIND: Readonly<Record<string, string>> = {
  rfq: "q",
  rco: "w",
  scr: "k",
  oco: "n",
  sco: "m",
};

const route = getRouteApi("/signedIn/p/$project/changes/$kind/$id");

/** The one thing to do next, and all others with their keys; those closed say why. */
export function Moves({ record }: { record: RecordOf }) {
  const move = useMove(record);
  const [asked, setAsked] = useState<Move | null>(null);
  const [made, setMade] = useState<string | null>(null);
  const goTo = useGoTo(record);
  const run = (one: Move) =>
    one.direction === "forward" ? move.mutate(one.action) : setAsked(one);
  const deeds = deedsOf(record, run, setMade, goTo);
  useCommands(commandsOf(deeds));
  const primary = deeds.find((each) => each.isPrimary);
  const others = deeds.filter((each) => !each.isPrimary);
  return (
    <Group gap={6} wrap="nowrap" className={`${classes.moves} cw-no-print`}>
      {primary ? (
        <Button
          leftSection={<primary.icon size={15} aria-hidden="true" />}
          rightSection={primary.keys ? <Keys keys={primary.keys} /> : null}
          loading={move.isPending}
          onClick={primary.run}
        >
          {primary.label}
        </Button>
      ) : null}
      {others.length > 0 ? <OtherMoves deeds={others} /> : null}
      <Confirm
        move={asked}
        record={record}
        isPending={move.isPending}
        onClose={() => setAsked(null)}
        onRun={(one) => {
          setAsked(null);
          move.mutate(one.action);
        }}
      />
      {made ? <Generate record={record} kind={made} onClose={() => setMade(null)} /> : null}
    </Group>
  );
}

function useGoTo(record: RecordOf) {
  const navigate = useNavigate();
  const project = useProject();
  const { kind } = route.useParams();
  return (tab: Tab) =>
    void navigate({
      to: "/p/$project/changes/$kind/$id",
      params: { project: project.id, kind, id: record.id },
      search: (before) => ({ ...before, tab }),
    });
}

interface Deed {
  id: string;
  label: string;
  group: "moves" | "next";
  icon: LucideIcon;
  keys?: string;
  isPrimary: boolean;
  refusal: string | null;
  after?: string;
  run: () => void;
}

function deedsOf(
  record: RecordOf,
  run: (move: Move) => void,
  make: (kind: string) => void,
  goTo: (tab: Tab) => void,
): Deed[] {
  const { primary } = record;
  const deeds: Deed[] = [];
  if (primary?.what === "decide" || primary?.what === "quote") {
    const isDecision = primary.what === "decide";
    deeds.push({
      id: primary.what,
      label: t(isDecision ? "record.decide" : "record.enterPrices"),
      group: "moves",
      icon: isDecision ? Gavel : Tag,
      keys: "d",
      isPrimary: true,
      refusal: null,
      run: () => goTo(isDecision ? "approvals" : "quotes"),
    });
  }
  for (const move of record.moves) deeds.push(deedOf(record, move, run));
  for (const each of record.generations) {
    const keys = LETTER_OF_KIND[each.kind];
    deeds.push({
      id: `generate.${each.kind}`,
      label: t("record.generate", { kind: word("kinds", each.kind).toLowerCase() }),
      group: "next",
      icon: MoveRight,
      ...(keys ? { keys } : {}),
      isPrimary: primary?.what === "generate" && primary.kind === each.kind,
      refusal: each.refusal,
      run: () => make(each.kind),
    });
  }
  return deeds;
}

function deedOf({ kind, primary }: RecordOf, move: Move, run: (move: Move) => void): Deed {
  const letter = LETTERS[`${kind}.${move.action}`] ?? LETTERS[move.action];
  const keys = move.possible ? letter : undefined;
  const after = move.changes[0]?.after;
  return {
    id: `move.${move.action}`,
    label: word("moves", move.action),
    group: "moves",
    icon: move.direction === "close" ? X : MoveRight,
    ...(keys ? { keys } : {}),
    isPrimary: primary?.what === "move" && primary.action === move.action,
    refusal: move.refusal,
    ...(after ? { after } : {}),
    run: () => run(move),
  };
}

function commandsOf(deeds: readonly Deed[]): Command[] {
  return deeds
    .filter((each) => !each.refusal)
    .map((each) => ({
      id: `record.${each.id}`,
      label: each.label,
      group: t("shell.groupHere"),
      ...(each.keys ? { keys: each.keys } : {}),
      icon: <each.icon size={16} aria-hidden="true" />,
      run: each.run,
    }));
}

function OtherMoves({ deeds }: { deeds: readonly Deed[] }) {
  const groups = [
    { name: t("record.movesNow"), deeds: deeds.filter((each) => !each.refusal) },
    { name: t("record.movesNot"), deeds: deeds.filter((each) => each.refusal) },
  ].filter((each) => each.deeds.length > 0);
  return (
    <Menu position="bottom-end" width={340} keepMounted={false}>
      <Menu.Target>
        <Button variant="default" rightSection={<ChevronDown size={14} aria-hidden="true" />}>
          {t("record.more")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {groups.map((group) => (
          <div key={group.name}>
            <Menu.Label>{group.name}</Menu.Label>
            {group.deeds.map((each) => (
              <MoveItem key={each.id} deed={each} />
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** A closed move stays in the list with why: people look for it. */
function MoveItem({ deed }: { deed: Deed }) {
  const Icon = deed.icon;
  return (
    <Menu.Item
      leftSection={<Icon size={14} aria-hidden="true" />}
      rightSection={deed.keys ? <Keys keys={deed.keys} /> : null}
      aria-disabled={deed.refusal ? true : undefined}
      closeMenuOnClick={!deed.refusal}
      data-refused={deed.refusal ? true : undefined}
      onClick={deed.refusal ? undefined : deed.run}
    >
      <span className={classes.menuLine}>
        {deed.label}
        {deed.after && !deed.refusal ? <StateBadge state={deed.after} /> : null}
      </span>
      {deed.refusal ? <span className={classes.why}>{deed.refusal}</span> : null}
    </Menu.Item>
  );
}

interface ConfirmProps {
  move: Move | null;
  record: RecordOf;
  isPending: boolean;
  onClose: () => void;
  onRun: (move: Move) => void;
}

/** What steps back or closes is asked once more, with what it does. */
function Confirm({ move, record, isPending, onClose, onRun }: ConfirmProps) {
  if (!move) return null;
  const name = word("moves", move.action);
  return (
    <Modal
      opened
      closeButtonProps={{ "aria-label": t("record.close") }}
      onClose={onClose}
      title={`${name}: ${record.number}`}
      centered
    >
      <Stack gap="sm">
        <Text size="sm">{t("record.confirm", { count: record.lineCount })}</Text>
        {move.changes.map((change) => (
          <Group key={change.track} gap="xs">
            <Text size="sm" c="dimmed">
              {word("tracks", change.track)}
            </Text>
            <StateBadge state={change.before} />
            <MoveRight size={14} role="img" aria-label={t("record.becomes")} />
            <StateBadge state={change.after} />
          </Group>
        ))}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("record.cancel")}
          </Button>
          <Button
            {...(move.direction === "close" ? { color: "red" } : {})}
            loading={isPending}
            onClick={() => onRun(move)}
            data-autofocus
          >
            {name}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
