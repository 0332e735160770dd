/** A file's sound as it is stored, packet by packet, to be copied beside safe pictures. It holds no picture. */
import {
  type AudioCodec,
  BlobSource,
  type EncodedPacket,
  EncodedPacketSink,
  Input,
  type InputAudioTrack,
  MATROSKA,
  MP4,
  QTFF,
  WEBM,
} from 'mediabunny';

export class Soundtrack {
  readonly codec: AudioCodec;
  readonly config: AudioDecoderConfig | null;
  readonly #input: Input;
  readonly #packets: AsyncGenerator<EncodedPacket, void, unknown>;
  #next: EncodedPacket | null = null;
  #ended = false;

  private constructor(
    input: Input,
    track: InputAudioTrack,
    codec: AudioCodec,
    config: AudioDecoderConfig | null,
  ) {
    this.#input = input;
    this.#packets = new EncodedPacketSink(track).packets();
    this.codec = codec;
    this.config = config;
  }

  /** The first soundtrack of a video file; null when it has none that is known. */
  static async of(file: Blob): Promise<Soundtrack | null> {
    const input = new Input({ source: new BlobSource(file), formats: [MP4, QTFF, WEBM, MATROSKA] });
    const track = await input.getPrimaryAudioTrack();
    const codec = await track?.getCodec();
    if (!track || !codec) {
      input.dispose();
      return null;
    }
    return new Soundtrack(input, track, codec, await track.getDecoderConfig());
  }

  /** The next packet if it begins before `time`, seconds. What begins before the video does is never heard and left out. */
  async nextBefore(time: number): Promise<EncodedPacket | null> {
    while (!this.#next && !this.#ended) {
      const { value, done } = await this.#packets.next();
      this.#ended = done === true;
      this.#next = value && value.timestamp >= 0 ? value : null;
    }
    const packet = this.#next;
    if (!packet || packet.timestamp >= time) {
      return null;
    }
    this.#next = null;
    return packet;
  }

  close(): void {
    void this.#packets.return().catch(() => undefined);
    this.#input.dispose();
  }
}
