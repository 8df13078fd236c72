/** The settings: a list of sections beside the one that the address names. */

import { Link, useParams } from "@tanstack/react-router";
import { type ComponentType, useCallback, useEffect, useRef } from "react";
import { PageHead } from "@/parts/PageHead";
import { EmptyState } from "@/parts/states";
import { useOverflow } from "@/parts/useOverflow";
import { useProject } from "@/shell/project";
import { type TextName, t } from "@/text/text";
import { AccessSection } from "./AccessSection";
import { ApprovalsSection } from "./ApprovalsSection";
import { AttributesSection } from "./AttributesSection";
import { ClocksSection } from "./ClocksSection";
import { ListsSection } from "./ListsSection";
import { MarkupsSection } from "./MarkupsSection";
import { NumberingSection } from "./NumberingSection";
import { PeopleSection } from "./PeopleSection";
import { ProgramsSection } from "./ProgramsSection";
import { ProjectSection } from "./ProjectSection";
import classes from "./settings.module.css";

interface SectionRow {
  name: string;
  title: TextName;
  section: ComponentType;
  /** Also for owners and suppliers. */
  isForAll?: boolean;
}

const SECTIONS: readonly SectionRow[] = [
  { name: "project", title: "settings.projectTitle", section: ProjectSection },
  { name: "numbering", title: "settings.numberingTitle", section: NumberingSection },
  { name: "lists", title: "settings.listsTitle", section: ListsSection },
  { name: "attributes", title: "settings.attributesTitle", section: AttributesSection },
  { name: "markups", title: "settings.markupsTitle", section: MarkupsSection },
  { name: "approvals", title: "settings.approvalsTitle", section: ApprovalsSection },
  { name: "clocks", title: "settings.clocksTitle", section: ClocksSection },
  { name: "people", title: "settings.peopleTitle", section: PeopleSection, isForAll: true },
  { name: "programs", title: "settings.programsTitle", section: ProgramsSection },
  { name: "access", title: "settings.accessTitle", section: AccessSection, isForAll: true },
];

export function SettingsPage() {
  const project = useProject();
  const { section } = useParams({ strict: false }) as { section?: string };
  const offered = SECTIONS.filter((each) => each.isForAll || project.audience === "full");
  const open = section ? offered.find((each) => each.name === section) : offered[0];
  const [overflow, setNav] = useOverflow<HTMLElement>();
  const place = useRef<HTMLElement>(null);
  const keepNav = useCallback(
    (nav: HTMLElement | null) => {
      place.current = nav;
      setNav(nav);
    },
    [setNav],
  );
  const name = open?.name;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another section is brought into view
  useEffect(() => showCurrent(place.current), [name]);
  return (
    <div className="cw-page">
      <PageHead title={t("settings.title")} />
      <div className={classes.layout}>
        <nav
          ref={keepNav}
          className={classes.sections}
          aria-label={t("settings.title")}
          data-left={overflow.left || undefined}
          data-right={overflow.right || undefined}
        >
          {offered.map((each) => (
            <Link
              key={each.name}
              to="/p/$project/settings/$section"
              params={{ project: project.id, section: each.name }}
              className={classes.link}
              aria-current={each === open ? "page" : undefined}
            >
              {t(each.title)}
            </Link>
          ))}
        </nav>
        <div>
          {open ? <open.section key={open.name} /> : <EmptyState title={t("settings.noSection")} />}
        </div>
      </div>
    </div>
  );
}

/** Where the sections stand in a row, the one that is open stands in the middle of what is seen. */
function showCurrent(nav: HTMLElement | null): void {
  const current = nav?.querySelector<HTMLElement>("[aria-current=page]");
  if (!nav || !current) return;
  const left = current.getBoundingClientRect().left - nav.getBoundingClientRect().left;
  nav.scrollLeft += left - (nav.clientWidth - current.offsetWidth) / 2;
}
