/** The log: every change order of the project in one grid, as a view shows it. */

import { useMediaQuery } from "@mantine/hooks";
import { ErrorState, Loading } from "@/parts/states";
import { LogGrid } from "./LogGrid";
import { useLog } from "./useLog";

export function LogPage() {
  const log = useLog();
  const isPhone = useMediaQuery("(max-width: 640px)", false, { getInitialValueInEffect: false });
  if (log.error) return <ErrorState error={log.error} onRetry={log.retry} />;
  if (!log.isReady) return <Loading lines={14} />;
  return <LogGrid key={log.projectId} log={log} isPhone={isPhone} />;
}
