/**
 * A video, looked at once from beginning to end: what was found in each frame is kept, followed both ways in time, and drawn from as
 * often as modes, sliders and corrections change.
 */
import { matchShown } from '../../edits/apply.ts';
import type { EditList } from '../../edits/edits.ts';
import type { Engine } from '../../engine.ts';
import { type Looked, reasonOf } from '../../pipeline.ts';
import { closeFrame, sizeOf } from '../../safe/pixels.ts';
import { type FollowedFrame, followBothWays, type SeenFrame } from '../../track/both-ways.ts';
import type { FileFrame, FrameFile } from './frame-file.ts';
import { type Overview, overviewOf } from './overview.ts';

interface KeptFrame extends SeenFrame {
  /** µs */
  readonly duration: number;
  /** It could not be decoded. */
  readonly damaged: boolean;
}

type KnownFrame = FollowedFrame & { readonly failed: boolean; readonly damaged: boolean };

/** Closes the frame. Never rejects. */
async function lookAt(frame: FileFrame, engine: Engine): Promise<KeptFrame> {
  const { timestamp, duration, damaged = false } = frame;
  const size = sizeOf(frame);
  if (damaged) {
    closeFrame(frame);
  }
  const detections = damaged ? null : await engine.detect(frame);
  return { timestamp, duration, size, detections, damaged };
}

export class Analysis {
  /** Of its own: looking ahead must not disturb what is shown. */
  readonly #file: FrameFile;
  /** What decides what is found; with another key all of it has to be looked at again. */
  readonly key: string;
  readonly #frames: KeptFrame[] = [];
  /** Frames being looked at, in order. */
  readonly #underWay: Promise<KeptFrame>[] = [];
  #atEnd = false;
  #complete = false;
  #followed: { readonly options: string; readonly frames: ReadonlyMap<number, KnownFrame> } | null = null;
  /** What was said last, for the same corrections and followed frames. */
  #shown: {
    readonly edits: EditList;
    readonly followed: ReadonlyMap<number, KnownFrame> | null;
    readonly meant: ReadonlyMap<number, number>;
    readonly ids: ReadonlyMap<number, number>;
  } | null = null;

  /** @param file closed by this from now on. */
  constructor(file: FrameFile, key: string) {
    this.#file = file;
    this.key = key;
  }

  get complete(): boolean {
    return this.#complete;
  }

  /** End of the last frame that was looked at, seconds. */
  get reached(): number {
    const last = this.#frames.at(-1);
    return last ? (last.timestamp + last.duration) / 1e6 : 0;
  }

  /**
   * Looks at the next frames for some time.
   * @param budget ms; one frame is looked at in any case
   * @throws FileRefused when the file is damaged from here on.
   */
  async step(engine: Engine, budget: number): Promise<void> {
    const end = performance.now() + budget;
    do {
      await this.#decodeAhead(engine);
      const frame = this.#underWay.shift();
      if (!frame) {
        this.#complete = true;
        this.close();
        return;
      }
      this.#frames.push(await frame);
    } while (performance.now() < end);
  }

  /** So many frames are looked at beside each other as the engine has room for. */
  async #decodeAhead(engine: Engine): Promise<void> {
    while (!this.#atEnd && this.#underWay.length < engine.room) {
      const next = await this.#file.next(null);
      if (next) {
        this.#underWay.push(lookAt(next.frame, engine));
      } else {
        this.#atEnd = true;
      }
    }
  }

  /** What is known of the frame of this time, µs; null before all of it was looked at. */
  lookedAt(timestamp: number, engine: Engine): Looked | null {
    const followed = this.#follow(engine)?.get(timestamp);
    if (!followed) {
      return null;
    }
    const { faces, failed, damaged } = followed;
    return {
      reason: damaged ? 'frame-damaged' : failed ? 'detector-failed' : reasonOf(followed),
      faces,
      failure: null,
      timing: { detect: 0, track: 0 },
    };
  }

  /** Who is shown, with the edit that says so: ids of edits by ids of faces. */
  shown(edits: EditList, engine: Engine): ReadonlyMap<number, number> {
    return this.#match(edits, engine).ids;
  }

  /**
   * Whom the `show` edits mean: each the person who is there at its moment, for as long as they are followed for certain. Ids of faces by
   * ids of edits; two edits may mean the same person.
   */
  meant(edits: EditList, engine: Engine): ReadonlyMap<number, number> {
    return this.#match(edits, engine).meant;
  }

  #match(edits: EditList, engine: Engine) {
    const followed = this.#follow(engine);
    if (this.#shown?.edits === edits && this.#shown.followed === followed) {
      return this.#shown;
    }
    const meant = new Map<number, number>();
    for (const edit of edits.edits) {
      const frame =
        edit.kind === 'show' && this.#frames.findLast(({ timestamp }) => timestamp <= edit.at * 1e6 + 1);
      const faces = (frame && followed?.get(frame.timestamp)?.faces) || [];
      for (const [face, id] of matchShown(faces, [edit])) {
        meant.set(id, face);
      }
    }
    this.#shown = { edits, followed, meant, ids: new Map([...meant].map(([id, face]) => [face, id])) };
    return this.#shown;
  }

  overview(engine: Engine): Overview {
    const followed = this.#follow(engine);
    return overviewOf(
      this.#frames.map(({ timestamp, duration, detections }) => ({
        from: timestamp / 1e6,
        to: (timestamp + duration) / 1e6,
        failed: detections === null,
        followed: followed?.get(timestamp),
      })),
    );
  }

  close(): void {
    this.#file.close();
  }

  /** Followed again only where a setting changes how. */
  #follow(engine: Engine): ReadonlyMap<number, KnownFrame> | null {
    if (!this.#complete) {
      return null;
    }
    const options = engine.followOptions;
    const name = JSON.stringify(options);
    if (this.#followed?.options !== name) {
      const frames = followBothWays(this.#frames, options);
      this.#followed = {
        options: name,
        frames: new Map(
          frames.map((frame, i) => {
            const { timestamp, detections, damaged } = this.#frames[i] as KeptFrame;
            return [timestamp, { ...frame, failed: detections === null, damaged }];
          }),
        ),
      };
    }
    return this.#followed.frames;
  }
}
