/** Where the head is in a pose, whether it shows its face or not. Pure. */
import type { Rectangle } from '../../base/geometry.ts';
import type { Joint, Pose } from './decode.ts';

/**
 * Least score of the surest joint of the head, and of the surer shoulder. On 59 pictures of people whose faces are hardly to be seen,
 * all 22 heads that pass are heads; hands, lips close by and drawn animals do not pass.
 */
const HEAD = 0.3;
const SHOULDER = 0.28;
/** Other joints count with this share of the surest one's score. */
const ALSO = 0.5;
/** Sides of the head with its hair: so many times the way from its joints to the shoulders. */
const WAYS = 2;
/** And at least so many times what its joints span. */
const SPANS = 2;

/** The square that holds the head, in pixels of the picture; null where the pose does not say: no shoulders, or none below a head. */
export function headOf(pose: Pose): Rectangle | null {
  const head = seen([pose.nose, pose.leftEye, pose.rightEye, pose.leftEar, pose.rightEar], HEAD);
  const shoulders = seen([pose.leftShoulder, pose.rightShoulder], SHOULDER);
  if (head.length === 0 || shoulders.length === 0) {
    return null;
  }
  const [at, below] = [meanOf(head), meanOf(shoulders)];
  if (below.y <= at.y) {
    return null;
  }
  const span = Math.max(spread(head.map(({ x }) => x)), spread(head.map(({ y }) => y)));
  const side = Math.max(WAYS * Math.hypot(at.x - below.x, at.y - below.y), SPANS * span);
  return { x: at.x - side / 2, y: at.y - side / 2, width: side, height: side };
}

function seen(joints: readonly Joint[], least: number): readonly Joint[] {
  const best = Math.max(...joints.map(({ score }) => score));
  return best < least ? [] : joints.filter(({ score }) => score >= ALSO * best);
}

function meanOf(joints: readonly Joint[]) {
  const sum = joints.reduce((all, { x, y }) => ({ x: all.x + x, y: all.y + y }), { x: 0, y: 0 });
  return { x: sum.x / joints.length, y: sum.y / joints.length };
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}
