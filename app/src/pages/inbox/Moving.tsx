import { Alert, Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { TriangleAlert } from "lucide-react";
import { sayingOf } from "@/parts/FieldErrors";
import { t, word } from "@/text/text";
import classes from "./inbox.module.css";
import { useMove, useMoves, type Waiting } from "./reads";

interface Props {
  id: string;
  number: string;
  waiting: Waiting | undefined;
  onDone: () => void;
}

/** What waits for more than a yes: the moves that may be made now. */
export function Moving({ id, number, waiting, onDone }: Props) {
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
