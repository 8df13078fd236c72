/** What can be done with a column: sort, filter, group, move, hide. */

import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  EyeOff,
  ListFilter,
  type LucideIcon,
  Rows3,
} from "lucide-react";
import { useState } from "react";
import type { TextName } from "@/text/text";
import { t } from "@/text/text";
import { moved } from "./ColumnsMenu";
import { FilterEditor } from "./FilterEditor";
import { setCondition } from "./Filters";
import { toggleGroup } from "./GroupMenu";
import { readFilter } from "./grammar";
import classes from "./log.module.css";
import type { Log } from "./useLog";
import { askedOf, type LogColumn } from "./wire";

interface Props {
  log: Log;
  column: LogColumn;
  timeZone: string;
  close: () => void;
}

interface Item {
  text: TextName;
  icon: LucideIcon;
  isOffered: boolean;
  run: () => void;
}

export function HeadMenu({ log, column, timeZone, close }: Props) {
  const [isFiltering, setIsFiltering] = useState(false);
  const { columns } = log.shown;
  const place = columns.indexOf(column.name);
  if (isFiltering) {
    const condition = readFilter(log.shown.filter).find((each) => each.column === column.name);
    return (
      <FilterEditor
        projectId={log.projectId}
        column={column}
        condition={condition}
        asked={askedOf(log.shown)}
        timeZone={timeZone}
        onSet={(next) => setCondition(log, column.name, next)}
        onDone={close}
      />
    );
  }
  const and = (run: () => void) => () => {
    run();
    close();
  };
  const items: Item[] = [
    {
      text: "log.sortUp",
      icon: ArrowUp,
      isOffered: column.sortable,
      run: and(() => log.change({ sort: column.name })),
    },
    {
      text: "log.sortDown",
      icon: ArrowDown,
      isOffered: column.sortable,
      run: and(() => log.change({ sort: `-${column.name}` })),
    },
    {
      text: "log.addFilter",
      icon: ListFilter,
      isOffered: column.operators.length > 0,
      run: () => setIsFiltering(true),
    },
    {
      text: "log.group",
      icon: Rows3,
      isOffered: column.groupable,
      run: and(() => toggleGroup(log, column.name)),
    },
    {
      text: "log.moveLeft",
      icon: ArrowLeft,
      isOffered: place > 0,
      run: and(() => log.change({ columns: moved(columns, column.name, place - 1) })),
    },
    {
      text: "log.moveRight",
      icon: ArrowRight,
      isOffered: place < columns.length - 1,
      run: and(() => log.change({ columns: moved(columns, column.name, place + 1) })),
    },
    {
      text: "log.hideColumn",
      icon: EyeOff,
      isOffered: columns.length > 1,
      run: and(() => log.change({ columns: columns.filter((name) => name !== column.name) })),
    },
  ];
  return (
    <div style={{ width: 190 }}>
      {items
        .filter((each) => each.isOffered)
        .map(({ text, icon: Icon, run }) => (
          <button key={text} type="button" className={classes.option} onClick={run}>
            <Icon size={14} aria-hidden="true" />
            {t(text)}
          </button>
        ))}
    </div>
  );
}
