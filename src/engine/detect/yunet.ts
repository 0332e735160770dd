/** Guise's detector: YuNet-n on our own kernels, which sees every frame whole, and MediaPipe's full range as second opinion. */
import type { Pixels } from '../../base/sample.ts';
import { type Candidate, DEFAULTS } from '../../models/face-detector/candidates.ts';
import { FULL_RANGE_SIDE } from '../../models/face-detector/full-range.ts';
import { CREDIBLE_SCORE, type VerifiedDetection } from '../face.ts';
import type { RawFrame } from '../safe/frame.ts';
import { rgbaOf } from '../safe/pixels.ts';
import { type Aside, type Finds, WorkerAside } from './aside.ts';
import { BodyFinder } from './bodies.ts';
import type { DetectRequest, FaceDetector } from './detector.ts';
import { facesOf, soleHead } from './heads.ts';
import { createNetworks, type Look, loadWeights, type Networks, take } from './looks.ts';
import { pictureOf } from './picture.ts';
import { agreed, CONFIRMED_SCORE, detectionOf, isReflection, united } from './verdict.ts';

/** One look at the whole frame: by which network, the picture's longer side, whether it is turned by a quarter, and the least score that counts. */
type Pass = readonly [network: Look['network'], longSide: number, turned: boolean, threshold: number];

/** Below what makes a new face: a face that is followed is still one (`track/tracker.ts`). */
const FOLLOWED_SCORE = 0.2;
/** The longer side at which every frame is looked at. */
const LIVE_SIDE = 640;
const LIVE: readonly Pass[] = [
  ['narrow', LIVE_SIDE, false, FOLLOWED_SCORE],
  // The network sees heads upright and upside down, rolled by 60° either way, but not lying: those it sees here.
  ['narrow', 320, true, 0.5],
];
/** The published network: larger pictures show the narrow one too much that it takes for a face (docs/decisions/0010). */
const THOROUGH: readonly Pass[] = [
  ['yunet', LIVE_SIDE, false, FOLLOWED_SCORE],
  ['yunet', 1280, false, 0.4],
  ['yunet', 640, true, 0.5],
];
/** The second network's least score that counts, and the margins of its picture, in which reflections complete cut faces. */
const SECOND_SCORE = 0.5;
const MARGIN = 32;

/** Loads all networks; some of the looks are taken in a worker. @throws as `loadWeights` and `createNetworks`. */
export async function createYunetDetector(): Promise<FaceDetector> {
  const weights = await loadWeights();
  return new YunetDetector(await createNetworks(weights), new WorkerAside(weights));
}

export class YunetDetector implements FaceDetector {
  readonly #networks: Networks;
  readonly #aside: Aside | null;
  readonly #bodies = new BodyFinder();

  constructor(networks: Networks, aside: Aside | null = null) {
    this.#networks = networks;
    this.#aside = aside;
  }

  async detect({
    frame,
    effort,
    heads: when,
    confirm = false,
  }: DetectRequest): Promise<readonly VerifiedDetection[]> {
    const pixels = await rgbaOf(frame);
    // Enlarged more than twice, a small picture shows nothing more, and its faces are larger than any that the network was taught.
    const largest = Math.max(LIVE_SIDE, 2 * Math.max(pixels.width, pixels.height));
    const passes = (effort === 'thorough' ? THOROUGH : LIVE).filter(([, longSide]) => longSide <= largest);
    const finds = await this.#take([
      ...passes.map(([network, longSide, turned, threshold]) => (): Look => {
        return { network, picture: pictureOf(pixels, longSide, { turned }), threshold };
      }),
      () => ({
        network: 'full-range',
        picture: pictureOf(pixels, FULL_RANGE_SIDE, { margin: MARGIN }),
        threshold: SECOND_SCORE,
      }),
    ]);
    const second = finds.at(-1)?.filter((found) => !isReflection(found, pixels)) ?? [];
    const faces = agreed(united(finds.slice(0, -1)), second).flatMap(
      (face) => detectionOf(face, pixels) ?? [],
    );
    if (!when) {
      return faces;
    }
    if (!faces.some(isCredible)) {
      const head = soleHead(await this.#bodies.people(pixels, when));
      // However faint a face is that was found besides, it may be somebody's who was not seen otherwise.
      return head ? [...headIn(head, pixels), ...faces.map(noticed)].sort(byScore) : faces;
    }
    const doubtful = faces.filter((face) => isCredible(face) && face.verdict === 'uncertain');
    if (!confirm || doubtful.length === 0) {
      return faces;
    }
    const confirmed = faces.filter(({ verdict }) => verdict === 'confirmed');
    const meant = facesOf(await this.#bodies.people(pixels, when), confirmed, doubtful);
    return faces.map((face) => (meant.has(face) ? sureOf(face) : face)).sort(byScore);
  }

  /** Takes every look; the last two elsewhere if they can be. */
  async #take(looks: readonly (() => Look)[]): Promise<Finds> {
    const others = looks.slice(-2);
    const asked = this.#aside?.ask(others);
    const own = looks.slice(0, -2).map((look) => take(look(), this.#networks));
    return [...own, ...((await asked) ?? others.map((look) => take(look(), this.#networks)))];
  }

  bodies(frame: RawFrame) {
    return this.#bodies.find(frame);
  }

  close(): void {
    this.#aside?.close();
  }
}

function isCredible({ score }: VerifiedDetection): boolean {
  return score >= CREDIBLE_SCORE;
}

function byScore(a: VerifiedDetection, b: VerifiedDetection): number {
  return b.score - a.score;
}

function noticed(face: VerifiedDetection): VerifiedDetection {
  return { ...face, score: Math.max(face.score, DEFAULTS.threshold) };
}

function sureOf(face: VerifiedDetection): VerifiedDetection {
  return { ...face, score: Math.max(face.score, CONFIRMED_SCORE), verdict: 'confirmed' };
}

/** None where it lies wholly outside of the frame. */
function headIn(head: Candidate, frame: Pixels): VerifiedDetection[] {
  const found = detectionOf(head, frame);
  return found ? [{ ...found, verdict: 'uncertain', isHead: true }] : [];
}
