import { Button, Group } from "@mantine/core";
import { t } from "@/text/text";

interface Props {
  onTake: () => void;
  onKeep: () => void;
}

/** Somebody else saved meanwhile: theirs, or one's own on top of theirs. */
export function Stale({ onTake, onKeep }: Props) {
  return (
    <div role="alert">
      <p style={{ margin: "0 0 8px" }}>{t("settings.staleHelp")}</p>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={onTake}>
          {t("settings.takeTheirs")}
        </Button>
        <Button size="xs" variant="default" onClick={onKeep}>
          {t("settings.keepMine")}
        </Button>
      </Group>
    </div>
  );
}
