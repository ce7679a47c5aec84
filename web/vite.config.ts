import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { precompress } from './precompress.ts'

/** Where `npm run dev` finds a running Meterr. */
const METERR = process.env.METERR_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  // Meterr serves index.html for /app/… and the hashed files under /assets/.
  base: '/',
  plugins: [react(), tailwindcss(), precompress()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: { target: 'es2022', sourcemap: false },
  server: { proxy: { '/api': METERR } },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
    restoreMocks: true,
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
  },
})
