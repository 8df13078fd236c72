import { Check } from "lucide-react";
import { lookOf } from "@/parts/StateBadge";
import { t, word } from "@/text/text";
import type { Schemas } from "./data";
import classes from "./head.module.css";

/** The way of a change on one side: what is done, where it is, what is ahead. */
export function Stepper({
  track,
  isNamed,
}: {
  track: Schemas["RecordTrackView"];
  isNamed: boolean;
}) {
  const name = word("tracks", track.track);
  return (
    <div className={classes.track}>
      {isNamed ? <span className={classes.trackName}>{name}</span> : null}
      <ol className={classes.steps} aria-label={t("record.way", { side: name })}>
        {track.steps.map((step) => (
          <Step key={step.state} step={step} />
        ))}
      </ol>
    </div>
  );
}

function Step({ step }: { step: Schemas["RecordStepView"] }) {
  const isNow = step.standing === "now";
  const { tone, icon: Icon } = lookOf(step.state);
  return (
    <li
      className={classes.step}
      data-standing={step.standing}
      data-tone={isNow ? tone : undefined}
      aria-current={isNow ? "step" : undefined}
    >
      {step.standing === "done" ? (
        <Check size={12} strokeWidth={2.6} role="img" aria-label={t("record.stepDone")} />
      ) : (
        <Icon size={12} strokeWidth={2.2} aria-hidden="true" />
      )}
      {word("states", step.state)}
    </li>
  );
}
