import { expect, test } from 'vitest';
import { labelsAtOnce } from '../../src/engine/meters/action/desk/people.ts';
import { JOINTS } from '../../src/models/pose/decode.ts';
import { type PeerJoint, seenByPeer } from './peer-seen.ts';

/** Millimetres are pixels here: a head that looks ahead, its eyes' middle at (300, 200). */
const AHEAD: Readonly<Record<string, readonly [number, number]>> = {
  nose: [300, 245],
  left_eye: [331.5, 200],
  right_eye: [268.5, 200],
  left_ear: [372.5, 205],
  right_ear: [227.5, 205],
};

function joints(moved: Readonly<Record<string, readonly [number, number]>> = {}, score = 0.8): PeerJoint[] {
  return JOINTS.map((joint) => {
    const name = joint.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const [x, y] = moved[name] ?? AHEAD[name] ?? [300, 500];
    return { name, x, y, score: AHEAD[name] ? score : 0.1 };
  });
}

const said = (found: ReturnType<typeof seenByPeer>) =>
  found && labelsAtOnce(found.faces, found.seen, new Set(['eating', 'looking_away']))[0]?.label;

test('the face is about the joints of the head, from the hair line to the chin', () => {
  const [face] = seenByPeer(joints(), [])?.faces ?? [];
  expect(face?.box.height).toBeCloseTo(185, 0);
  expect(face?.box.y).toBeCloseTo(120, 0);
  expect((face?.box.x ?? 0) + (face?.box.width ?? 0) / 2).toBeCloseTo(300, 0);
});

test('the same rules read it: food at the mouth, a turned head, neither', () => {
  expect(said(seenByPeer(joints(), []))).toBe('none');
  expect(said(seenByPeer(joints(), [{ class: 'sandwich', score: 0.6, bbox: [270, 250, 80, 50] }]))).toBe(
    'eating',
  );
  // A hand below that holds it is none.
  expect(said(seenByPeer(joints(), [{ class: 'sandwich', score: 0.6, bbox: [270, 500, 80, 50] }]))).toBe(
    'none',
  );
  expect(said(seenByPeer(joints({ nose: [345, 240] }), []))).toBe('looking_away');
});

test('no head, or one that is guessed: nobody', () => {
  expect(seenByPeer([], [])).toBeNull();
  expect(seenByPeer(joints({}, 0.2), [])).toBeNull();
});
