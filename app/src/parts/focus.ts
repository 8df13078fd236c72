/** Where the keyboard goes on when a dialog that was made for one question is gone. */

import { useEffect, useState } from "react";

/** For a dialog that is there only while it is open: what had the focus before has it again. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    },
    [before],
  );
}
