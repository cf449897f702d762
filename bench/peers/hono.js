// What a JavaScript developer writes first: Hono before one object that holds every answer, in storage and in memory.
import { Hono } from "hono";
import { etag } from "hono/etag";

export class Answers {
  constructor(state) {
    this.storage = state.storage;
    this.kept = new Map();
  }

  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (request.method === "PUT") {
      const value = { type: request.headers.get("content-type"), body: await request.text() };
      await this.storage.put(pathname, value);
      this.kept.set(pathname, value);
      return new Response(null, { status: 204 });
    }
    const found = this.kept.get(pathname) ?? (await this.storage.get(pathname));
    if (!found) return new Response("{}", { status: 404 });
    this.kept.set(pathname, found);
    return new Response(found.body, {
      headers: { "content-type": found.type, "cache-control": "public, max-age=0, must-revalidate" },
    });
  }
}

const app = new Hono();
const ask = async (c) => {
  const answer = await c.env.ANSWERS.get(c.env.ANSWERS.idFromName("all")).fetch(c.req.raw);
  // A copy: the headers of an object's answer cannot be changed, and `etag` adds one.
  return new Response(answer.body, answer);
};
app.put("*", ask);
app.use(etag());
app.get("/v1/:site/jobs", ask);
app.get("/v1/:site/jobs/:job", ask);
app.get("/v1/:site/jobs/:job/form", ask);
app.get("/v1/:site/jobs/:job/apply", ask);

export default app;
