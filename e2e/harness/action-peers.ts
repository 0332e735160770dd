/**
 * Actions at a desk by the page's networks and by others, judged by the same rules, on one thread. The others are given to the page at
 * `globalThis.actionPeer` (benchmarks/support/action-peer.mjs).
 */
import '../../src/base/trusted-types.ts';
import { DeskBench, type Eyes, type LookAbout, OwnEyes } from '../../evaluation/browser/desk.ts';
import { loadNetworksOf } from '../../evaluation/browser/networks.ts';
import { type PeerJoint, type PeerObject, seenByPeer } from '../../evaluation/browser/peer-seen.ts';
import { StillPipeline } from '../../evaluation/browser/still.ts';
import type {
  BrokenPicture,
  DeskClipOutcome,
  DeskClipTask,
  DeskOutcome,
  DeskTask,
} from '../../evaluation/browser/tasks.ts';
import { createFaceDetector } from '../../src/engine/detect/index.ts';
import type { FaceSeen } from '../../src/engine/meters/action/desk/evidence.ts';
import { Looker } from '../../src/engine/meters/action/desk/looker.ts';
import { drawLook, inFrame, looksAt } from '../../src/engine/meters/action/desk/views.ts';
import { createCpuRenderer } from '../../src/engine/render/cpu/renderer.ts';
import { race } from './race.ts';

interface ActionPeer {
  readonly words: string;
  objects(picture: OffscreenCanvas, least: number): Promise<readonly PeerObject[]>;
  joints(picture: OffscreenCanvas, follows: boolean, at: number): Promise<readonly PeerJoint[]>;
}

export type Who = 'guise' | 'peer' | 'peer-sure' | 'peer-near';

export interface ActionPeers {
  still(who: Who, task: DeskTask): Promise<DeskOutcome | BrokenPicture>;
  clip(who: Who, task: DeskClipTask): Promise<DeskClipOutcome>;
  /** ms of each of `runs` looks of everybody at a picture of this size, taking turns; and Guise's own with hands. */
  race(
    url: string,
    size: { width: number; height: number },
    runs: number,
  ): Promise<Readonly<Record<string, readonly number[]>>>;
}

/** From this score on a thing is handed to the rules, which ask for more of most: the page's own. */
const LEAST = 0.15;
/** What COCO-SSD's own `detect` takes by itself. */
const SURE = 0.5;

/** MoveNet and COCO-SSD. @param least score of a thing. @param near look for things also near the face, as the page does. */
class PeerEyes implements Eyes {
  readonly #least: number;
  readonly #near: boolean;
  readonly #whole = contextOf();
  readonly #close = contextOf();

  constructor(least: number, near: boolean) {
    this.#least = least;
    this.#near = near;
  }

  async see(
    picture: ImageBitmap | VideoFrame,
    _faces: readonly FaceSeen[],
    { width, height, follows }: LookAbout,
  ) {
    const { actionPeer } = globalThis as unknown as { actionPeer: ActionPeer };
    Object.assign(this.#whole.canvas, { width, height });
    this.#whole.drawImage(picture, 0, 0, width, height);
    const objects = await actionPeer.objects(this.#whole.canvas, this.#least);
    const joints = await actionPeer.joints(this.#whole.canvas, follows, performance.now());
    const found = seenByPeer(joints, objects);
    const look = found && this.#near ? looksAt(width, height, found.faces[0]?.box ?? null, false)[1] : null;
    if (!found || !look) {
      return found;
    }
    drawLook(this.#close, picture, look, width, height);
    const near = (await actionPeer.objects(this.#close.canvas, this.#least)).map(
      ({ class: label, score, bbox: [x, y, across, down] }) => ({
        label,
        score,
        x,
        y,
        width: across,
        height: down,
      }),
    );
    return { ...found, seen: { ...found.seen, things: [...found.seen.things, ...inFrame(near, look)] } };
  }
}

function contextOf(): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!context) {
    throw new Error('No 2D canvas to look at pictures.');
  }
  return context;
}

const detector = await createFaceDetector();
const renderer = createCpuRenderer();
const pipeline = new StillPipeline(detector, renderer);
const own = new OwnEyes(await Looker.load(true));
const EYES: Readonly<Record<Who, Eyes>> = {
  guise: own,
  peer: new PeerEyes(LEAST, false),
  'peer-sure': new PeerEyes(SURE, false),
  'peer-near': new PeerEyes(LEAST, true),
};

const peers: ActionPeers = {
  async still(who, task) {
    await loadNetworksOf(task.variants, renderer);
    return new DeskBench(EYES[who]).still(task, pipeline);
  },
  async clip(who, task) {
    await loadNetworksOf([task.variant], renderer);
    return new DeskBench(EYES[who]).clip(task, detector, renderer);
  },
  async race(url, { width, height }, runs) {
    const picture = await createImageBitmap(await (await fetch(url)).blob(), {
      resizeWidth: width,
      resizeHeight: height,
    });
    const faces = (await detector.detect({ frame: { source: picture, timestamp: 0 }, effort: 'thorough' }))
      .map(({ box }, id): FaceSeen => ({ id, box }))
      .sort((a, b) => b.box.height - a.box.height);
    const about = { width, height, mode: 'none', follows: true };
    const contenders: Readonly<Record<string, () => Promise<unknown>>> = {
      guise: () => own.see(picture, faces, { ...about, hands: false }),
      'guise-hands': () => own.see(picture, faces, { ...about, hands: true }),
      peer: () => EYES.peer.see(picture, faces, { ...about, hands: true }),
      'peer-near': () => EYES['peer-near'].see(picture, faces, { ...about, hands: true }),
    };
    const times = await race(contenders, runs);
    picture.close();
    return times;
  },
};

(globalThis as unknown as { actionPeers: ActionPeers }).actionPeers = peers;
