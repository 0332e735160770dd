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
import { sideStrips, tiles, type View, wholeFrame } from './view.ts';

const FULL_RANGE_INPUT = 192;
const SHORT_RANGE_INPUT = 128;
/** From this score on a face is covered; chosen low, since a false positive costs a blurred lamp. */
const COVER_SCORE = 0.35;
/** Rolled heads: the upright pass sees about 45° either way, so these two see the rest of the half turn. */
const ROLLS = [(75 * Math.PI) / 180, (-75 * Math.PI) / 180] as const;
/** A 24-pixel face is then 1/13 of what the network sees, which it finds. */
const TILE_SIDE = 320;
/** A frame with one side longer than so many of the other leaves much of a square empty. */
const WIDE = 1.4;
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

const lookAt =
  (pixels: Pixels) =>
  ([network, view, pass]: Look): Detection[] =>
    network.look(pixels, view, pass);

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
    const looks = [...this.#whole(width, height, effort), this.#sides(width, height)];
    const found = looks.flatMap(lookAt(pixels));
    const near: Look = [this.#short, { ...wholeFrame(width, height), beyond: 'mirror' }, 'short'];
    const others = this.#dearLooks(width, height);
    if (effort === 'thorough') {
      found.push(...[near, ...others].flatMap(lookAt(pixels)));
    } else {
      found.push(...this.#inTurn(near, others).flatMap(lookAt(pixels)));
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

  /**
   * With the frame's mirror image beyond it, which completes faces cut by the border. In a wide frame that takes up so much of the
   * picture that some of the smallest faces are lost in it: there it takes turns with black, the other way round than `near`.
   */
  #whole(width: number, height: number, effort: DetectRequest['effort']): Look[] {
    const black = wholeFrame(width, height);
    const mirrored: View = { ...black, beyond: 'mirror' };
    const isWide = Math.max(width, height) > WIDE * Math.min(width, height);
    const views = isWide ? [black, mirrored] : [mirrored];
    const seen = effort === 'thorough' ? views : views.slice(this.#turn % views.length).slice(0, 1);
    return seen.map((view): Look => [this.#full, view, 'full']);
  }

  /** Short range: half the time of the other network, and as good at what stands at the border. */
  #sides(width: number, height: number): Look {
    return [this.#short, sideStrips(width, height), 'border'];
  }

  #dearLooks(width: number, height: number): Look[] {
    return [
      ...ROLLS.map((roll): Look => [this.#full, wholeFrame(width, height, roll), 'rotated']),
      ...tiles(width, height, TILE_SIDE).map((view): Look => [this.#full, view, 'tile']),
    ];
  }

  /** Short range every other time, since faces close by come and go fastest; rolls and tiles share the rest. */
  #inTurn(near: Look, others: readonly Look[]): Look[] {
    const turn = this.#turn++;
    const other = others[(turn >> 1) % others.length];
    return turn % 2 === 0 || !other ? [near] : [other];
  }

  /** Followed faces that no pass found in this frame are looked for where they must be, their roll undone. */
  #lookAgain(pixels: Pixels, regions: readonly Region[], found: readonly Detection[]): Detection[] {
    const missed = regions.filter(
      (region) => !found.some((detection) => iou(detection.box, region.box) > 0.25),
    );
    return regionViews(missed, REGION_LOOKS).flatMap((view) => this.#full.look(pixels, view, 'region'));
  }
}
