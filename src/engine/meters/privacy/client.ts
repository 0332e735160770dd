/** The engine's side of the privacy meter: takes small copies of a few faces, raw and covered, and asks its worker. */
import { MATCH } from '../../../models/recogniser/threshold.ts';
import type { Face } from '../../face.ts';
import type { RawFrame, SafeFrame } from '../../safe/frame.ts';
import { rgbaOf } from '../../safe/pixels.ts';
import { Downscaler, ImageDataCanvas, type SentPixels } from '../copies.ts';
import { RpcWorker } from '../rpc-worker.ts';
import { chooseFaces, type MeasuredFace, pointsIn, type Region, regionOf } from './choose.ts';
import type { PrivacyAnswer, PrivacyQuestion } from './messages.ts';
import type { PrivacyMeter, PrivacyReading } from './meter.ts';

/** Faces remembered for taking turns. */
const REMEMBERED = 100;

/**
 * Starts the recogniser in a worker of its own.
 * @throws when it cannot be had (no worker, no WebAssembly, damaged weights) or does not answer for a minute.
 */
export function createPrivacyMeter(): Promise<PrivacyMeter> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    type: 'module',
    name: 'guise-privacy-meter',
  });
  return new WorkerPrivacyMeter(worker).opened();
}

class WorkerPrivacyMeter extends RpcWorker<PrivacyQuestion, PrivacyAnswer> implements PrivacyMeter {
  readonly #full = new ImageDataCanvas();
  readonly #downscaler = new Downscaler();
  /** Faces that were measured, by id, with the number of that reading; the one measured longest ago first. */
  readonly #measured = new Map<number, number>();
  #readings = 0;

  async examine(raw: RawFrame, safe: SafeFrame, faces: readonly Face[]): Promise<PrivacyReading | null> {
    const chosen = safe.report.covered === 'faces' ? chooseFaces(faces, this.#measured) : [];
    if (chosen.length === 0) {
      return null;
    }
    this.#remember(chosen);
    const answer = await this.ask(() => this.#questionFor(raw, safe, chosen));
    const { mode } = safe.report;
    return { timestamp: raw.timestamp, mode, threshold: MATCH.cosine, ...answer };
  }

  /** The safe picture is copied before the first `await`: the caller gives it away. The raw pixels were read by the detector. */
  async #questionFor(
    raw: RawFrame,
    safe: SafeFrame,
    chosen: readonly MeasuredFace[],
  ): Promise<[PrivacyQuestion, Transferable[]]> {
    const { width, height } = safe.report;
    const regions = chosen.map(({ points }) => regionOf(points, width, height));
    const copy = (source: ImageBitmap | VideoFrame | OffscreenCanvas, region: Region) =>
      this.#downscaler.copy(source, region.width * region.scale, region.height * region.scale, region);
    const covered = regions.map((region) => copy(safe.picture, region));
    const full = this.#full.of(await rgbaOf(raw));
    const faces = chosen.map(({ id, points }, i) => {
      const region = regions[i] as Region;
      const own = covered[i] as SentPixels;
      return {
        id,
        raw: copy(full, region),
        safe: own,
        points: pointsIn(region, points, own.width, own.height),
      };
    });
    return [{ faces }, faces.flatMap((face) => [face.raw.data.buffer, face.safe.data.buffer])];
  }

  #remember(chosen: readonly MeasuredFace[]): void {
    this.#readings += 1;
    for (const { id } of chosen) {
      this.#measured.delete(id);
      this.#measured.set(id, this.#readings);
    }
    // Oldest first: a face that is gone is forgotten.
    for (const id of this.#measured.keys()) {
      if (this.#measured.size <= REMEMBERED) {
        break;
      }
      this.#measured.delete(id);
    }
  }
}
