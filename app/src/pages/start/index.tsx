import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { FolderOpen } from "lucide-react";
import { EmptyState } from "@/parts/states";
import { Brand } from "@/shell/Brand";
import { t } from "@/text/text";

/** For who is signed in and has no project. */
export function StartPage() {
  const queryClient = useQueryClient();
  const router = useRouter();
  const again = async () => {
    await queryClient.resetQueries();
    await router.navigate({ to: "/" });
  };
  return (
    <main style={{ padding: 24 }}>
      <Brand />
      <EmptyState
        icon={FolderOpen}
        title={t("start.noProjects")}
        action={
          <Button variant="default" onClick={() => void again()}>
            {t("start.again")}
          </Button>
        }
      >
        {t("start.noProjectsHelp")}
      </EmptyState>
    </main>
  );
}
