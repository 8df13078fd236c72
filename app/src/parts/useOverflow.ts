/** On which sides a box that scrolls sideways has more: what stands there is told by a shade. */

import { useEffect, useState } from "react";

export interface Overflow {
  left: boolean;
  right: boolean;
}

const NONE: Overflow = { left: false, right: false };

/** Zooming leaves parts of a pixel over at the end. */
const NEARLY_PIXELS = 2;

export function overflowOf(box: {
  scrollLeft: number;
  scrollWidth: number;
  clientWidth: number;
}): Overflow {
  const most = box.scrollWidth - box.clientWidth;
  return {
    left: box.scrollLeft > NEARLY_PIXELS,
    right: most - box.scrollLeft > NEARLY_PIXELS,
  };
}

/** What it says of a box, and where to put the box once it is there: `<div ref={setBox}>`. */
export function useOverflow<Box extends HTMLElement>(): [Overflow, (box: Box | null) => void] {
  const [box, setBox] = useState<Box | null>(null);
  const [overflow, setOverflow] = useState(NONE);
  useEffect(() => {
    if (!box) return;
    const look = () =>
      setOverflow((before) => {
        const now = overflowOf(box);
        return now.left === before.left && now.right === before.right ? before : now;
      });
    look();
    box.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(box);
    for (const child of box.children) sizes.observe(child);
    return () => {
      box.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  }, [box]);
  return [overflow, setBox];
}
