/**
 * Pictures of one frame as they were drawn last, one a view: of a frame that comes again only what its covers touch is drawn. They hold
 * what was covered, never more.
 */
import type { PixelArea } from '../../../base/geometry.ts';
import type { ViewJob } from '../../safe/renderer.ts';
import { areaTouched, wholeOf } from '../cpu/composite.ts';
import { outermost } from '../cpu/kept.ts';
import { OUTPUT_FORMAT } from './pipelines.ts';

interface KeptView {
  readonly texture: GPUTexture;
  touched: readonly PixelArea[];
}

export interface Begun {
  /** What to draw into; the rest of it is as it was drawn before. */
  readonly texture: GPUTexture;
  /** What has to be drawn, px. */
  readonly areas: readonly PixelArea[];
}

export class KeptTextures {
  readonly #device: GPUDevice;
  /** The frame that was drawn last, without an error. */
  #source: object | null = null;
  #views: KeptView[] = [];

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /**
   * To be asked before each frame is drawn. Until it is `drawn`, nothing is known of what is kept.
   * @returns whether it was drawn last, and well.
   */
  claim(source: object): boolean {
    const again = this.#source === source;
    this.#source = null;
    if (!again) {
      this.forget();
    }
    return again;
  }

  /** The device has drawn this frame, and found nothing wrong with it. */
  drawn(source: object): void {
    this.#source = source;
  }

  /** A view of that frame, to be drawn with these covers. */
  begin(index: number, { covers }: ViewJob, { width, height }: GPUTexture): Begun {
    const before = this.#views[index];
    const touched = covers.map(({ cover }) => areaTouched(cover, width, height));
    if (before) {
      const areas = outermost([...before.touched, ...touched]);
      before.touched = touched;
      return { texture: before.texture, areas };
    }
    const texture = this.#device.createTexture({
      size: [width, height],
      format: OUTPUT_FORMAT,
      usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
    });
    this.#views[index] = { texture, touched };
    return { texture, areas: [wholeOf(texture)] };
  }

  forget(): void {
    this.#source = null;
    for (const { texture } of this.#views) {
      texture.destroy();
    }
    this.#views = [];
  }
}
