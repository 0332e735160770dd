import type { NoiseKey } from '../modes/mode.ts';
import type { CoverJob, ViewJob } from './renderer.ts';

/** A cover to be made once, though several views may show it. */
export interface Slot {
  readonly job: CoverJob;
  readonly key: NoiseKey;
}

export interface Plan {
  readonly slots: readonly Slot[];
  /** Per view the slots it shows, in the order in which they are drawn: small (far) covers first. */
  readonly views: readonly (readonly number[])[];
}

/** Finds jobs that views share, and the order of drawing. Every slot gets a fresh key. */
export function planJobs(views: readonly ViewJob[]): Plan {
  const slots: Slot[] = [];
  const byJob = new Map<string, number>();
  const order = views.map(({ covers }) =>
    [...covers]
      .sort((p, q) => p.cover.width * p.cover.height - q.cover.width * q.cover.height)
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
