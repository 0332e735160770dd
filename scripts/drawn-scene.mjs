/** A drawn scene for the README's moving picture: nobody in it exists. Runs in a browser page. */

/**
 * @typedef {{x: number, y: number, skin: string, shade: string, hair: string, shirt: string, long: boolean}} Drawn
 * `x`, `y` is the middle of the face, px.
 */

/**
 * Draws the scene at one moment; runs in the page, so it can use nothing from outside of itself.
 * @param {{width: number, height: number, time: number}} moment `time` goes from 0 to 1 and the scene then repeats
 * @returns {Promise<string>} a PNG as base64
 */
export async function drawScene({ width, height, time }) {
  const canvas = new OffscreenCanvas(width, height);
  const on = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const turn = 2 * Math.PI * time;

  const wall = on.createLinearGradient(0, 0, width, height);
  wall.addColorStop(0, '#d9e2dc');
  wall.addColorStop(1, '#a9bdb4');
  on.fillStyle = wall;
  on.fillRect(0, 0, width, height);
  on.fillStyle = '#f4f9fb';
  on.fillRect(width * 0.4, height * 0.06, width * 0.2, height * 0.4);
  on.strokeStyle = '#7a6a58';
  on.lineWidth = 6;
  on.strokeRect(width * 0.4, height * 0.06, width * 0.2, height * 0.4);
  on.beginPath();
  on.moveTo(width * 0.5, height * 0.06);
  on.lineTo(width * 0.5, height * 0.46);
  on.stroke();

  const left = {
    x: width * (0.27 + 0.012 * Math.sin(turn)),
    y: height * (0.36 + 0.012 * Math.sin(2 * turn)),
  };
  const right = {
    x: width * (0.73 + 0.015 * Math.cos(turn)),
    y: height * (0.38 + 0.01 * Math.cos(2 * turn)),
  };
  person(
    { ...left, skin: '#e3b18f', shade: '#b97f5e', hair: '#3a2a20', shirt: '#38617a', long: true },
    0.04 * Math.sin(turn),
  );
  person(
    { ...right, skin: '#9c6a48', shade: '#6c4329', hair: '#17120f', shirt: '#8a4b3c', long: false },
    -0.05 * Math.cos(turn),
  );
  wave(width * 0.08, height * 0.62, '#e3b18f', '#38617a', 0.35 * Math.sin(3 * turn));
  on.fillStyle = '#6d5038';
  on.fillRect(0, height * 0.9, width, height * 0.1);
  cup(width * 0.86, height * (0.76 - 0.09 * Math.max(0, Math.sin(turn))));

  /** @param {Drawn} who @param {number} roll radians */
  function person(who, roll) {
    const unit = height * 0.17;
    on.save();
    on.translate(who.x, who.y);
    on.fillStyle = who.shirt;
    on.beginPath();
    on.moveTo(-unit * 2.1, unit * 5);
    on.quadraticCurveTo(-unit * 2.1, unit * 1.75, -unit * 0.5, unit * 1.4);
    on.lineTo(unit * 0.5, unit * 1.4);
    on.quadraticCurveTo(unit * 2.1, unit * 1.75, unit * 2.1, unit * 5);
    on.fill();
    if (who.long) {
      on.fillStyle = who.hair;
      blob(0, unit * 0.25, unit * 1.05, unit * 1.55);
    }
    on.fillStyle = who.shade;
    on.fillRect(-unit * 0.36, unit * 0.7, unit * 0.72, unit * 0.85);
    blob(0, unit * 1.5, unit * 0.36, unit * 0.2);
    on.rotate(roll);
    on.scale(unit, unit);
    face(who);
    on.restore();
  }

  /** One unit is half the height of the face. @param {Drawn} who */
  function face(who) {
    const skin = on.createRadialGradient(-0.15, -0.2, 0.1, 0, 0, 1.15);
    skin.addColorStop(0, who.skin);
    skin.addColorStop(0.65, who.skin);
    skin.addColorStop(1, who.shade);
    on.fillStyle = who.shade;
    blob(-0.77, 0.05, 0.11, 0.22);
    blob(0.77, 0.05, 0.11, 0.22);
    on.fillStyle = skin;
    on.beginPath();
    on.moveTo(-0.76, -0.3);
    on.bezierCurveTo(-0.8, 0.5, -0.45, 1.02, 0, 1.04);
    on.bezierCurveTo(0.45, 1.02, 0.8, 0.5, 0.76, -0.3);
    on.bezierCurveTo(0.7, -1.1, -0.7, -1.1, -0.76, -0.3);
    on.fill();
    for (const side of [-1, 1]) {
      on.save();
      on.scale(side, 1);
      soft(0.33, -0.08, 0.3, 0.2, who.shade, 0.55);
      soft(0.45, 0.35, 0.25, 0.22, '#c0504a', 0.14);
      on.fillStyle = '#f3efe9';
      eye(0.33, -0.06, 0.165, 0.085);
      on.save();
      on.clip();
      on.fillStyle = '#4a3626';
      blob(0.33, -0.07, 0.082, 0.082);
      on.fillStyle = '#0d0a08';
      blob(0.33, -0.07, 0.042, 0.042);
      on.fillStyle = '#ffffff';
      blob(0.355, -0.1, 0.018, 0.018);
      on.restore();
      on.strokeStyle = '#2a1c14';
      on.lineWidth = 0.035;
      on.beginPath();
      on.moveTo(0.15, -0.04);
      on.quadraticCurveTo(0.33, -0.19, 0.51, -0.05);
      on.stroke();
      on.strokeStyle = who.hair;
      on.lineWidth = 0.075;
      on.beginPath();
      on.moveTo(0.13, -0.27);
      on.quadraticCurveTo(0.34, -0.4, 0.57, -0.25);
      on.stroke();
      soft(0.1, 0.3, 0.08, 0.07, who.shade, 0.9);
      on.fillStyle = '#2d1811';
      blob(0.065, 0.34, 0.035, 0.018);
      on.restore();
    }
    soft(0.05, 0.1, 0.06, 0.3, who.shade, 0.45);
    soft(-0.02, 0.22, 0.07, 0.09, '#ffffff', 0.25);
    soft(0, 0.4, 0.18, 0.05, who.shade, 0.7);
    on.fillStyle = '#a4483f';
    on.beginPath();
    on.moveTo(-0.27, 0.6);
    on.quadraticCurveTo(-0.08, 0.5, 0, 0.54);
    on.quadraticCurveTo(0.08, 0.5, 0.27, 0.6);
    on.quadraticCurveTo(0, 0.8, -0.27, 0.6);
    on.fill();
    on.strokeStyle = '#5c1f1b';
    on.lineWidth = 0.025;
    on.beginPath();
    on.moveTo(-0.26, 0.6);
    on.quadraticCurveTo(0, 0.66, 0.26, 0.6);
    on.stroke();
    soft(0, 0.8, 0.16, 0.05, who.shade, 0.6);
    on.fillStyle = who.hair;
    on.beginPath();
    on.moveTo(-0.82, 0.05);
    on.bezierCurveTo(-1, -1.35, 1, -1.35, 0.82, 0.05);
    on.bezierCurveTo(0.75, -0.45, 0.5, -0.62, 0.1, -0.66);
    on.bezierCurveTo(-0.4, -0.66, -0.72, -0.45, -0.82, 0.05);
    on.fill();
  }

  /** @param {number} x @param {number} y @param {number} a @param {number} b half axes */
  function blob(x, y, a, b) {
    on.beginPath();
    on.ellipse(x, y, a, b, 0, 0, 7);
    on.fill();
  }

  /** @param {number} x @param {number} y @param {number} a @param {number} b */
  function eye(x, y, a, b) {
    on.beginPath();
    on.moveTo(x - a, y);
    on.quadraticCurveTo(x, y - 1.7 * b, x + a, y);
    on.quadraticCurveTo(x, y + 1.4 * b, x - a, y);
    on.fill();
  }

  /** @param {number} x @param {number} y @param {number} a @param {number} b @param {string} colour @param {number} strength */
  function soft(x, y, a, b, colour, strength) {
    on.save();
    on.translate(x, y);
    on.scale(a, b);
    on.globalAlpha = strength;
    const fade = on.createRadialGradient(0, 0, 0, 0, 0, 1);
    fade.addColorStop(0, colour);
    fade.addColorStop(1, `${colour}00`);
    on.fillStyle = fade;
    on.fillRect(-1, -1, 2, 2);
    on.restore();
  }

  /** @param {number} x @param {number} y @param {string} skin @param {string} sleeve @param {number} angle */
  function wave(x, y, skin, sleeve, angle) {
    on.save();
    on.translate(x, height * 0.92);
    on.rotate(angle * 0.5 - 0.1);
    on.fillStyle = sleeve;
    on.fillRect(-height * 0.045, y - height * 0.92, height * 0.09, height * 0.5);
    on.translate(0, y - height * 0.92);
    on.rotate(angle);
    on.fillStyle = skin;
    on.fillRect(-height * 0.025, -height * 0.03, height * 0.05, height * 0.05);
    on.beginPath();
    on.roundRect(-height * 0.045, -height * 0.11, height * 0.09, height * 0.1, height * 0.03);
    for (let finger = 0; finger < 4; finger++) {
      on.roundRect(
        height * (-0.045 + 0.0235 * finger),
        -height * 0.17,
        height * 0.019,
        height * 0.1,
        height * 0.01,
      );
    }
    on.fill();
    on.restore();
  }

  /** @param {number} x @param {number} y */
  function cup(x, y) {
    on.fillStyle = '#f2efe6';
    on.beginPath();
    on.roundRect(x - height * 0.05, y, height * 0.1, height * 0.12, height * 0.015);
    on.fill();
    on.strokeStyle = '#f2efe6';
    on.lineWidth = height * 0.014;
    on.beginPath();
    on.arc(x + height * 0.055, y + height * 0.055, height * 0.03, -1.6, 1.6);
    on.stroke();
    on.fillStyle = '#9c6a48';
    for (let finger = 0; finger < 4; finger++) {
      on.beginPath();
      on.roundRect(
        x - height * 0.07,
        y + height * (0.015 + 0.024 * finger),
        height * 0.07,
        height * 0.02,
        height * 0.01,
      );
      on.fill();
    }
  }

  const blobOf = await canvas.convertToBlob({ type: 'image/png' });
  const bytes = new Uint8Array(await blobOf.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
