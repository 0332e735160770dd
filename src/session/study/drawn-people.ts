/**
 * Drawn people for trying the study without anybody's picture: each has features of their own, and each picture another pose,
 * expression and light. Nobody real is behind them.
 */

/** Features that make a drawn person; each 0..1 but for colours. */
export interface DrawnPerson {
  readonly name: string;
  readonly skin: string;
  readonly hair: string;
  readonly hairStyle: 'short' | 'long' | 'bald' | 'curly';
  readonly eyes: string;
  readonly faceWidth: number;
  readonly jaw: number;
  readonly eyeDistance: number;
  readonly eyeSize: number;
  readonly browThickness: number;
  readonly noseLength: number;
  readonly noseWidth: number;
  readonly mouthWidth: number;
  readonly lips: number;
  readonly glasses: boolean;
  readonly beard: number;
}

/** One picture's circumstances. */
export interface DrawnPose {
  /** −1 (left) to 1 (right). */
  readonly turn: number;
  /** Radians. */
  readonly roll: number;
  /** −1 (frown) to 1 (laugh). */
  readonly smile: number;
  /** 0 closed to 1 open. */
  readonly mouthOpen: number;
  /** 0.7 (dim) to 1.15 (bright). */
  readonly light: number;
  readonly background: string;
}

const NAMES = ['Alma', 'Bruno', 'Chiara', 'Dayo', 'Edda', 'Femi', 'Greta', 'Hiro'] as const;
const SKINS = ['#f2d3bd', '#e3b592', '#c98f68', '#a86f4a', '#7d4e33', '#5b3725'] as const;
const HAIRS = ['#2b211c', '#4f3322', '#8a5a32', '#c79a58', '#8f8f8f', '#7a2f1d'] as const;
const EYES = ['#4b3a2a', '#3f6a7a', '#5a7a4b', '#6d5a3c'] as const;
const STYLES = ['short', 'long', 'curly', 'bald'] as const;
const BACKGROUNDS = ['#b9c6cc', '#d8cfc0', '#9fae9a', '#c9b8c4', '#8f9aa8'] as const;

/** @param random numbers in [0, 1). At most eight people. */
export function drawnPeople(count: number, random: () => number): DrawnPerson[] {
  return NAMES.slice(0, count).map((name) => ({
    name,
    skin: pick(SKINS, random),
    hair: pick(HAIRS, random),
    hairStyle: pick(STYLES, random),
    eyes: pick(EYES, random),
    faceWidth: random(),
    jaw: random(),
    eyeDistance: random(),
    eyeSize: random(),
    browThickness: random(),
    noseLength: random(),
    noseWidth: random(),
    mouthWidth: random(),
    lips: random(),
    glasses: random() < 0.3,
    beard: random() < 0.3 ? 0.3 + 0.5 * random() : 0,
  }));
}

export function drawnPose(random: () => number): DrawnPose {
  return {
    turn: (random() - 0.5) * 0.8,
    roll: (random() - 0.5) * 0.3,
    smile: random() * 1.6 - 0.6,
    mouthOpen: random() < 0.3 ? random() : 0,
    light: 0.8 + 0.3 * random(),
    background: pick(BACKGROUNDS, random),
  };
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** Draws the person into a square of `side` pixels: head and shoulders, softly shaded. */
export function drawPerson(
  context: OffscreenCanvasRenderingContext2D,
  side: number,
  person: DrawnPerson,
  pose: DrawnPose,
): void {
  const c = context;
  c.save();
  c.scale(side / 400, side / 400);
  c.fillStyle = pose.background;
  c.fillRect(0, 0, 400, 400);
  // Shoulders and neck.
  c.fillStyle = shade('#54626f', pose.light);
  ellipse(c, 200, 440, 150, 110);
  c.fillStyle = shade(person.skin, pose.light * 0.8);
  c.fillRect(165, 270, 70, 90);
  c.translate(200, 190);
  c.rotate(pose.roll);
  const w = 82 + 22 * person.faceWidth;
  const h = 118;
  const shift = pose.turn * 26;
  if (person.hairStyle === 'long' || person.hairStyle === 'curly') {
    c.fillStyle = shade(person.hair, pose.light * 0.85);
    ellipse(c, 0, 10, w + 26, h + (person.hairStyle === 'long' ? 40 : 18));
  }
  drawHead(c, person, pose, w, h, shift);
  drawHair(c, person, pose, w, h);
  drawEyes(c, person, pose, shift);
  drawNose(c, person, pose, shift);
  drawMouth(c, person, pose, shift);
  c.restore();
}

type Context = OffscreenCanvasRenderingContext2D;

function drawHead(
  c: Context,
  person: DrawnPerson,
  pose: DrawnPose,
  w: number,
  h: number,
  shift: number,
): void {
  const side = c.createRadialGradient(shift - 20, -20, 20, 0, 0, h * 1.35);
  side.addColorStop(0, shade(person.skin, pose.light * 1.12));
  side.addColorStop(0.6, shade(person.skin, pose.light));
  side.addColorStop(1, shade(person.skin, pose.light * 0.68));
  c.fillStyle = side;
  ellipse(c, -w + 2 - shift * 0.3, 6, 12, 22);
  ellipse(c, w - 2 - shift * 0.3, 6, 12, 22);
  const chin = h * (0.96 + 0.1 * person.jaw);
  const jaw = w * (0.62 + 0.22 * person.jaw);
  c.beginPath();
  c.moveTo(-w, -10);
  c.bezierCurveTo(-w, -h * 1.05, w, -h * 1.05, w, -10);
  c.bezierCurveTo(w, 50, jaw, chin * 0.85, shift * 0.25 + 22, chin);
  c.quadraticCurveTo(shift * 0.25, chin + 8, shift * 0.25 - 22, chin);
  c.bezierCurveTo(-jaw, chin * 0.85, -w, 50, -w, -10);
  c.fill();
  if (person.beard > 0) {
    c.save();
    c.clip();
    c.globalAlpha = person.beard;
    c.fillStyle = shade(person.hair, pose.light);
    ellipse(c, shift * 0.4, 92, w * 0.8, 52);
    c.restore();
  }
}

function drawHair(c: Context, person: DrawnPerson, pose: DrawnPose, w: number, h: number): void {
  if (person.hairStyle === 'bald') {
    return;
  }
  c.fillStyle = shade(person.hair, pose.light);
  c.beginPath();
  c.moveTo(-w - 4, -8);
  c.bezierCurveTo(-w - 12, -h * 1.25, w + 12, -h * 1.25, w + 4, -8);
  c.bezierCurveTo(w - 6, -58, w * 0.3, -74, 0, -70);
  c.bezierCurveTo(-w * 0.4, -66, -w + 8, -54, -w - 4, -8);
  c.fill();
}

function drawEyes(c: Context, person: DrawnPerson, pose: DrawnPose, shift: number): void {
  const apart = 34 + 10 * person.eyeDistance;
  const size = 11 + 4 * person.eyeSize;
  for (const side of [-1, 1]) {
    const x = side * apart * (1 - Math.abs(pose.turn) * 0.15) + shift;
    c.fillStyle = shade(person.skin, pose.light * 0.8);
    ellipse(c, x, -12, size * 1.7, size * 1.05);
    c.fillStyle = shade('#f4f1ec', pose.light);
    ellipse(c, x, -10, size * 1.35, size * 0.72);
    c.fillStyle = person.eyes;
    ellipse(c, x + pose.turn * 4, -10, size * 0.62, size * 0.66);
    c.fillStyle = '#161210';
    ellipse(c, x + pose.turn * 4, -10, size * 0.3, size * 0.32);
    c.strokeStyle = shade(person.hair, pose.light * 0.7);
    c.lineCap = 'round';
    c.lineWidth = 2.5;
    arc(c, x, -8, size * 1.4, Math.PI * 1.15, Math.PI * 1.85);
    c.lineWidth = 4 + 6 * person.browThickness;
    arc(c, x, 2 - 4 * pose.smile, size * 2.6, Math.PI * 1.28, Math.PI * 1.72);
    if (person.glasses) {
      c.strokeStyle = '#20242a';
      c.lineWidth = 3.5;
      c.strokeRect(x - 27, -28, 54, 38);
    }
  }
  if (person.glasses) {
    c.beginPath();
    c.moveTo(shift - apart + 27, -12);
    c.lineTo(shift + apart - 27, -12);
    c.stroke();
  }
}

function drawNose(c: Context, person: DrawnPerson, pose: DrawnPose, shift: number): void {
  const length = 30 + 16 * person.noseLength;
  const width = 12 + 8 * person.noseWidth;
  const x = shift * 1.35;
  c.fillStyle = shade(person.skin, pose.light * 0.84);
  c.beginPath();
  c.moveTo(shift, -14);
  c.quadraticCurveTo(x + width * 0.4, length * 0.6, x + width, length);
  c.quadraticCurveTo(x, length + 11, x - width, length);
  c.quadraticCurveTo(x - width * 0.1, length * 0.6, shift - 3, -14);
  c.fill();
  c.fillStyle = shade(person.skin, pose.light * 1.12);
  ellipse(c, x - 1, length - 6, 5, 7);
  c.fillStyle = shade(person.skin, pose.light * 0.4);
  ellipse(c, x - width * 0.45, length + 2, 3.6, 2.4);
  ellipse(c, x + width * 0.45, length + 2, 3.6, 2.4);
}

function drawMouth(c: Context, person: DrawnPerson, pose: DrawnPose, shift: number): void {
  const half = 24 + 10 * person.mouthWidth + 5 * pose.smile;
  const x = shift * 1.15;
  const y = 70;
  const curve = 12 * pose.smile;
  const open = 16 * pose.mouthOpen;
  const lips = 4 + 5 * person.lips;
  c.fillStyle = mix(person.skin, '#9c3b40', 0.55, pose.light);
  c.beginPath();
  c.moveTo(x - half, y - curve * 0.5);
  c.quadraticCurveTo(x, y + curve - lips * 1.4, x + half, y - curve * 0.5);
  c.quadraticCurveTo(x, y + curve + lips * 2 + open, x - half, y - curve * 0.5);
  c.fill();
  c.fillStyle = '#43191c';
  c.beginPath();
  c.moveTo(x - half * 0.9, y - curve * 0.4);
  c.quadraticCurveTo(x, y + curve + 1, x + half * 0.9, y - curve * 0.4);
  c.quadraticCurveTo(x, y + curve + 3 + open, x - half * 0.9, y - curve * 0.4);
  c.fill();
}

function ellipse(c: Context, x: number, y: number, rx: number, ry: number): void {
  c.beginPath();
  c.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
  c.fill();
}

function arc(c: Context, x: number, y: number, radius: number, from: number, to: number): void {
  c.beginPath();
  c.arc(x, y, radius, from, to);
  c.stroke();
}

/** A colour made darker or brighter. */
function shade(colour: string, light: number): string {
  return mix(colour, colour, 0, light);
}

function mix(colour: string, other: string, share: number, light: number): string {
  const [a, b] = [channels(colour), channels(other)];
  const values = a.map((value, i) => Math.min(255, (value * (1 - share) + (b[i] ?? 0) * share) * light));
  return `rgb(${values.map(Math.round).join(' ')})`;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
