/** Draws pictures into the detector's grey square on a device, in the network's own numbers. Nothing comes back from there. */
import { DEVIATION_BGR, MEAN_BGR } from '../../../models/action/nanodet.ts';
import bilinear from '../../render/webgpu/bilinear.wgsl?raw';
import { PictureTexture } from '../../render/webgpu/picture-texture.ts';
import { SIDE } from './input-size.ts';
import { GREY, letterbox } from './letterbox.ts';
import shader from './letterbox.wgsl?raw';

/** `Place` of letterbox.wgsl: 16 numbers of 4 bytes. */
const PLACE_BYTES = 64;
const WORKGROUP = 8;
/** Samples across a pixel at most: beyond a picture of 8 × 256 pixels some are left out. */
const MOST_SAMPLES = 8;

export class DeviceSquare {
  /** SIDE × SIDE × BGR, normalised, float32; holds the picture that was drawn last. */
  readonly buffer: GPUBuffer;
  readonly #device: GPUDevice;
  readonly #pipeline: GPUComputePipeline;
  readonly #place: GPUBuffer;
  readonly #picture: PictureTexture;

  private constructor(device: GPUDevice, pipeline: GPUComputePipeline) {
    this.#device = device;
    this.#pipeline = pipeline;
    this.#picture = new PictureTexture(device);
    this.#place = device.createBuffer({
      size: PLACE_BYTES,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    this.buffer = device.createBuffer({
      size: SIDE * SIDE * 3 * 4,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC,
    });
  }

  /** @throws when the shader does not compile. */
  static async create(device: GPUDevice): Promise<DeviceSquare> {
    const module = device.createShaderModule({ label: 'letterbox', code: `${bilinear}\n${shader}` });
    return new DeviceSquare(
      device,
      await device.createComputePipelineAsync({ layout: 'auto', compute: { module } }),
    );
  }

  /** Hands the work to the device; the caller keeps the picture, whose size as shown is `width` × `height`. */
  draw(picture: ImageBitmap | VideoFrame, width: number, height: number): void {
    const device = this.#device;
    const texture = this.#picture.take(picture, width, height);
    device.queue.writeBuffer(this.#place, 0, layPlace(width, height));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(
      0,
      device.createBindGroup({
        layout: this.#pipeline.getBindGroupLayout(0),
        entries: [
          { binding: 0, resource: { buffer: this.#place } },
          { binding: 1, resource: texture.createView() },
          { binding: 2, resource: { buffer: this.buffer } },
        ],
      }),
    );
    pass.dispatchWorkgroups(Math.ceil(SIDE / WORKGROUP), Math.ceil(SIDE / WORKGROUP));
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  dispose(): void {
    this.#place.destroy();
    this.buffer.destroy();
    this.#picture.destroy();
  }
}

/** `Place` of letterbox.wgsl. */
function layPlace(width: number, height: number): ArrayBuffer {
  const { left, top, width: inner, height: innerHeight, scale } = letterbox(width, height, SIDE);
  const bytes = new ArrayBuffer(PLACE_BYTES);
  const floats = new Float32Array(bytes);
  floats.set([left, top, inner, innerHeight]);
  new Uint32Array(bytes).set([SIDE, Math.min(MOST_SAMPLES, Math.max(1, Math.ceil(1 / scale)))], 4);
  floats[6] = GREY / 255;
  floats.set(MEAN_BGR, 8);
  floats.set(DEVIATION_BGR, 12);
  return bytes;
}
