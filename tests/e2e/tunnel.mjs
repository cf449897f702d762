// A stretch of network between Chromium and the Worker, at the mercy of a test: it can be cut, held
// after so many bytes, or swallow an answer. Plain TCP, so that both ends meet what a tunnel does.
import { connect, createServer } from "node:net";

export async function tunnel(target) {
  const { hostname, port } = new URL(target);
  const pairs = new Set();
  let sent = 0;
  let holdAt = Infinity;
  let heard = () => {};
  let swallow;
  let down = false;
  const server = createServer((near) => {
    if (down) return near.destroy();
    const far = connect(Number(port), hostname);
    const pair = [near, far];
    pairs.add(pair);
    let lost = false;
    near.on("data", (all) => {
      // Not a byte more than may pass: what is behind waits, or goes down with the connection.
      const room = Math.max(0, holdAt - sent);
      const bytes = all.length > room ? all.subarray(0, room) : all;
      sent += bytes.length;
      // Before the rest is put back: put back into a stream that flows, it would come at once.
      if (sent >= holdAt) near.pause();
      if (bytes.length < all.length) near.unshift(all.subarray(room));
      if (swallow && bytes.includes(swallow)) {
        lost = true;
        swallow = undefined;
      }
      if (sent >= holdAt) heard();
      if (!far.write(bytes)) near.pause();
    });
    far.on("drain", () => sent < holdAt && near.resume());
    far.on("data", (bytes) => (lost ? end() : near.write(bytes)));
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on("close", end).on("error", end);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const cut = () => [...pairs].forEach(([near, far]) => (near.destroy(), far.destroy()));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut,
    /** Nothing gets through any more, or again. */
    down: (is) => {
      down = is;
      if (is) cut();
    },
    /** Nothing goes up after so many bytes more; resolves when that is so. */
    hold: (bytes) => {
      holdAt = sent + bytes;
      return new Promise((done) => (heard = done));
    },
    release: () => {
      holdAt = Infinity;
      for (const [near] of pairs) near.resume();
    },
    /** The request with this text arrives, and its answer does not. */
    swallow: (text) => (swallow = text),
    stop: () => {
      cut();
      server.close();
    },
  };
}
