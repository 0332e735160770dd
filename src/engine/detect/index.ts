import { iou } from '../../base/geometry.ts';
import type { Pixels } from '../../base/sample.ts';
import type { Detection, VerifiedDetection } from '../face.ts';
import type { EngineAssets } from '../link/protocol.ts';
import { rgbaOf } from '../safe/pixels.ts';
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
    const found = this.#looks(width, height, effort).flatMap(([network, view, pass]) =>
      network.look(pixels, view, pass),
    );
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
   * The whole frame and its side borders always; of the others the short range every other time, since faces close by come and go
   * fastest, and rolls and tiles share the rest.
   */
  #looks(width: number, height: number, effort: DetectRequest['effort']): Look[] {
    const black = wholeFrame(width, height);
    // The frame's mirror image completes faces cut by the border.
    const mirrored: View = { ...black, beyond: 'mirror' };
    // In a wide frame that takes up so much of the picture that some of the smallest faces are lost in it: there the larger network
    // sees it in those turns in which the smaller one does not.
    const isWide = Math.max(width, height) > WIDE * Math.min(width, height);
    const whole = (isWide ? [black, mirrored] : [mirrored]).map((view): Look => [this.#full, view, 'full']);
    // Short range: half the time of the other network, and as good at what stands at the border.
    const sides: Look = [this.#short, sideStrips(width, height), 'border'];
    const near: Look = [this.#short, mirrored, 'short'];
    const others: Look[] = [
      ...ROLLS.map((roll): Look => [this.#full, wholeFrame(width, height, roll), 'rotated']),
      ...tiles(width, height, TILE_SIDE).map((view): Look => [this.#full, view, 'tile']),
    ];
    if (effort === 'thorough') {
      return [...whole, sides, near, ...others];
    }
    const turn = this.#turn++;
    return [inTurn(whole, turn), sides, turn % 2 === 0 ? near : inTurn(others, turn >> 1)];
  }

  /** Followed faces that no pass found in this frame are looked for where they must be, their roll undone. */
  #lookAgain(pixels: Pixels, regions: readonly Region[], found: readonly Detection[]): Detection[] {
    const missed = regions.filter(
      (region) => !found.some((detection) => iou(detection.box, region.box) > 0.25),
    );
    return regionViews(missed, REGION_LOOKS).flatMap((view) => this.#full.look(pixels, view, 'region'));
  }
}

function inTurn(looks: readonly Look[], turn: number): Look {
  return looks[turn % looks.length] as Look;
}
