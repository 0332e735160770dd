/**
 * The whole-frame cover: a calm slate gradient with no camera pixel in it. Drawn on a 2D canvas of its own, so that it
 * is there when everything else has failed.
 */
let canvas: OffscreenCanvas | null = null;

/** Largest side that is drawn; a larger (or impossible) size gets a plate of a usual size instead. */
const MAX_SIDE = 8192;

/** A plate of the given size, pixels. Never throws for a size that a frame can have. */
export function plate(width: number, height: number): ImageBitmap {
  const [w, h] = usable(width) && usable(height) ? [Math.round(width), Math.round(height)] : [640, 480];
  canvas ??= new OffscreenCanvas(w, h);
  canvas.width = w;
  canvas.height = h;
  const context = canvas.getContext('2d', { alpha: false });
  if (context) {
    const gradient = context.createLinearGradient(0, 0, 0, h);
    gradient.addColorStop(0, '#3a4553');
    gradient.addColorStop(1, '#252d38');
    context.fillStyle = gradient;
    context.fillRect(0, 0, w, h);
  }
  // Without a context the canvas is black: safe as well.
  return canvas.transferToImageBitmap();
}

function usable(side: number): boolean {
  return Number.isFinite(side) && side >= 1 && side <= MAX_SIDE;
}
