import { Outlet } from "@tanstack/react-router";
import { HelpDialog } from "./HelpDialog";
import { useKeyboard } from "./keyboard";
import { OfflineBanner } from "./OfflineBanner";
import { Palette } from "./Palette";
import { useLightPaper } from "./paper";
import { SessionEnded } from "./SessionEnded";

/** What every page has, signed in or not. */
export function Root() {
  useKeyboard();
  useLightPaper();
  return (
    <>
      <OfflineBanner />
      <Outlet />
      <Palette />
      <HelpDialog />
      <SessionEnded />
    </>
  );
}
