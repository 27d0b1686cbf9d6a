// Pictures to look at: SCREENSHOTS=FOLDER npx playwright test screenshots

import { siteWithEverything } from './pages';
import { signIn, test } from './person';

const FOLDER = process.env.SCREENSHOTS;

test('pictures of home, post, list and editor', async ({ page }) => {
  test.skip(FOLDER === undefined, 'SCREENSHOTS names no folder');
  const { server } = await siteWithEverything();
  try {
    await signIn(page, server);
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [device, width, height] of [['phone', 390, 844], ['desktop', 1280, 900]] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height });
        for (const [name, path] of Object.entries({ home: '/', post: '/posts/everything', posts: '/admin/posts', editor: '/admin/posts/new' })) {
          await page.goto(server.url + path);
          await page.screenshot({ path: `${FOLDER}/${name}-${device}-${colorScheme}.png` });
        }
      }
    }
  } finally {
    await server?.stop();
  }
});
