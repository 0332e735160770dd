/** What the page's detector of actions at a desk says: of a picture, raw and after every variant, and of a clip over time. */

import type { FaceDetector } from '../../src/engine/detect/detector.ts';
import { restsOnHands, shownLabels } from '../../src/engine/meters/action/desk/classes.ts';
import type { FaceSeen } from '../../src/engine/meters/action/desk/evidence.ts';
import { Looker, type Seen } from '../../src/engine/meters/action/desk/looker.ts';
import { labelsAtOnce, People } from '../../src/engine/meters/action/desk/people.ts';
import { drawLook, type Look, looksAt, seenInFrame } from '../../src/engine/meters/action/desk/views.ts';
import { Pipeline } from '../../src/engine/pipeline.ts';
import type { Renderer } from '../../src/engine/safe/renderer.ts';
import { withPicture } from './picture.ts';
import { type StillPipeline, settingsFor } from './still.ts';
import type { BrokenPicture, DeskClipOutcome, DeskClipTask, DeskOutcome, DeskTask } from './tasks.ts';
import { Video } from './video.ts';

const NOTHING_SEEN: Seen = { things: [], heads: [], joints: null };
/** Looks a second, as the page's switch sets it. */
const RATE = 5;
/** Frames a second that are gone through: a slow camera's. */
const FRAMES = 15;

/** @throws when the browser has no WebAssembly SIMD, or the weights are missing or damaged. */
export async function loadDesk(): Promise<DeskBench> {
  return new DeskBench(await Looker.load(true));
}

export class DeskBench {
  readonly #looker: Looker;
  readonly #context: OffscreenCanvasRenderingContext2D;

  constructor(looker: Looker) {
    this.#looker = looker;
    const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    if (!context) {
      throw new Error('No 2D canvas to look at pictures.');
    }
    this.#context = context;
  }

  /** What is said of the largest face, should the picture stand still. */
  async still(
    { url, labels, variants }: DeskTask,
    pipeline: StillPipeline,
  ): Promise<DeskOutcome | BrokenPicture> {
    return withPicture(url, async (frame) => {
      const { frames, detections } = await pipeline.process(frame, variants);
      const report = frames[0]?.report;
      if (!report) {
        throw new RangeError('No mode was asked for.');
      }
      const { width, height } = report;
      const faces = detections
        .map(({ box }, id): FaceSeen => ({ id, box }))
        .sort((a, b) => b.box.height - a.box.height);
      const looks = looksAt(width, height, faces[0]?.box ?? null, restsOnHands(new Set(labels)));
      const began = performance.now();
      const said: DeskOutcome['said'][number][] = [];
      for (const [i, picture] of [frame.source, ...frames.map(({ picture }) => picture)].entries()) {
        // Of a picture that was covered whole nothing is asked.
        const nothing = (i > 0 && frames[i - 1]?.report.covered === 'whole') || faces.length === 0;
        const mode = frames[i - 1]?.report.mode ?? 'none';
        const seen = nothing ? null : this.#look(picture, looks, { width, height, mode });
        said.push((seen && labelsAtOnce(faces, seen, new Set(labels))[0]) ?? null);
      }
      const duration = (performance.now() - began) / said.length;
      for (const { picture } of frames) {
        picture.close();
      }
      return { said, duration };
    });
  }

  /** The labels over a clip that is played through, five looks a second, each with the first time that it was said. */
  async clip(
    { url, variant, all }: DeskClipTask,
    detector: FaceDetector,
    renderer: Renderer,
  ): Promise<DeskClipOutcome> {
    const video = await Video.open(url);
    const pipeline = new Pipeline();
    pipeline.configure(settingsFor([variant], {}));
    const people = new People();
    const shown = shownLabels(all);
    const said: { at: number; labels: readonly string[] }[] = [];
    let next = 0;
    let nextFrame = 0;
    let end = 0;
    try {
      for (let frame = await video.next(); frame; frame = await video.next()) {
        const at = frame.timestamp / 1e6;
        end = at;
        if (at < nextFrame) {
          frame.source.close();
          continue;
        }
        nextFrame = at + 1 / FRAMES - 0.005;
        const { frames, faces } = await pipeline.process(frame, { detector, renderer });
        const [safe] = frames;
        if (safe && at >= next) {
          next = at + 1 / RATE;
          const { width, height, covered, mode } = safe.report;
          const sorted = [...faces].sort((a, b) => b.box.height - a.box.height);
          const things =
            covered === 'whole'
              ? NOTHING_SEEN
              : this.#look(safe.picture, looksAt(width, height, sorted[0]?.box ?? null, all), {
                  width,
                  height,
                  mode,
                });
          const seen = covered === 'whole' ? [] : people.add(sorted, things, { at, width, height, shown });
          said.push({ at, labels: seen.map(({ label }) => label) });
        }
        safe?.picture.close();
        frame.source.close();
      }
    } finally {
      video.close();
    }
    return { seconds: end, said };
  }

  #look(
    picture: ImageBitmap | VideoFrame,
    looks: readonly Look[],
    { width, height, mode }: { width: number; height: number; mode: string },
  ): Seen {
    const seen: Seen[] = [];
    for (const look of looks) {
      drawLook(this.#context, picture, look, width, height);
      const { data } = this.#context.getImageData(0, 0, look.width, look.height);
      seen.push(this.#looker.look(data, look.width, look.height, look.sees));
    }
    return seenInFrame(looks, seen, mode);
  }
}
