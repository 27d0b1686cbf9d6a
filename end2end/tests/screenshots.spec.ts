// Pictures to look at: SCREENSHOTS=FOLDER npx playwright test screenshots

import { Site } from './pages';
import { signIn, test } from './person';

const FOLDER = process.env.SCREENSHOTS;
const DEVICES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

test.skip(FOLDER === undefined, 'SCREENSHOTS names no folder');
test.use({ expectedStatuses: [400, 401, 403, 404, 409, 410] });

let site: Site;
test.beforeAll(async () => {
  site = await Site.start();
});
test.afterAll(async () => site?.stop());

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [device, viewport] of Object.entries(DEVICES)) {
    test.describe(() => {
      test.use({ colorScheme, viewport });

      test(`pictures of every kind of page, ${device}, ${colorScheme}`, async ({ page }) => {
        const take = async (kinds: ReturnType<Site['readersPages']>) => {
          for (const { what, open } of kinds) {
            await open(page);
            await page.screenshot({ path: `${FOLDER}/${what.replaceAll(' ', '-')}-${device}-${colorScheme}.png`, fullPage: true });
          }
        };
        await take([...site.readersPages(), ...site.entrances()]);
        await signIn(page, site.server);
        await take(site.writersPages());
      });
    });
  }
}
