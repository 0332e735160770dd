/** What the page's detector of actions at a desk says: of a picture, raw and after every variant, and of a clip over time. */

import type { FaceDetector } from '../../src/engine/detect/detector.ts';
import { restsOnHands, shownLabels } from '../../src/engine/meters/action/desk/classes.ts';
import type { FaceSeen } from '../../src/engine/meters/action/desk/evidence.ts';
import { Looker, type Seen } from '../../src/engine/meters/action/desk/looker.ts';
import { labelsAtOnce, People } from '../../src/engine/meters/action/desk/people.ts';
import { drawLook, looksAt, seenInFrame } from '../../src/engine/meters/action/desk/views.ts';
import { Pipeline } from '../../src/engine/pipeline.ts';
import type { Renderer } from '../../src/engine/safe/renderer.ts';
import { openFrames } from './frames.ts';
import { withPicture } from './picture.ts';
import { type StillPipeline, settingsFor } from './still.ts';
import type { BrokenPicture, DeskClipOutcome, DeskClipTask, DeskOutcome, DeskTask } from './tasks.ts';

/** What a look at a picture is about. */
export interface LookAbout {
  readonly width: number;
  readonly height: number;
  /** The picture's mode, as its report has it; 'none' for the picture as it came in. */
  readonly mode: string;
  /** Whether hands are looked for. */
  readonly hands: boolean;
  /** Whether it is the same scene as in the look before, a moment later. */
  readonly follows: boolean;
}

/** What looks at pictures: the page's own networks, or those that they are held against. */
export interface Eyes {
  /**
   * @param faces as the engine found them, the largest first.
   * @returns what is seen and whose it is, the largest face first; null: nobody.
   */
  see(
    picture: ImageBitmap | VideoFrame,
    faces: readonly FaceSeen[],
    about: LookAbout,
  ): Promise<{ readonly faces: readonly FaceSeen[]; readonly seen: Seen } | null>;
}

/** Looks a second, as the page's switch sets it. */
const RATE = 5;
/** Frames a second that are gone through: a slow camera's. */
const FRAMES = 15;

/** @throws when the browser has no WebAssembly SIMD, or the weights are missing or damaged. */
export async function loadDesk(): Promise<DeskBench> {
  return new DeskBench(new OwnEyes(await Looker.load(true)));
}

/** The page's networks, shown what the page shows them. */
export class OwnEyes implements Eyes {
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

  async see(
    picture: ImageBitmap | VideoFrame,
    faces: readonly FaceSeen[],
    { width, height, mode, hands }: LookAbout,
  ) {
    if (faces.length === 0) {
      return null;
    }
    const looks = looksAt(width, height, faces[0]?.box ?? null, hands);
    const seen = looks.map((look) => {
      drawLook(this.#context, picture, look, width, height);
      const { data } = this.#context.getImageData(0, 0, look.width, look.height);
      return this.#looker.look(data, look.width, look.height, look.sees);
    });
    return { faces, seen: seenInFrame(looks, seen, mode) };
  }
}

export class DeskBench {
  readonly #eyes: Eyes;

  constructor(eyes: Eyes) {
    this.#eyes = eyes;
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
      const shown = new Set(labels);
      const hands = restsOnHands(shown);
      const began = performance.now();
      const said: DeskOutcome['said'][number][] = [];
      for (const [i, picture] of [frame.source, ...frames.map(({ picture }) => picture)].entries()) {
        const mode = frames[i - 1]?.report.mode ?? 'none';
        // Of a picture that was covered whole nothing is asked.
        const seen =
          i > 0 && frames[i - 1]?.report.covered === 'whole'
            ? null
            : await this.#eyes.see(picture, faces, { width, height, mode, hands, follows: false });
        said.push((seen && labelsAtOnce(seen.faces, seen.seen, shown)[0]) ?? null);
      }
      const duration = (performance.now() - began) / said.length;
      for (const { picture } of frames) {
        picture.close();
      }
      return { said, duration };
    });
  }

  /** The labels over a clip that is played through, five looks a second. */
  async clip(
    { url, held, playing, variant, raw, all }: DeskClipTask,
    detector: FaceDetector,
    renderer: Renderer,
  ): Promise<DeskClipOutcome> {
    const frames = await openFrames(url, held, playing);
    const pipeline = new Pipeline();
    pipeline.configure(settingsFor([variant], {}));
    const people = new People();
    const shown = shownLabels(all);
    const hands = restsOnHands(shown);
    const said: { at: number; labels: readonly string[] }[] = [];
    let next = 0;
    let nextFrame = 0;
    let end = 0;
    try {
      for (let frame = await frames.next(); frame; frame = await frames.next()) {
        const at = frame.timestamp / 1e6;
        end = at;
        if (at < nextFrame) {
          frame.source.close();
          continue;
        }
        nextFrame = at + 1 / FRAMES - 0.005;
        const { frames: drawn, faces } = await pipeline.process(frame, { detector, renderer });
        const [safe] = drawn;
        if (safe && at >= next) {
          next = at + 1 / RATE;
          const { width, height, covered, mode } = safe.report;
          const sorted = [...faces].sort((a, b) => b.box.height - a.box.height);
          const about = { width, height, hands, follows: said.length > 0 };
          const seen = raw
            ? await this.#eyes.see(frame.source, sorted, { ...about, mode: 'none' })
            : covered === 'whole'
              ? null
              : await this.#eyes.see(safe.picture, sorted, { ...about, mode });
          const did = seen ? people.add(seen.faces, seen.seen, { at, width, height, shown }) : [];
          said.push({ at, labels: did.map(({ label }) => label) });
        }
        safe?.picture.close();
        frame.source.close();
      }
    } finally {
      frames.close();
    }
    return { seconds: end, said };
  }
}
