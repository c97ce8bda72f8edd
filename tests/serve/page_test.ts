import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { chromium } from "playwright-core";
import { startServer } from "lib/serve/server.ts";
import { readQuotesText } from "lib/serve/page/quotes_text.ts";

const CHROMIUM = "/usr/bin/chromium";
const absent = !isThere(CHROMIUM);

Deno.test({
  name: absent
    ? `the page runs the server's net in a browser (skipped: ${CHROMIUM} is absent)`
    : "the page runs the server's net in a browser",
  ignore: absent,
  // The browser's own pipes outlive the test by a moment.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const server = startServer({
      port: 0,
      models: "results/models",
      reloadEvery: 0,
      clock: () => performance.now(),
      now: () => new Date(),
      newId: () => crypto.randomUUID(),
    });
    await server.ready;
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"],
    });
    try {
      const page = await browser.newPage();
      const foreign: string[] = [];
      page.on("request", (request: { url(): string }) => {
        const url = request.url();
        if (!url.startsWith(server.url) && !url.startsWith("data:")) {
          foreign.push(url);
        }
      });
      await page.goto(server.url);
      const status = page.locator("#status");
      await status.getByText("RMSE").waitFor({ timeout: 60_000 });
      assertEquals(await page.locator(".panel").count(), 7);
      const before = await status.textContent() ?? "";
      assertMatch(before, /RMSE 0\.\d+ points/);
      assert(await page.locator(".band").count() > 0, "a fit has bands");

      const quote = await page.locator(".quote").nth(3).boundingBox();
      assert(quote !== null);
      await page.mouse.move(quote.x + 3, quote.y + 3);
      await page.mouse.down();
      await page.mouse.move(quote.x + 3, quote.y - 25, { steps: 3 });
      await page.mouse.up();
      await page.waitForFunction(
        `document.getElementById("status").textContent.slice(0, 12) !== ${
          JSON.stringify(before.slice(0, 12))
        }`,
        null,
        { timeout: 30_000 },
      );

      await page.locator("#quotes").fill("strike,maturity\n100,x");
      await status.getByText("maturity must be a number").waitFor();
      assertEquals(foreign, []);
    } finally {
      await browser.close();
      await server.stop();
    }
  },
});

Deno.test("quotes of the page: columns, types and numbers are checked by name and line", () => {
  const defaults = { spot: 100, rate: 0.01, dividend: 0 };
  const read = (text: string) => readQuotesText(text, defaults);
  const quotes = read("strike;maturity;type;price\n100;1;C;9\n90;1;put;3");
  assertEquals([...quotes.strike], [90, 100]);
  assertEquals([...quotes.isCall], [0, 1]);
  assertEquals(quotes.slices.length, 1);
  assertThrows(() => read("strike,price\n1,2"), SyntaxError, '"maturity"');
  assertThrows(
    () => read("strike,maturity,type\n9,1,x"),
    SyntaxError,
    "line 2",
  );
  assertThrows(() => read("strike,maturity\n9,abc"), SyntaxError, '"abc"');
  assertThrows(() => read("strike,maturity"), SyntaxError, "a line of column");
});

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
