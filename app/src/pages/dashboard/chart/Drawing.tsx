import { useEffect, useRef } from "react";
import { init } from "./engine";
import type { Mark, Option } from "./option";

interface Props {
  option: Option;
  height: number;
  /** Called with what was clicked: a bar, a point. */
  onMark: (mark: Mark) => void;
}

/** A drawn chart. What it says is told beside it as text and as a table: it is a picture. */
export default function Drawing({ option, height, onMark }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<ReturnType<typeof init> | null>(null);
  const newest = useRef(onMark);
  newest.current = onMark;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const chart = init(element, null, { renderer: "svg" });
    drawn.current = chart;
    chart.on("click", (event) => newest.current(event.data as Mark));
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      chart.dispose();
      drawn.current = null;
    };
  }, []);

  useEffect(() => {
    // Its letters are the page's, so that what it measures is what is painted.
    const { fontFamily } = getComputedStyle(document.body);
    drawn.current?.setOption({ ...option, textStyle: { fontFamily } }, { notMerge: true });
  }, [option]);

  return (
    <div ref={place} style={{ minHeight: height, flex: 1, width: "100%" }} aria-hidden="true" />
  );
}
