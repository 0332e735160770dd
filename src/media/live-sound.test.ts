import { AudioSample } from 'mediabunny';
import { expect, test } from 'vitest';
import { LiveSound } from './live-sound.ts';

const RATE = 48_000;

function sample(value: number, seconds = 0.01): AudioSample {
  const data = new Float32Array(Math.round(seconds * RATE)).fill(value);
  return new AudioSample({
    data,
    format: 'f32-planar',
    numberOfChannels: 1,
    sampleRate: RATE,
    timestamp: 99,
  });
}

function record() {
  const written: { time: number; seconds: number; silent: boolean }[] = [];
  const sound = new LiveSound((piece) => {
    const data = new Float32Array(piece.numberOfFrames);
    piece.copyTo(data, { planeIndex: 0, format: 'f32-planar' });
    written.push({ time: piece.timestamp, seconds: piece.duration, silent: data.every((one) => one === 0) });
    piece.close();
  });
  return { sound, written };
}

test('pieces that follow one another do, to the sample, however their times jitter', () => {
  const { sound, written } = record();
  for (const time of [0.004, 0.011, 0.017, 0.035]) {
    sound.add(sample(1), time);
  }
  written.forEach(({ time, silent }, i) => {
    expect(time).toBeCloseTo(i * 0.01, 9);
    expect(silent).toBe(false);
  });
  expect(written).toHaveLength(4);
});

test('a hole is silence, what overlaps is left out', () => {
  const { sound, written } = record();
  sound.add(sample(1), 2.5);
  sound.add(sample(1), 2.4);
  sound.add(sample(1), 2.51);
  expect(written.map(({ silent }) => silent)).toEqual([true, true, true, false, false]);
  expect(written[3]?.time).toBeCloseTo(2.5, 6);
  expect(written[4]?.time).toBeCloseTo(2.51, 6);
});
