import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { keys } from "@/api/keys";
import { readAgain } from "./live";

/** A query that is looked at, and how to answer its readings in their order. */
function looked(client: QueryClient, project: string) {
  const answers: ((told: string) => void)[] = [];
  const read = vi.fn(() => new Promise<string>((resolve) => answers.push(resolve)));
  const queryKey = keys.of(project, "log", "page");
  const observer = new QueryObserver(client, { queryKey, queryFn: read, staleTime: 30_000 });
  const leave = observer.subscribe(() => undefined);
  return { answers, read, observer, leave };
}

it("reads once more what changed while it was read for the first time", async () => {
  const client = new QueryClient();
  const { answers, read, observer, leave } = looked(client, "one");
  void readAgain(client, "one", ["change_order"]);
  void readAgain(client, "one", ["cost_item"]);
  expect(read).toHaveBeenCalledTimes(1);
  answers[0]?.("of before");
  await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(2));
  answers[1]?.("of now");
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("of now"));
  leave();
});

it("leaves alone what is of another project", async () => {
  const client = new QueryClient();
  const { answers, read, observer, leave } = looked(client, "two");
  void readAgain(client, "one", ["change_order"]);
  answers[0]?.("of now");
  await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("of now"));
  await Promise.resolve();
  expect(read).toHaveBeenCalledTimes(1);
  leave();
});
