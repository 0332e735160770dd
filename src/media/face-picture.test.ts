import { expect, test } from 'vitest';
import type { FaceReport, SafeFrame } from '../engine/safe/frame.ts';
import { largestFace } from './face-picture.ts';

const face = (verdict: FaceReport['verdict'], side: number): FaceReport => ({
  id: side,
  verdict,
  state: 'seen',
  x: 0,
  y: 0,
  width: side,
  height: side,
});

const frameOf = (covered: string, ...faces: FaceReport[]) =>
  ({ report: { covered, faces } }) as unknown as SafeFrame;

test('the largest confirmed face is taken, however large an uncertain one is', () => {
  const frame = frameOf('faces', face('confirmed', 40), face('uncertain', 200), face('confirmed', 90));
  expect(largestFace(frame)?.id).toBe(90);
});

test('a frame of uncertain faces alone, and one that is covered whole, have none', () => {
  expect(largestFace(frameOf('faces', face('uncertain', 200)))).toBeNull();
  expect(largestFace(frameOf('whole', face('confirmed', 90)))).toBeNull();
});
