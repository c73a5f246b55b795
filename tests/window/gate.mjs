// A door between the app and its server: requests go through one by one, and a test can hold them there. So a pass is half-way
// exactly where the test wants it, and never depends on how fast anything is.
import { once } from "node:events";
import { createServer, request } from "node:http";
import { within } from "./driver.mjs";

export class Gate {
  url;
  /** The writes (PUT, DELETE) that came to the door. */
  writes = 0;
  #server;
  #to;
  /** Holds a request as long as it answers a promise that is pending. */
  #hold = () => undefined;
  #held;

  static async before(url) {
    const gate = new Gate();
    gate.#to = new URL(url);
    gate.#server = createServer((asked, reply) => void gate.#pass(asked, reply)).listen(0, "127.0.0.1");
    await once(gate.#server, "listening");
    gate.url = `http://127.0.0.1:${gate.#server.address().port}/`;
    return gate;
  }

  /** Lets `count` more writes through, then holds every write; answers a function that opens the door again. */
  holdAfter(count) {
    const last = this.writes + count;
    let open;
    const opened = new Promise((done) => (open = done));
    this.#held = new Promise((held) => {
      this.#hold = (isWrite) => {
        if (!isWrite || this.writes <= last) return undefined;
        held();
        return opened;
      };
    });
    return () => {
      this.#hold = () => undefined;
      open();
    };
  }

  /** Once a write stands at the door. */
  get held() {
    return within("a write is held", this.#held);
  }

  async #pass(asked, reply) {
    const isWrite = ["PUT", "DELETE"].includes(asked.method);
    if (isWrite) this.writes += 1;
    await this.#hold(isWrite);
    const on = request(
      { host: this.#to.hostname, port: this.#to.port, path: asked.url, method: asked.method, headers: asked.headers },
      (answer) => {
        reply.writeHead(answer.statusCode, answer.headers);
        answer.pipe(reply);
      },
    );
    // The server is gone: so is the line.
    on.on("error", () => reply.destroy());
    asked.on("error", () => on.destroy());
    asked.pipe(on);
  }

  async close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
