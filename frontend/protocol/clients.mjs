// The clients of graphql-ws and graphql-sse against a server: node clients.mjs CONFIG, a JSON object with `ws`, `http`,
// `headers`, and the operations `query`, `invalid`, `completes` (a subscription that ends) and `endless`.
import { createClient as createSse } from "graphql-sse";
import { createClient as createWs } from "graphql-ws";
import { WebSocket } from "ws";

const config = JSON.parse(process.argv[2]);
const PATIENCE = 12_000;

class SignedInSocket extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { headers: config.headers });
  }
}

const socket = (options) => createWs({ url: config.ws, webSocketImpl: SignedInSocket, retryAttempts: 3, ...options });
const stream = () => createSse({ url: config.http, headers: config.headers, retryAttempts: 0 });

async function all(results) {
  const found = [];
  for await (const result of results) found.push(result);
  return found;
}

function assert(holds, found) {
  if (!holds) throw new Error(`unexpected: ${JSON.stringify(found)}`);
}

const checks = {
  "a subscription over a socket completes": async () => {
    const client = socket();
    const found = await all(client.iterate(config.completes));
    assert(found.length > 0 && found.every((one) => one.data && !one.errors), found);
    await client.dispose();
  },
  "a query over a socket is answered once": async () => {
    const client = socket();
    const found = await all(client.iterate(config.query));
    assert(found.length === 1 && found[0].data, found);
    await client.dispose();
  },
  "what is left early leaves the socket usable": async () => {
    const client = socket({ lazy: false });
    const results = client.iterate(config.endless);
    await results.next();
    await results.return();
    const found = await all(client.iterate(config.query));
    assert(found[0]?.data, found);
    await client.dispose();
  },
  "a client comes back after its socket was cut": async () => {
    let opened = 0;
    let current;
    const client = socket({
      on: {
        connected: (one) => {
          current = one;
          opened++;
        },
      },
      shouldRetry: () => true,
      retryWait: () => Promise.resolve(),
    });
    const results = client.iterate(config.endless);
    await results.next();
    current.terminate();
    await results.next();
    assert(opened === 2, opened);
    await results.return();
    await client.dispose();
  },
  "pings are answered": async () => {
    let pongs = 0;
    const client = socket({
      lazy: false,
      keepAlive: 100,
      on: {
        pong: (received) => {
          if (received) pongs++;
        },
      },
    });
    await new Promise((done) => setTimeout(done, 1_000));
    await client.dispose();
    assert(pongs >= 3, pongs);
  },
  "a subscription over server-sent events completes": async () => {
    const found = await all(stream().iterate(config.completes));
    assert(found.length > 0 && found.every((one) => one.data && !one.errors), found);
  },
  "a query over server-sent events is answered once": async () => {
    const found = await all(stream().iterate(config.query));
    assert(found.length === 1 && found[0].data, found);
  },
  "an invalid operation over server-sent events is refused": async () => {
    const found = await all(stream().iterate(config.invalid)).catch((refusal) => [{ errors: [refusal] }]);
    assert(found[0]?.errors?.length > 0, found);
  },
};

const failed = {};
for (const [name, check] of Object.entries(checks)) {
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error("nothing came in time")), PATIENCE).unref());
  await Promise.race([check(), late]).catch((problem) => {
    failed[name] = String(problem?.message ?? JSON.stringify(problem));
  });
}
process.stdout.write(JSON.stringify({ checks: Object.keys(checks).length, failed }));
process.exit(0);
