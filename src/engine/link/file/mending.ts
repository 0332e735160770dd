/**
 * Videos with packets that cannot be decoded: those are left out, as players do, and everything else is shown. A decoder gives up at the
 * first one and does not say which it was, so that it is searched for.
 */
import { type EncodedPacket, EncodedPacketSink, type InputVideoTrack, VideoSample } from 'mediabunny';

/** A picture that cannot be had. */
export interface Damaged {
  /** Seconds, of the media. */
  readonly timestamp: number;
  readonly duration: number;
  close(): void;
}

/** So many bad packets between two key frames; with more, the rest up to the next key frame counts as bad. */
const PATIENCE = 8;
/** Packets that a decoder is given ahead. */
const AHEAD = 8;

/**
 * What there is between a key frame and the next one, in the order of showing.
 * @param from seconds of the media, of a picture in it; those that end before are left out
 * @returns where the next key frame begins, seconds; null where there is none
 * @throws (rejects) when nothing of it can be decoded, or read.
 */
export async function* mended(
  track: InputVideoTrack,
  from: number,
): AsyncGenerator<VideoSample | Damaged, number | null, undefined> {
  const sink = new EncodedPacketSink(track);
  const key = (await sink.getKeyPacket(from)) ?? (await sink.getFirstPacket());
  const next = key && (await sink.getNextKeyPacket(key));
  const packets: EncodedPacket[] = [];
  if (key) {
    for await (const packet of sink.packets(key, next ?? undefined)) {
      packets.push(packet);
    }
  }
  const config = await track.getDecoderConfig();
  if (!config || packets.length === 0) {
    throw new Error('There is nothing to decode.');
  }
  const bad = await badOnes(packets, config);
  if (bad.size === packets.length) {
    yield* packets.filter((packet) => packet.timestamp + packet.duration > from).map(damagedOf);
    return next?.timestamp ?? null;
  }
  const rotation = await track.getRotation();
  const flip = await track.getFlip();
  const missing = [...bad].sort((a, b) => a.timestamp - b.timestamp);
  const good = packets.filter((packet) => !bad.has(packet));
  for await (const frame of decoded(good, config)) {
    const sample = new VideoSample(frame);
    sample.setRotation(rotation);
    sample.setFlip(flip);
    while (missing[0] && missing[0].timestamp < sample.timestamp) {
      yield* missing
        .splice(0, 1)
        .filter((one) => one.timestamp + one.duration > from)
        .map(damagedOf);
    }
    if (sample.timestamp + sample.duration > from) {
      yield sample;
    } else {
      sample.close();
    }
  }
  yield* missing.filter((one) => one.timestamp + one.duration > from).map(damagedOf);
  return next?.timestamp ?? null;
}

function damagedOf({ timestamp, duration }: EncodedPacket): Damaged {
  return { timestamp, duration, close() {} };
}

/** Those of which a decoder can make nothing. @param packets from a key frame on, in the order of decoding */
async function badOnes(
  packets: readonly EncodedPacket[],
  config: VideoDecoderConfig,
): Promise<ReadonlySet<EncodedPacket>> {
  const bad = new Set<EncodedPacket>();
  for (let tried = 0; ; tried++) {
    const good = packets.filter((packet) => !bad.has(packet));
    const first = await leastFailing(good, config);
    if (first === null) {
      return bad;
    }
    if (first === 0 || tried >= PATIENCE) {
      for (const packet of good.slice(first)) {
        bad.add(packet);
      }
      return bad;
    }
    bad.add(good[first] as EncodedPacket);
  }
}

/** The number of the packet with which decoding fails for the first time; null when it does not. */
async function leastFailing(
  packets: readonly EncodedPacket[],
  config: VideoDecoderConfig,
): Promise<number | null> {
  if (!(await fails(packets, config))) {
    return null;
  }
  // So many packets are fine, so many are not.
  let fine = 0;
  let failing = packets.length;
  while (failing - fine > 1) {
    const half = (fine + failing) >> 1;
    if (await fails(packets.slice(0, half), config)) {
      failing = half;
    } else {
      fine = half;
    }
  }
  return failing - 1;
}

async function fails(packets: readonly EncodedPacket[], config: VideoDecoderConfig): Promise<boolean> {
  try {
    for await (const frame of decoded(packets, config)) {
      frame.close();
    }
    return false;
  } catch {
    return true;
  }
}

/** The receiver closes the frames. @throws (rejects) at the first packet that the decoder refuses, or some time after */
async function* decoded(
  packets: readonly EncodedPacket[],
  config: VideoDecoderConfig,
): AsyncGenerator<VideoFrame, void, undefined> {
  const frames: VideoFrame[] = [];
  let failure: Error | null = null;
  const decoder = new VideoDecoder({
    output: (frame) => frames.push(frame),
    error: (error) => {
      failure ??= error;
    },
  });
  try {
    decoder.configure(config);
    for (const packet of packets) {
      decoder.decode(packet.toEncodedVideoChunk());
      while (decoder.decodeQueueSize > AHEAD && !failure) {
        await Promise.race([
          new Promise((resolve) => decoder.addEventListener('dequeue', resolve, { once: true })),
          new Promise((resolve) => setTimeout(resolve, 50)),
        ]);
      }
      if (failure) {
        throw failure;
      }
      yield* frames.splice(0);
    }
    await decoder.flush();
    yield* frames.splice(0);
  } finally {
    for (const frame of frames) {
      frame.close();
    }
    if (decoder.state !== 'closed') {
      decoder.close();
    }
  }
}
