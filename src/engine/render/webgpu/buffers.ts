/** A GPU buffer that grows when more is needed, and is otherwise used again frame after frame. */
export class GrowingBuffer {
  readonly #device: GPUDevice;
  readonly #usage: GPUBufferUsageFlags;
  #buffer: GPUBuffer | null = null;

  constructor(device: GPUDevice, usage: GPUBufferUsageFlags) {
    this.#device = device;
    this.#usage = usage;
  }

  /** A buffer of at least `bytes`; what was in a smaller one is lost. */
  atLeast(bytes: number): GPUBuffer {
    if (!this.#buffer || this.#buffer.size < bytes) {
      this.#buffer?.destroy();
      // A quarter more than asked for, in multiples of 256, so that a growing face does not mean a new buffer a frame.
      const size = Math.ceil((bytes * 1.25) / 256) * 256;
      this.#buffer = this.#device.createBuffer({ size, usage: this.#usage });
    }
    return this.#buffer;
  }

  /** Fills the buffer from its beginning. */
  write(data: ArrayBuffer): GPUBuffer {
    const buffer = this.atLeast(data.byteLength);
    this.#device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  destroy(): void {
    this.#buffer?.destroy();
    this.#buffer = null;
  }
}
