/** The project that the address names. */

import { createContext, useContext } from "react";
import type { Project } from "@/api/session";

export const ProjectContext = createContext<Project | null>(null);

/** The open project. Only inside a project's pages. */
export function useProject(): Project {
  const project = useContext(ProjectContext);
  if (!project) throw new Error("useProject outside a project");
  return project;
}
