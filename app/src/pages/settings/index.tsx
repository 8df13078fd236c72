import { PageHead } from "@/parts/PageHead";
import { t } from "@/text/text";

export function SettingsPage() {
  return (
    <div className="cw-page">
      <PageHead title={t("settings.title")} />
    </div>
  );
}
