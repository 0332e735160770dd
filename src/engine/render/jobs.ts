import type { Grid } from '../../base/grid.ts';
import { gridFor } from '../cover/grid.ts';
import { alignedGrid } from '../cover/learned-cover.ts';
import type { NetworkMode, NoiseKey } from '../modes/mode.ts';
import type { CoverJob, ViewJob } from '../safe/renderer.ts';

/** A cover to be made once, though several views may show it. */
export interface Slot {
  readonly job: CoverJob;
  readonly key: NoiseKey;
}

export interface Plan {
  readonly slots: readonly Slot[];
  /**
   * Per view the slots it shows, in the order in which they are drawn: small (far) covers first, faces of networks before all
   * others. (What the modifier makes of one face's surroundings may show another face; a hand-made cover may not.)
   */
  readonly views: readonly (readonly number[])[];
}

/** Finds jobs that views share, and the order of drawing. Every slot gets a fresh key. */
export function planJobs(views: readonly ViewJob[]): Plan {
  const slots: Slot[] = [];
  const byJob = new Map<string, number>();
  const order = views.map(({ covers }) =>
    [...covers]
      .sort((p, q) => Number(!p.aligned) - Number(!q.aligned) || areaOf(p) - areaOf(q))
      .map((job) => {
        const name = JSON.stringify(job);
        const known = byJob.get(name);
        if (known !== undefined) {
          return known;
        }
        byJob.set(name, slots.length);
        slots.push({ job, key: crypto.getRandomValues(new Uint32Array(8)) });
        return slots.length - 1;
      }),
  );
  return { slots, views: order };
}

function areaOf({ cover }: CoverJob): number {
  return cover.width * cover.height;
}

/** The faces among the slots that a mode's network draws, by index: those that go through it together. */
export function networkSlots(plan: Plan, mode: NetworkMode): readonly { index: number; job: CoverJob }[] {
  return plan.slots.flatMap(({ job }, index) => (job.mode === mode ? [{ index, job }] : []));
}

/** The grid that lays a job's crop over the frame. */
export function gridOf({ cover, aligned }: CoverJob): Grid {
  return aligned ? alignedGrid(aligned) : gridFor(cover);
}
