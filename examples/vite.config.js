import { defineConfig } from 'vite';

export default defineConfig({
  build: { target: 'es2023', rolldownOptions: { input: ['webrtc.html', 'livekit.html', 'jitsi.html'] } },
});
