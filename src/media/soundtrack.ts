/** A file's sound as it is stored, packet by packet, to be copied beside safe pictures. It holds no picture. */
import {
  type AudioCodec,
  type EncodedPacket,
  EncodedPacketSink,
  type Input,
  type InputAudioTrack,
} from 'mediabunny';
import type { Trim } from '../engine/edits/edits.ts';
import { openContainer } from '../engine/link/file/container/container.ts';
import { packetsOf, type Shown, type Stretch } from '../engine/link/file/container/edit-list.ts';
import { FileRefused, fileProblem } from '../engine/link/file/problem.ts';

export class Soundtrack {
  readonly codec: AudioCodec;
  readonly config: AudioDecoderConfig | null;
  readonly #input: Input;
  readonly #packets: AsyncGenerator<Shown<EncodedPacket>, void, undefined>;
  readonly #trim: Trim | null;
  #next: EncodedPacket | null = null;
  #ended = false;

  private constructor(
    input: Input,
    track: InputAudioTrack,
    stretches: readonly Stretch[],
    codec: AudioCodec,
    config: AudioDecoderConfig | null,
    trim: Trim | null,
  ) {
    const sink = new EncodedPacketSink(track);
    this.#input = input;
    this.#packets = packetsOf(stretches, async function* (from) {
      yield* sink.packets((await sink.getPacket(from)) ?? undefined);
    });
    this.codec = codec;
    this.config = config;
    this.#trim = trim;
  }

  /**
   * The first soundtrack that is not switched off, as far as the film has it; null when there is none that is known.
   * @param trim what is kept of it; its times begin anew there
   * @throws (rejects) FileRefused when it is damaged, or cut in a way that cannot be honoured.
   */
  static async of(file: Blob, trim: Trim | null = null): Promise<Soundtrack | null> {
    let input: Input | null = null;
    try {
      const container = await openContainer(file);
      input = container.input;
      const { track, facts } = await container.sound();
      if (facts?.obstacle) {
        throw new FileRefused(fileProblem('audio-format', facts.obstacle));
      }
      const codec = await track?.getCodec();
      if (track && facts && codec) {
        return new Soundtrack(input, track, facts.stretches(), codec, await track.getDecoderConfig(), trim);
      }
    } catch (error) {
      input?.dispose();
      throw refusalOf(error);
    }
    input.dispose();
    return null;
  }

  /**
   * The next packet if it begins before `time`, seconds.
   * @throws (rejects) FileRefused when it is damaged from here on.
   */
  async nextBefore(time: number): Promise<EncodedPacket | null> {
    while (!this.#next && !this.#ended) {
      const { value, done } = await this.#packets.next().catch((error) => Promise.reject(refusalOf(error)));
      this.#ended = done === true;
      this.#next = value ? this.#trimmed(value) : null;
    }
    const packet = this.#next;
    if (!packet || packet.timestamp >= time) {
      return null;
    }
    this.#next = null;
    return packet;
  }

  /** Null for a packet that is not wholly kept: what was cut is not in the file, not even in part. */
  #trimmed({ item, timestamp, duration }: Shown<EncodedPacket>): EncodedPacket | null {
    const { from, to } = this.#trim ?? { from: 0, to: Number.POSITIVE_INFINITY };
    if (timestamp + duration > to) {
      this.#ended ||= timestamp >= to;
      return null;
    }
    return timestamp >= from ? item.clone({ timestamp: timestamp - from, duration }) : null;
  }

  close(): void {
    void this.#packets.return().catch(() => undefined);
    this.#input.dispose();
  }
}

function refusalOf(error: unknown): FileRefused {
  return error instanceof FileRefused ? error : new FileRefused(fileProblem('sound-broken'));
}
