#!/usr/bin/env bash
# Seen 2026-11-29 with Chromium 156.
#
# A VideoFrame can be marked to be turned or mirrored, and a MediaStreamTrackGenerator makes a track of such frames. Its track is
# turned wherever it is looked at: in <video>, in a MediaStreamTrackProcessor, at the other end of a peer connection. MediaRecorder
# writes the frames as they lie, and neither turns them nor notes in the file that a player should: the recording is sideways, or upside
# down, with its sides exchanged. In WebM and MP4 alike, without an error. A mirrored track is recorded unmirrored, and arrives so
# at the other end, too, though a turned one arrives turned.
#
# Output then, for frames of 64 x 32 whose left half is blue and whose right half is red:
#   to turn by 90:  video 32x64 blue above red; peer 32x64 blue above red; webm 64x32 blue left of red; mp4 64x32 blue left of red
#   to turn by 180: video 64x32 red left of blue; peer 64x32 red left of blue; webm 64x32 blue left of red; mp4 64x32 blue left of red
#   to mirror:      video 64x32 red left of blue; peer 64x32 blue left of red; webm 64x32 blue left of red; mp4 64x32 blue left of red
#
# Why it matters: who watched the covered picture while recording saw it upright. In the file the faces lie on their side, so that no detector that
# checks the file finds one, covered or not; and a cover's place that was noted by the preview is another place in the file.
. "$(dirname "$0")/support.sh"
browser
cat > run.mjs <<'JS'
import { openPage } from './browser.mjs';
const { page, origin, close } = await openPage();
await page.goto(origin);
const seen = await page.evaluate(async () => {
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const canvas = new OffscreenCanvas(64, 32);
  const pen = canvas.getContext('2d');
  pen.fillStyle = 'red';
  pen.fillRect(0, 0, 64, 32);
  pen.fillStyle = 'blue';
  pen.fillRect(0, 0, 32, 32);

  /** Plays what `source` sets up, and says what a viewer sees after a second. */
  const look = async (source) => {
    const video = document.createElement('video');
    video.muted = true;
    source(video);
    await video.play();
    await pause(1000);
    const { videoWidth: width, videoHeight: height } = video;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    context.drawImage(video, 0, 0);
    const colour = (x, y) => (context.getImageData(x, y, 1, 1).data[0] > 128 ? 'red' : 'blue');
    const [first, right, below] = [colour(4, 4), colour(width - 5, 4), colour(4, height - 5)];
    return `${width}x${height} ${first}${right === first ? ` above ${below}` : ` left of ${right}`}`;
  };
  const live = (stream) => (video) => {
    video.srcObject = stream;
  };
  const recorded = async (stream, mimeType) => {
    const recorder = new MediaRecorder(stream, { mimeType });
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => {
      recorder.onstop = resolve;
    });
    recorder.start();
    await pause(1500);
    recorder.stop();
    await stopped;
    const file = URL.createObjectURL(new Blob(parts, { type: mimeType }));
    return look((video) => {
      video.loop = true;
      video.src = file;
    });
  };
  const received = async (track, stream) => {
    const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
    here.onicecandidate = ({ candidate }) => there.addIceCandidate(candidate);
    there.onicecandidate = ({ candidate }) => here.addIceCandidate(candidate);
    const arrived = new Promise((resolve) => {
      there.ontrack = (event) => resolve(new MediaStream([event.track]));
    });
    here.addTrack(track, stream);
    await here.setLocalDescription();
    await there.setRemoteDescription(here.localDescription);
    await there.setLocalDescription();
    await here.setRemoteDescription(there.localDescription);
    return look(live(await arrived));
  };

  const lines = [];
  for (const [name, marks] of [['to turn by 90', { rotation: 90 }], ['to turn by 180', { rotation: 180 }], ['to mirror', { flip: true }]]) {
    const track = new MediaStreamTrackGenerator({ kind: 'video' });
    const stream = new MediaStream([track]);
    const writer = track.writable.getWriter();
    let count = 0;
    const clock = setInterval(() => {
      const plain = new VideoFrame(canvas, { timestamp: count++ * 40000 });
      writer.write(new VideoFrame(plain, { timestamp: plain.timestamp, ...marks }));
      plain.close();
    }, 40);
    const shown = await look(live(stream));
    const peer = await received(track, stream);
    const webm = await recorded(stream, 'video/webm;codecs=vp8');
    const mp4 = await recorded(stream, 'video/mp4;codecs=avc1.42001E');
    lines.push(`${`${name}:`.padEnd(15)} video ${shown}; peer ${peer}; webm ${webm}; mp4 ${mp4}`);
    clearInterval(clock);
  }
  return lines.join('\n');
});
await close();
console.log(seen);
const then = `to turn by 90:  video 32x64 blue above red; peer 32x64 blue above red; webm 64x32 blue left of red; mp4 64x32 blue left of red
to turn by 180: video 64x32 red left of blue; peer 64x32 red left of blue; webm 64x32 blue left of red; mp4 64x32 blue left of red
to mirror:      video 64x32 red left of blue; peer 64x32 blue left of red; webm 64x32 blue left of red; mp4 64x32 blue left of red`;
process.exit(seen === then ? 0 : 1);
JS
node run.mjs
