/** Draws scenes inside a browser page, with the sample photographs, and hands pixels back. */
import type { Page } from '@playwright/test';
import { BARCODE_CELL, barcode } from './barcode.ts';
import { PHOTO_COUNT, photoBytes, TRUE_FACES } from './photos.ts';
import { HEAD, type Scene } from './scene.ts';

/** What `installStage` leaves in the page, at `globalThis.guiseStage`. */
export interface Stage {
  /** Draws and returns the canvas; the next call draws over it. */
  draw(scene: DrawnScene): OffscreenCanvas;
}

/** A scene with everything that its drawing needs; what Node sends to the page. */
export interface DrawnScene extends Scene {
  readonly cells?: readonly boolean[];
}

/** Adds the cells of the barcode. */
export function drawable(scene: Scene): DrawnScene {
  return scene.number === undefined ? scene : { ...scene, cells: barcode(scene.number) };
}

/** Brings the photographs and the drawing code into a page. */
export async function installStage(page: Page): Promise<void> {
  const photos = Array.from({ length: PHOTO_COUNT }, (_, i) => photoBytes(i + 1).toString('base64'));
  await page.evaluate(stageInBrowser, { photos, faces: TRUE_FACES, head: HEAD, cell: BARCODE_CELL });
}

interface Kit {
  readonly photos: readonly string[];
  readonly faces: typeof TRUE_FACES;
  readonly head: typeof HEAD;
  readonly cell: number;
}

/** Runs in the page, so it can use nothing from outside of itself. */
export async function stageInBrowser(kit: Kit): Promise<void> {
  const holder = globalThis as unknown as { guiseStage?: Stage };
  if (holder.guiseStage) {
    return;
  }
  const pictures = await Promise.all(
    kit.photos.map((base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      return createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
    }),
  );
  const canvas = new OffscreenCanvas(1, 1);
  const context = contextOf(canvas, true);
  const heads = new Map<number, OffscreenCanvas>();

  function contextOf(of: OffscreenCanvas, read = false): OffscreenCanvasRenderingContext2D {
    const found = of.getContext('2d', { willReadFrequently: read });
    if (!found) {
      throw new Error('No 2D canvas in this browser.');
    }
    found.imageSmoothingQuality = 'high';
    return found;
  }

  function pictureOf(index: number): { face: Kit['faces'][number]; picture: ImageBitmap } {
    const face = kit.faces[index];
    const picture = face && pictures[face.photo - 1];
    if (!face || !picture) {
      throw new Error(`No face ${index}.`);
    }
    return { face, picture };
  }

  /** A head, upright, with a soft edge; the face is in the middle of the canvas, of its size in the photograph. */
  function headOf(index: number): OffscreenCanvas {
    const known = heads.get(index);
    if (known) {
      return known;
    }
    const { face, picture } = pictureOf(index);
    const head = new OffscreenCanvas(Math.ceil(face.width * 2.4), Math.ceil(face.height * 2.6));
    const on = contextOf(head);
    on.translate(head.width / 2, head.height / 2);
    on.save();
    on.scale(face.width * kit.head.halfWidth, face.height * kit.head.halfHeight);
    const soft = on.createRadialGradient(
      0,
      -kit.head.rise / kit.head.halfHeight,
      0.9,
      0,
      -kit.head.rise / kit.head.halfHeight,
      1,
    );
    soft.addColorStop(0, 'rgba(0,0,0,1)');
    soft.addColorStop(1, 'rgba(0,0,0,0)');
    on.fillStyle = soft;
    on.fillRect(-2, -2, 4, 4);
    on.restore();
    on.globalCompositeOperation = 'source-in';
    on.rotate((-face.roll * Math.PI) / 180);
    on.drawImage(picture, -face.x, -face.y);
    heads.set(index, head);
    return head;
  }

  /** Numbers between 0 and 1, the same ones for the same seed. */
  function random(seed: number): () => number {
    let state = (seed * 2654435761) >>> 0 || 1;
    return () => {
      state ^= state << 13;
      state >>>= 0;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      return state / 4294967296;
    };
  }

  /** A room without people: a wall, a window, shelves, a lamp and a plant, with some unrest. */
  function drawRoom(width: number, height: number, seed: number): void {
    const chance = random(seed + 1);
    const hue = Math.floor(chance() * 360);
    const wall = context.createLinearGradient(0, 0, width, height);
    wall.addColorStop(0, `hsl(${hue} 18% 74%)`);
    wall.addColorStop(1, `hsl(${(hue + 30) % 360} 16% 52%)`);
    context.fillStyle = wall;
    context.fillRect(-width, -height, 3 * width, 3 * height);
    const windowX = width * (0.06 + 0.2 * chance());
    context.fillStyle = '#e9f2f7';
    context.fillRect(windowX, height * 0.08, width * 0.22, height * 0.42);
    context.fillStyle = '#6f5b49';
    context.fillRect(windowX + width * 0.105, height * 0.08, width * 0.012, height * 0.42);
    context.fillRect(windowX, height * 0.28, width * 0.22, height * 0.014);
    for (let shelf = 0; shelf < 3; shelf++) {
      const y = height * (0.16 + 0.2 * shelf);
      context.fillStyle = '#6b4f3a';
      context.fillRect(width * 0.62, y, width * 0.33, height * 0.016);
      for (let x = width * 0.63; x < width * 0.93; ) {
        const thick = width * (0.008 + 0.02 * chance());
        const tall = height * (0.06 + 0.08 * chance());
        context.fillStyle = `hsl(${Math.floor(chance() * 360)} 35% ${30 + Math.floor(chance() * 35)}%)`;
        context.fillRect(x, y - tall, thick * 0.9, tall);
        x += thick;
      }
    }
    context.fillStyle = '#f3e3b4';
    context.beginPath();
    context.arc(width * 0.5, height * 0.16, width * 0.035, 0, 7);
    context.fill();
    context.strokeStyle = '#3e6b3f';
    context.lineWidth = width * 0.006;
    for (let leaf = 0; leaf < 14; leaf++) {
      context.beginPath();
      context.moveTo(width * 0.42, height * 0.62);
      context.quadraticCurveTo(
        width * (0.36 + 0.12 * chance()),
        height * 0.45,
        width * (0.34 + 0.16 * chance()),
        height * (0.36 + 0.16 * chance()),
      );
      context.stroke();
    }
    context.fillStyle = `hsl(${(hue + 200) % 360} 20% 34%)`;
    context.fillRect(-width, height * 0.86, 3 * width, 2 * height);
  }

  function drawPerson(person: DrawnScene['people'][number], index: number): void {
    const { face, picture } = pictureOf(person.face);
    const scale = person.height / face.height;
    context.save();
    context.translate(person.x, person.y);
    if (person.cut !== 'photo') {
      context.fillStyle = `hsl(${(index * 67 + 210) % 360} 30% 38%)`;
      context.beginPath();
      context.moveTo(-person.height * 1.35, person.height * 12);
      context.lineTo(-person.height * 1.35, person.height * 1.7);
      context.quadraticCurveTo(-person.height * 1.2, person.height * 0.75, 0, person.height * 0.62);
      context.quadraticCurveTo(
        person.height * 1.2,
        person.height * 0.75,
        person.height * 1.35,
        person.height * 1.7,
      );
      context.lineTo(person.height * 1.35, person.height * 12);
      context.fill();
    }
    context.rotate(((person.roll ?? 0) * Math.PI) / 180);
    context.scale(scale * (person.squeeze ?? 1), scale);
    context.save();
    context.scale(person.mirrored ? -1 : 1, 1);
    if (person.cut === 'photo') {
      context.rotate((-face.roll * Math.PI) / 180);
      context.drawImage(picture, -face.x, -face.y);
    } else {
      const head = headOf(person.face);
      context.drawImage(head, -head.width / 2, -head.height / 2);
    }
    context.restore();
    drawObstacle(person.hidden, face.width, face.height);
    context.restore();
  }

  function drawObstacle(kind: DrawnScene['people'][number]['hidden'], w: number, h: number): void {
    if (kind === 'lower') {
      context.fillStyle = '#44576b';
      context.fillRect(-w, 0, 2 * w, h);
    } else if (kind === 'upper') {
      context.fillStyle = '#44576b';
      context.fillRect(-w, -h, 2 * w, h);
    } else if (kind === 'left') {
      context.fillStyle = '#44576b';
      context.fillRect(-w, -h, w, 2 * h);
    } else if (kind === 'hand') {
      context.fillStyle = '#c99a7c';
      for (let finger = 0; finger < 4; finger++) {
        context.beginPath();
        context.roundRect(-w * 0.46 + finger * w * 0.23, h * 0.08, w * 0.2, h * 0.75, w * 0.1);
        context.fill();
      }
    }
  }

  holder.guiseStage = {
    draw(scene) {
      const { width, height } = scene;
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        context.imageSmoothingQuality = 'high';
      }
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.filter = 'none';
      context.clearRect(0, 0, width, height);
      context.save();
      if (scene.camera) {
        context.translate(width / 2 + scene.camera.x, height / 2 + scene.camera.y);
        context.rotate((scene.camera.roll * Math.PI) / 180);
        context.scale(scene.camera.zoom, scene.camera.zoom);
        context.translate(-width / 2, -height / 2);
      }
      drawRoom(width, height, scene.background ?? 0);
      scene.people.forEach(drawPerson);
      context.restore();
      if (scene.contrast !== undefined && scene.contrast < 1) {
        context.fillStyle = `rgba(128,128,128,${1 - scene.contrast})`;
        context.fillRect(0, 0, width, height);
      }
      if (scene.light !== undefined && scene.light < 1) {
        context.fillStyle = `rgba(0,0,0,${1 - scene.light})`;
        context.fillRect(0, 0, width, height);
      }
      const side = width * kit.cell;
      scene.cells?.forEach((white, cell) => {
        context.fillStyle = white ? '#fff' : '#000';
        context.fillRect(cell * side, height - side, side + 1, side);
      });
      return canvas;
    },
  };
}
