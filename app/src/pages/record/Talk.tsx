import { Comments } from "./Comments";
import type { RecordOf } from "./data";
import { Files } from "./Files";
import classes from "./talk.module.css";

/** Files and comments, side by side where there is room. */
export function Talk({ record }: { record: RecordOf }) {
  return (
    <div className={classes.talk}>
      <Files record={record} />
      <Comments record={record} />
    </div>
  );
}
