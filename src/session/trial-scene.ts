/**
 * A drawn scene in the camera's place: two drawn people in a drawn room, who turn, smile and blink. It is drawn here, on a canvas
 * whose stream takes the camera's way through the engine, so that everything can be tried without a camera.
 */
import type { OpenCamera } from '../media/camera.ts';
import { type DrawnPerson, type DrawnPose, drawPerson } from './study/drawn-people.ts';

const WIDTH = 1280;
const HEIGHT = 720;
const FRAMES_PER_SECOND = 20;

const WALL = '#c9c3b6';

const ANNA: DrawnPerson = {
  name: 'Anna',
  skin: '#e3b592',
  hair: '#4f3322',
  hairStyle: 'short',
  eyes: '#3f6a7a',
  faceWidth: 0.45,
  jaw: 0.4,
  eyeDistance: 0.5,
  eyeSize: 0.5,
  browThickness: 0.4,
  noseLength: 0.4,
  noseWidth: 0.4,
  mouthWidth: 0.6,
  lips: 0.7,
  glasses: false,
  beard: 0,
};
const DAYO: DrawnPerson = {
  ...ANNA,
  name: 'Dayo',
  skin: '#a86f4a',
  hair: '#2b211c',
  eyes: '#4b3a2a',
  faceWidth: 0.6,
  jaw: 0.7,
  noseWidth: 0.7,
  lips: 0.4,
  browThickness: 0.7,
};

/** Opens the scene as if it were a camera; it is drawn until its track is stopped. */
export function openScene(): OpenCamera {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  if (!context) {
    throw new Error('This browser cannot draw the scene (no 2d canvas).');
  }
  const stream = canvas.captureStream(FRAMES_PER_SECOND);
  const [track] = stream.getVideoTracks();
  if (!track) {
    throw new Error('This browser cannot play a drawn scene.');
  }
  const begun = performance.now();
  drawScene(context, 0);
  const timer = setInterval(() => {
    if (track.readyState === 'ended') {
      clearInterval(timer);
    } else {
      drawScene(context, (performance.now() - begun) / 1000);
    }
  }, 1000 / FRAMES_PER_SECOND);
  return { stream, track, deviceId: '', facesAway: false };
}

/** @param time seconds */
function drawScene(c: CanvasRenderingContext2D, time: number): void {
  drawRoom(c);
  drawOne(c, ANNA, 640 + 40 * Math.sin(time * 0.45), 140, 430, pose(time, 0));
  drawOne(c, DAYO, 1015 + 25 * Math.sin(time * 0.31 + 2), 250, 300, pose(time, 3));
}

function pose(time: number, phase: number): DrawnPose {
  const t = time + phase;
  return {
    turn: 0.3 * Math.sin(t * 0.6),
    roll: 0.06 * Math.sin(t * 0.83),
    smile: 0.4 + 0.4 * Math.sin(t * 0.5),
    mouthOpen: Math.max(0, Math.sin(t * 3.1)) * 0.5 * (Math.sin(t * 0.4) > 0 ? 1 : 0),
    light: 1,
    background: WALL,
  };
}

const HEAD = new OffscreenCanvas(400, 400);
const headContext = HEAD.getContext('2d');

/** Draws one person with the head's square of `side` pixels centred on x, from y down. */
function drawOne(
  c: CanvasRenderingContext2D,
  person: DrawnPerson,
  x: number,
  y: number,
  side: number,
  how: DrawnPose,
): void {
  if (!headContext) {
    return;
  }
  headContext.clearRect(0, 0, 400, 400);
  drawPerson(headContext, 400, person, how);
  c.fillStyle = '#4d5a66';
  c.beginPath();
  c.ellipse(x, y + side * 1.28, side * 0.46, side * 0.5, 0, 0, 2 * Math.PI);
  c.fill();
  c.fillRect(x - side * 0.46, y + side * 1.28, side * 0.92, HEIGHT);
  c.drawImage(HEAD, x - side / 2, y, side, side);
}

function drawRoom(c: CanvasRenderingContext2D): void {
  c.fillStyle = WALL;
  c.fillRect(0, 0, WIDTH, HEIGHT);
  // A window, shelves with books, a plant.
  c.fillStyle = '#e7eff2';
  c.fillRect(80, 70, 250, 270);
  c.fillStyle = '#8b7a66';
  c.fillRect(199, 70, 12, 270);
  c.fillRect(70, 60, 270, 12);
  c.fillRect(70, 338, 270, 16);
  ['#7d4b3a', '#3f5d6b', '#b08b4a', '#56714f', '#6b4f6f'].forEach((colour, i) => {
    c.fillStyle = colour;
    c.fillRect(900 + i * 34, 84 + (i % 2) * 12, 28, 96 - (i % 2) * 12);
  });
  c.fillStyle = '#6b4f3a';
  c.fillRect(870, 180, 320, 12);
  c.fillStyle = '#a3917a';
  c.fillRect(0, 640, WIDTH, 80);
}
