import { defineConfig } from '@playwright/test';

// The system's own Chromium: nothing is downloaded. Without the flags it would look for its maker's servers.
const launchOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
};

export default defineConfig({
  testDir: 'tests',
  fullyParallel: false,
  workers: 2,
  retries: 0,
  timeout: 60_000,
  globalTimeout: 30 * 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: { launchOptions, actionTimeout: 10_000, navigationTimeout: 15_000, locale: 'en-GB', timezoneId: 'UTC' },
  projects: [
    { name: 'script', use: { javaScriptEnabled: true } },
    { name: 'no-script', use: { javaScriptEnabled: false }, testMatch: /\/(comments|journey|keyboard|link-cards|media|notes|organising|people|post-list|previews|refusals|review|schedule|settings|together|uploads|versions|webmention)\.spec/ },
  ],
});
