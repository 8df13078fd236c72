/**
 * Editing with the version that was read. When somebody else was quicker, what the fields hold now
 * is looked at: if it is still what the edit began with, the edit is sent again on the new version;
 * else both are shown, and what was typed is kept until somebody chooses.
 */

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api } from "@/api/client";
import { isProblem } from "@/api/problem";
import { useProject } from "@/shell/project";
import {
  type Edit,
  type Line,
  patch,
  type RecordOf,
  readLines,
  useKey,
  useReadAgain,
} from "./data";

export interface Conflict {
  edit: Edit;
  /** The field that both changed, what it held before, holds now, and would hold. */
  field: string;
  before: string;
  theirs: string;
  mine: string;
  newest: { tag: string };
}

export interface Wish extends Edit {
  field: string;
  /** What the field held when typing began, and what was typed, as they are shown. */
  before: string;
  mine: string;
  /** Reads the field's text out of the newest state. */
  shown: (newest: RecordOf | Line) => string;
  /** The change that the line is on; for a line only. */
  recordId?: string;
}

const ATTEMPTS = 3;

export function useEdit() {
  const project = useProject();
  const readAgain = useReadAgain();
  const queryClient = useQueryClient();
  const key = useKey();
  const [conflict, setConflict] = useState<Conflict | null>(null);

  const newestOf = async (wish: Wish): Promise<RecordOf | Line | undefined> => {
    const recordId = wish.recordId ?? wish.id;
    const path = { projectId: project.id, recordId };
    if (wish.kind !== "line") {
      const record = await api.get("/web/v1/projects/{projectId}/records/{recordId}", { path });
      queryClient.setQueryData(key(recordId), record);
      return record;
    }
    const lines = await readLines(path)();
    queryClient.setQueryData(key(recordId, "lines"), lines);
    return lines.results.find((each) => each.id === wish.id);
  };

  const send = async (wish: Wish): Promise<void> => {
    let { tag } = wish;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        await patch(project.id, { ...wish, tag });
        return;
      } catch (error) {
        if (!isProblem(error) || !error.isStale) throw error;
        const newest = await newestOf(wish);
        if (!newest) throw error;
        const theirs = wish.shown(newest);
        if (theirs !== wish.before && theirs !== wish.mine) {
          const { field, before, mine } = wish;
          setConflict({ edit: wish, field, before, theirs, mine, newest });
          return;
        }
        tag = newest.tag;
      }
    }
  };

  const mutation = useMutation({ mutationFn: send, onSettled: readAgain });
  const underWay = useRef(new Map<string, Promise<void>>());

  /** A field is saved by Enter and by leaving it, and a dialog that opens makes it left: what is on
   * its way already is not sent once more. */
  const save = (wish: Wish): Promise<void> => {
    const name = [wish.kind, wish.id, wish.field, wish.tag, wish.mine].join("\n");
    const sent = underWay.current.get(name);
    if (sent) return sent;
    const sending = mutation.mutateAsync(wish).finally(() => underWay.current.delete(name));
    underWay.current.set(name, sending);
    return sending;
  };

  return {
    save,
    isPending: mutation.isPending,
    conflict,
    keepMine: async () => {
      if (!conflict) return;
      await patch(project.id, { ...conflict.edit, tag: conflict.newest.tag });
      setConflict(null);
      await readAgain();
    },
    takeTheirs: () => setConflict(null),
  };
}

export type Editing = ReturnType<typeof useEdit>;
