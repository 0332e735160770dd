import { expect, test } from 'vitest';
import { RecordingClock, SourceClock, USUAL_GAP } from './recording-clock.ts';

test('only a pause that was made is cut out', () => {
  const clock = new RecordingClock();
  expect(clock.picture(0, 1000)).toBe(0);
  expect(clock.picture(40, 1040)).toBeCloseTo(0.04, 6);
  // The picture stood still for 5.9 s: so it does in the file.
  expect(clock.picture(5940, 6940)).toBeCloseTo(5.94, 6);
  clock.pause();
  expect(clock.picture(65_940, 66_940)).toBeCloseTo(5.94 + USUAL_GAP, 6);
  expect(clock.picture(65_980, 66_980)).toBeCloseTo(5.98 + USUAL_GAP, 6);
});

test('another camera, whose clock stands elsewhere, goes on where the page is', () => {
  const clock = new RecordingClock();
  clock.picture(500_000, 1000);
  expect(clock.picture(20, 4000)).toBeCloseTo(3, 6);
  expect(clock.picture(60, 4040)).toBeCloseTo(3.04, 6);
});

test('a picture that was held up counts from when it was taken', () => {
  const clock = new RecordingClock();
  clock.picture(0, 1000);
  expect(clock.picture(40, 1140)).toBeCloseTo(0.04, 6);
  expect(clock.picture(80, 1080)).toBeCloseTo(0.08, 6);
});

test('sound lies where the picture of its moment lies; none before the first, none in a pause', () => {
  const clock = new RecordingClock();
  expect(clock.sound(1000)).toBeNull();
  clock.picture(0, 1000);
  clock.picture(1000, 2000);
  expect(clock.sound(1500)).toBeCloseTo(0.5, 6);
  expect(clock.sound(2300)).toBeCloseTo(1.3, 6);
  expect(clock.sound(900)).toBeNull();
  clock.pause();
  expect(clock.sound(2400)).toBeNull();
  clock.picture(9000, 10_000);
  expect(clock.sound(10_000)).toBeCloseTo(1 + USUAL_GAP, 6);
});

test("a source's clock is told by what came soonest", () => {
  const clock = new SourceClock();
  expect(clock.toPage(0, 130)).toBe(130);
  expect(clock.toPage(100, 205)).toBe(205);
  expect(clock.toPage(200, 390)).toBe(305);
});
