/** What the three pages share: their button, their list of modes, and the picture of the far end. */
import type { GuiseMode } from 'guise';

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;

export function say(words: string | null): void {
  element('said').textContent = words ?? '';
}

export function chosenMode(): GuiseMode {
  return element<HTMLSelectElement>('mode').value as GuiseMode;
}

export function onMode(change: (mode: GuiseMode) => void): void {
  element('mode').addEventListener('change', () => change(chosenMode()));
}

/** @param start what the button does; what goes wrong is said. */
export function onStart(start: () => Promise<void>): void {
  element('start').addEventListener('click', () => {
    start().catch((error: Error) => say(error.message));
  });
}

/** Sends a track over a peer connection whose far end is this page too, and shows what arrives there. */
export async function call(track: MediaStreamTrack): Promise<RTCRtpSender> {
  const near = new RTCPeerConnection();
  const far = new RTCPeerConnection();
  near.onicecandidate = ({ candidate }) => candidate && far.addIceCandidate(candidate);
  far.onicecandidate = ({ candidate }) => candidate && near.addIceCandidate(candidate);
  far.ontrack = ({ track: arrived }) => {
    element<HTMLVideoElement>('far').srcObject = new MediaStream([arrived]);
  };
  // Sharp rather than smooth: while the connection warms up the picture keeps its size.
  track.contentHint = 'detail';
  const sender = near.addTrack(track, new MediaStream([track]));
  await near.setLocalDescription(await near.createOffer());
  await far.setRemoteDescription(near.localDescription as RTCSessionDescription);
  await far.setLocalDescription(await far.createAnswer());
  await near.setRemoteDescription(far.localDescription as RTCSessionDescription);
  return sender;
}
