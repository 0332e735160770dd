/**
 * How see-through the pictures of a WebM are: a second stream of pictures beside the first, of which the brightness counts. mediabunny
 * merges both in a worker from a `blob:` address, which the page's security policy forbids.
 */
import { type EncodedPacket, EncodedPacketSink, type InputVideoTrack } from 'mediabunny';

/** A picture this far ahead, µs, is reached by decoding on; a later one by starting again. */
const NEAR = 3e6;

/** Asked for in the order of showing, mostly; a jump starts again. */
export class Transparency {
  readonly #track: InputVideoTrack;
  readonly #sink: EncodedPacketSink;
  #decoder: VideoDecoder | null = null;
  #packet: EncodedPacket | null = null;
  #ended = false;
  #error: Error | null = null;
  /** By time, µs. Null: opaque. */
  readonly #planes = new Map<number, VideoFrame | null>();
  /** Times of those that are being decoded, µs. */
  readonly #awaited = new Set<number>();

  /** @param track one that has its transparency; its input is this one's to dispose */
  constructor(track: InputVideoTrack) {
    this.#track = track;
    this.#sink = new EncodedPacketSink(track);
  }

  /**
   * A mask as large as the stored picture of that time, µs; null where that is opaque.
   * @throws (rejects) when it cannot be decoded.
   */
  async maskAt(time: number): Promise<OffscreenCanvas | null> {
    const ahead = time - (this.#packet?.microsecondTimestamp ?? Number.NEGATIVE_INFINITY);
    const known = this.#planes.has(time) || this.#awaited.has(time);
    if (!known && !(ahead > 0 && ahead < NEAR)) {
      await this.#start(time / 1e6);
    }
    while (!this.#planes.has(time) && !this.#ended) {
      await this.#feed();
    }
    for (const [at, plane] of this.#planes) {
      if (at < time) {
        plane?.close();
        this.#planes.delete(at);
      }
    }
    const plane = this.#planes.get(time);
    if (plane === undefined) {
      throw new Error('There is no transparency for a picture.');
    }
    return plane && maskOf(plane);
  }

  close(): void {
    this.#drop();
    this.#track.input.dispose();
  }

  /** At the last key frame before that time of which the transparency is one as well. */
  async #start(time: number): Promise<void> {
    this.#drop();
    const codec = await this.#track.getCodec();
    const config = await this.#track.getDecoderConfig();
    if (!config) {
      throw new Error('The codec of its transparency is unknown.');
    }
    let packet = (await this.#sink.getKeyPacket(time)) ?? (await this.#sink.getFirstPacket());
    while (packet?.sideData.alpha && !isKey(codec, packet.sideData.alpha)) {
      const before: EncodedPacket | null = await this.#sink.getKeyPacket(packet.timestamp - 1e-6);
      if (!before || before.timestamp >= packet.timestamp) {
        break;
      }
      packet = before;
    }
    this.#decoder = new VideoDecoder({
      output: (frame) => {
        this.#awaited.delete(frame.timestamp);
        this.#planes.set(frame.timestamp, frame);
      },
      error: (error) => {
        this.#error = error;
      },
    });
    // Its bits are read one by one, which no hardware decoder promises.
    this.#decoder.configure({ ...config, hardwareAcceleration: 'prefer-software', optimizeForLatency: true });
    this.#packet = packet;
    this.#ended = false;
    await this.#decode();
  }

  async #feed(): Promise<void> {
    this.#packet = this.#packet && (await this.#sink.getNextPacket(this.#packet));
    await this.#decode();
  }

  async #decode(): Promise<void> {
    const decoder = this.#decoder;
    const packet = this.#packet;
    if (!decoder || !packet) {
      this.#ended = true;
      await decoder?.flush();
    } else if (packet.sideData.alpha) {
      const key = isKey(await this.#track.getCodec(), packet.sideData.alpha);
      this.#awaited.add(packet.microsecondTimestamp);
      decoder.decode(packet.alphaToEncodedVideoChunk(key ? 'key' : 'delta'));
      while (decoder.decodeQueueSize > 0 && !this.#error) {
        await new Promise((resolve) => decoder.addEventListener('dequeue', resolve, { once: true }));
      }
    } else {
      this.#planes.set(packet.microsecondTimestamp, null);
    }
    if (this.#error) {
      throw this.#error;
    }
  }

  #drop(): void {
    if (this.#decoder && this.#decoder.state !== 'closed') {
      this.#decoder.close();
    }
    this.#decoder = null;
    for (const plane of this.#planes.values()) {
      plane?.close();
    }
    this.#planes.clear();
    this.#awaited.clear();
  }
}

/** Whether a packet of VP8 or VP9 can be decoded by itself. */
export function isKey(codec: string | null, data: Uint8Array): boolean {
  const first = data[0] ?? 0xff;
  if (codec === 'vp8') {
    return (first & 1) === 0;
  }
  // Two bits that are always the same, two (three in profile 3) of the profile, "show an existing frame", then the kind.
  const profile3 = ((first >> 4) & 3) === 3 ? 1 : 0;
  return ((first >> (3 - profile3)) & 1) === 0 && ((first >> (2 - profile3)) & 1) === 0;
}

async function maskOf(plane: VideoFrame): Promise<OffscreenCanvas> {
  const { width = 0, height = 0 } = plane.visibleRect ?? {};
  const bytes = new Uint8Array(plane.allocationSize());
  const [layout] = await plane.copyTo(bytes);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context || !layout || !/^(I4|NV12)/.test(plane.format ?? '')) {
    throw new Error('The transparency cannot be read here.');
  }
  const image = new ImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      image.data[(y * width + x) * 4 + 3] = bytes[layout.offset + y * layout.stride + x] ?? 0;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
