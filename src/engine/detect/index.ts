import type { Detection, VerifiedDetection } from '../face.ts';
import { iou } from '../geometry.ts';
import { rgbaOf } from '../pixels.ts';
import type { EngineAssets } from '../protocol.ts';
import type { Pixels } from '../render/cpu/sample.ts';
import type { DetectRequest, FaceDetector, Region } from './detector.ts';
import { mergeDetections } from './merge.ts';
import { type FaceNetwork, loadNetwork } from './network.ts';
import { regionViews } from './regions.ts';
import { verdictOf } from './verify.ts';
import { tiles, type View, wholeFrame } from './view.ts';

const FULL_RANGE_INPUT = 192;
const SHORT_RANGE_INPUT = 128;
/** From this score on a face is covered; chosen low, since a false positive costs a blurred lamp. */
const COVER_SCORE = 0.35;
/** Rolled heads: the upright pass sees about 45° either way, so these two see the rest of the half turn. */
const ROLLS = [(75 * Math.PI) / 180, (-75 * Math.PI) / 180] as const;
/** A 24-pixel face is then 1/13 of what the network sees, which it finds. */
const TILE_SIDE = 320;
/** Looks at followed faces that the others missed, in one frame: one that is passed over is covered where it must be by now. */
const REGION_LOOKS = 2;

/** Loads both networks. @throws CorruptModelError, or whatever tasks-vision says. */
export async function createFaceDetector(assets: EngineAssets): Promise<FaceDetector> {
  const full = await loadNetwork(
    assets.fullRangeModel,
    assets.hashes.fullRange,
    FULL_RANGE_INPUT,
    COVER_SCORE,
  );
  try {
    const short = await loadNetwork(
      assets.shortRangeModel,
      assets.hashes.shortRange,
      SHORT_RANGE_INPUT,
      COVER_SCORE,
    );
    return new TwoRangeDetector(full, short);
  } catch (error) {
    full.close();
    throw error;
  }
}

/** One look: which network, at what, as which pass. */
type Look = readonly [FaceNetwork, View, Detection['pass']];

export class TwoRangeDetector implements FaceDetector {
  readonly #full: FaceNetwork;
  readonly #short: FaceNetwork;
  #turn = 0;

  constructor(full: FaceNetwork, short: FaceNetwork) {
    this.#full = full;
    this.#short = short;
  }

  async detect({ frame, regions, effort }: DetectRequest): Promise<readonly VerifiedDetection[]> {
    const pixels = await rgbaOf(frame);
    const { width, height } = pixels;
    const found = this.#full.look(pixels, wholeFrame(width, height), 'full');
    const dear = this.#dearLooks(width, height);
    if (effort === 'thorough') {
      for (const [network, view, pass] of dear) {
        found.push(...network.look(pixels, view, pass));
      }
    } else {
      const look = dear[this.#turn++ % dear.length];
      if (look) {
        found.push(...look[0].look(pixels, look[1], look[2]));
      }
    }
    found.push(...this.#lookAgain(pixels, regions, found));
    return mergeDetections(found).map(({ passes, ...detection }) => ({
      ...detection,
      verdict: verdictOf({ ...detection, passes }),
    }));
  }

  close(): void {
    this.#full.close();
    this.#short.close();
  }

  /** Short range every other time, since faces close by come and go fastest; rolls and tiles share the rest. */
  #dearLooks(width: number, height: number): Look[] {
    const near: Look = [this.#short, wholeFrame(width, height), 'short'];
    const others: Look[] = [
      ...ROLLS.map((roll): Look => [this.#full, wholeFrame(width, height, roll), 'rotated']),
      ...tiles(width, height, TILE_SIDE).map((view): Look => [this.#full, view, 'tile']),
    ];
    return others.flatMap((look) => [near, look]);
  }

  /** Followed faces that no pass found in this frame are looked for where they must be, their roll undone. */
  #lookAgain(pixels: Pixels, regions: readonly Region[], found: readonly Detection[]): Detection[] {
    const missed = regions.filter(
      (region) => !found.some((detection) => iou(detection.box, region.box) > 0.25),
    );
    return regionViews(missed, REGION_LOOKS).flatMap((view) => this.#full.look(pixels, view, 'region'));
  }
}
