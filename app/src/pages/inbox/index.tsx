import { PageHead } from "@/parts/PageHead";
import { t } from "@/text/text";

export function InboxPage() {
  return (
    <div className="cw-page">
      <PageHead title={t("inbox.title")} />
    </div>
  );
}
