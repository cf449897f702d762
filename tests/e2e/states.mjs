// The states of the form, and how each is come to.
import { pdf } from "../workerd/tus.mjs";
import { begin, fill, uploaded } from "./careers.mjs";

export const EMAIL = "ada.byron@example.org";

/** So many bytes a second go up. */
export const slow = (uploadThroughput) => async (page) => {
  const network = await page.context().newCDPSession(page);
  await network.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 50,
    downloadThroughput: -1,
    uploadThroughput,
  });
};

/** Each begins with the page open and the form there. */
export const STATES = {
  empty: async () => {},
  filled: async (page) => {
    await fill(page, EMAIL);
    await page.fill('[name="phone"]', "+44 20 7946 0000");
    await page.fill('[name="letter"]', "I have always liked engines.");
    await uploaded(page);
  },
  uploading: async (page) => {
    await slow(60_000)(page);
    await fill(page, EMAIL, pdf(900_000));
    await page.waitForFunction(() => document.querySelector("[data-part=file] progress")?.value > 0);
  },
  problems: async (page) => {
    await page.fill('[name="email"]', "ada@");
    await page.click("[data-part=submit]");
    await page.waitForSelector("[data-part=problems]:not([hidden])");
  },
  offline: async (page) => {
    await begin(page);
    await page.context().setOffline(true);
    await fill(page, EMAIL);
    await page.waitForFunction(() =>
      /offline/i.test(document.querySelector("[data-part=file] [role=status]")?.textContent),
    );
  },
  question: async (page) => {
    await page.evaluate(() => (document.querySelector('[name="contact_time"]').value = "x"));
    await fill(page, EMAIL);
    await page.click("[data-part=submit]");
    await page.waitForSelector('[name="check_answer"]');
  },
  sent: async (page) => {
    await fill(page, EMAIL);
    await page.click("[data-part=submit]");
    await page.waitForSelector("[data-part=sent]");
    // The one thing that no two pictures have in common.
    await page.$eval(
      "[data-part=sent] a",
      (a) => (a.textContent = a.textContent.replace(/[0-9a-z]{26}/, "0123456789abcdefghjkmnpqrs")),
    );
  },
  "right-to-left": async (page) => {
    await page.click("[data-part=submit]");
    await page.waitForSelector("[data-part=problems]:not([hidden])");
    await page.fill('[name="first_name"]', "עדה");
  },
};
