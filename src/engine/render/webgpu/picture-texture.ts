/** The texture of a device that pictures are brought to, one after another. */
export class PictureTexture {
  readonly #device: GPUDevice;
  #texture: GPUTexture | null = null;
  #holds: object | null = null;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** One copy on the device; it also turns frames that are stored turned. `width` × `height` is the picture's size as shown. */
  take(source: ImageBitmap | VideoFrame, width: number, height: number): GPUTexture {
    this.#holds = null;
    if (this.#texture?.width !== width || this.#texture.height !== height) {
      this.#texture?.destroy();
      this.#texture = this.#device.createTexture({
        size: [width, height],
        format: 'rgba8unorm',
        usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT,
      });
    }
    this.#device.queue.copyExternalImageToTexture({ source }, { texture: this.#texture }, [width, height]);
    this.#holds = source;
    return this.#texture;
  }

  /** The texture, if this picture was brought to it last. The device may yet have refused to. */
  again(source: ImageBitmap | VideoFrame): GPUTexture | null {
    return this.#holds === source ? this.#texture : null;
  }

  destroy(): void {
    this.#texture?.destroy();
  }
}
